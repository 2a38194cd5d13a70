import { createReadStream } from 'node:fs';

/** Marks the fuse wire in Electron's binary: https://www.electronjs.org/docs/latest/tutorial/fuses */
const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');

/** Fuses of wire version 1 in their order. */
const NAMES = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyLoadAppFromAsar',
  'browserSnapshot',
  'fileProtocolPrivileges',
] as const;

export type Fuses = Readonly<Partial<Record<(typeof NAMES)[number], boolean>>>;

/** What Gangway ships with. The rest stay as Electron has them. */
export const WANTED_FUSES: Fuses = {
  runAsNode: false,
  cookieEncryption: true,
  nodeOptions: false,
  nodeCliInspect: false,
  asarIntegrity: true,
  onlyLoadAppFromAsar: true,
  fileProtocolPrivileges: false,
};

/** Reads the fuses of an Electron binary (some 200 MB, hence in pieces). `undefined`: there is no wire in it. */
export async function readFuses(binary: string): Promise<Fuses | undefined> {
  const room = SENTINEL.length + 2 + NAMES.length;
  let kept = Buffer.alloc(0);
  for await (const piece of createReadStream(binary, { highWaterMark: 4 * 1024 * 1024 }) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([kept, piece]);
    const at = bytes.indexOf(SENTINEL);
    if (at >= 0 && at + room <= bytes.length) return decode(bytes.subarray(at + SENTINEL.length));
    // The mark may be cut in two, or stand at the very end.
    kept = bytes.subarray(at >= 0 ? at : Math.max(0, bytes.length - room));
  }
  return undefined;
}

function decode(wire: Buffer): Fuses | undefined {
  const [version, length] = [wire[0], wire[1]];
  if (version !== 1 || length === undefined) return undefined;
  const fuses: Record<string, boolean> = {};
  for (const [index, name] of NAMES.entries()) {
    const state = index < length ? wire[2 + index] : undefined;
    if (state === 0x30 || state === 0x31) fuses[name] = state === 0x31;
  }
  return fuses;
}
