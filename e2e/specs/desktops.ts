import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, processes, until, type Process } from '../testbed/processes.ts';
import type { Sshd } from '../testbed/sshd.ts';
import type { XDisplay } from '../testbed/x-display.ts';

/** Clients start, ask and end within seconds; a busy machine takes its time. Milliseconds. */
const PATIENCE = 90_000;
const PROGRAMS = new Set(['remmina', 'xfreerdp']);
const JUMP_HOST = 'the bastion';

/** The processes of remote desktop clients that show themselves on a display. */
export function clientsOn(display: XDisplay): Process[] {
  return processes().filter(({ pid, name }) => PROGRAMS.has(name) && environmentOf(pid).includes(`DISPLAY=${display.name}`));
}

/** Closes the window of a client as its close button does; Remmina asks whether that is meant. Resolves when its process is gone. */
export async function closeClient(display: XDisplay, window: string): Promise<void> {
  await display.closeWindow(window);
  await until('the client to be gone', PATIENCE, async () => {
    if (clientsOn(display).length === 0) return true;
    const active = await call('/usr/bin/xdotool', ['getactivewindow'], { env: display.env }).catch(() => Buffer.alloc(0));
    const id = active.toString().trim();
    // Its question; when that went away meanwhile, so has what would take the key.
    if (/^\d+$/u.test(id) && id !== window) await call('/usr/bin/xdotool', ['key', 'alt+y'], { env: display.env }).catch(() => {});
    return false;
  });
}

export interface SecretWatch {
  /** Ends the watch. Where the secret was seen: `/proc` paths of processes, names of files. */
  places(): Promise<readonly string[]>;
  /** Processes looked into, by name. */
  readonly looked: ReadonlySet<string>;
}

/**
 * Looks again and again into arguments and environment of every process that was not there before, and into all files of these folders.
 * As text of one or two bytes a character, and as base64.
 */
export function watchForSecret(secret: string, folders: readonly string[]): SecretWatch {
  const before = new Set(processes().map(({ pid }) => pid));
  const forms = [Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(Buffer.from(secret).toString('base64'))];
  const holds = (bytes: Buffer): boolean => forms.some((form) => bytes.includes(form));
  const looked = new Set<string>();
  const found = new Set<string>();
  // What was looked at and has not changed is not looked at again: the machine has other work.
  const seen = new Map<string, string>();
  const isNews = (what: string, version: string): boolean => seen.get(what) !== version && seen.set(what, version) !== undefined;
  let over = false;
  const look = (): boolean => {
    for (const { pid, name } of processes()) {
      if (before.has(pid) || !isNews(`/proc/${pid}`, name)) continue;
      looked.add(name);
      for (const what of ['cmdline', 'environ']) if (holds(read(`/proc/${pid}/${what}`))) found.add(`${what} of ${name}`);
    }
    for (const path of filesBelow(folders)) {
      const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? {};
      if (isNews(path, `${mtimeMs} ${size}`) && holds(read(path))) found.add(path);
    }
    return over;
  };
  const watching = until('the end of a watch', 10 * PATIENCE, look);
  // It fails where it is waited for.
  watching.catch(() => {});
  return {
    looked,
    async places() {
      over = true;
      await watching;
      return [...found];
    },
  };
}

/** Every file below the folders, whatever comes and goes meanwhile. */
export function filesBelow(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    try {
      return readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((name) => join(folder, name))
        .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
    } catch {
      // A folder went away while it was read; the next look finds what is left.
      return [];
    }
  });
}

/** Leads everything that is opened with this data folder through an SSH server, as the Default Settings would have it. */
export function goThrough(dataFolder: string, { host, port, user, clientKeyPath }: Sshd): void {
  const key = { kind: 'file', path: clientKeyPath };
  const settings = { port, user, key, hostKeyPolicy: 'accept-new', jump: [] };
  const bastion = { id: 'bastion', name: JUMP_HOST, folder: null, protocol: 'ssh', target: { kind: 'host', host }, settings };
  const book = { version: 2, defaults: { jump: [JUMP_HOST] }, folders: [], sessions: [bastion] };
  writeFileSync(join(dataFolder, 'sessions.json'), JSON.stringify(book), { mode: 0o600 });
}

function environmentOf(pid: number): readonly string[] {
  return read(`/proc/${pid}/environ`).toString().split('\0');
}

/** Empty for what is gone by now. */
function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
