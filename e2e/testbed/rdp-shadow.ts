import { spawn, type ChildProcess } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordProcesses, sweepFolders } from './leftovers.ts';
import { answers, call, freePort, signal, until } from './processes.ts';
import { end, missing, startXDisplay, type XDisplay } from './x-display.ts';

/** Also on a computer that has much else to do. Milliseconds. */
const START_TIMEOUT = 30_000;
const FOLDER = 'gangway-shadow-';

/** Why the shadow server cannot run here; empty: it can. For the names of skipped tests. */
export const noRdpShadow: string = missing([
  '/usr/bin/freerdp-shadow-cli',
  '/usr/bin/winpr-hash',
  '/usr/bin/xterm',
  '/usr/bin/Xvfb',
  '/usr/bin/openbox',
]);

/** The colour of what it shows, `rrggbb`. */
export const SHADOW_COLOUR = '7c2d12';
/** What its codecs may make of each part of that. */
export const SHADOW_COLOUR_OFF = 8;

/** A real remote desktop that demands network level authentication, on loopback. Needs no root. */
export interface RdpShadow {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Colon-separated upper-case hexadecimal. */
  readonly sha1: string;
  readonly sha256: string;
  log(): string;
  stop(): Promise<void>;
}

export interface RdpShadowOptions {
  /** Default: `Administrator`. */
  readonly user?: string;
  /** ASCII. */
  readonly password?: string;
}

/** Starts a display with a coloured terminal and freerdp-shadow-cli to share it. */
export async function startRdpShadow(options: RdpShadowOptions = {}): Promise<RdpShadow> {
  if (noRdpShadow !== '') throw new Error(`No shadow server: ${noRdpShadow}.`);
  const { user = 'Administrator', password = `Sh4dow $;(&"%!@*?'\\` } = options;
  await sweepFolders(FOLDER);
  const folder = await mkdtemp(join(tmpdir(), FOLDER));
  const children: ChildProcess[] = [];
  let display: XDisplay | undefined;
  let printed = '';
  const abandoned = (): void => {
    for (const child of children) signal(child.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandoned);
  const stop = async (): Promise<void> => {
    process.off('exit', abandoned);
    for (const child of children.toReversed()) await end(child);
    await display?.stop();
    await rm(folder, { recursive: true, force: true });
  };

  try {
    const samFile = join(folder, 'sam.txt');
    const [shown, port, hash] = await Promise.all([
      startXDisplay({ width: 1_024, height: 768 }),
      freePort(),
      call('winpr-hash', ['-u', user, '-p', password, '-f', 'sam']),
    ]);
    display = shown;
    await writeFile(samFile, hash, { mode: 0o600 });
    // It keeps its certificate in its home folder.
    const env = { ...display.env, HOME: folder, XDG_CONFIG_HOME: join(folder, '.config') };
    children.push(
      spawn('xterm', ['-maximized', '-bg', `#${SHADOW_COLOUR}`, '-fg', '#ffffff', '-T', 'shadow', '-e', 'sh'], { env, stdio: 'ignore' }),
    );
    recordProcesses(folder, children);
    const args = [`/port:${port}`, '/bind-address:127.0.0.1', '+auth', '/sec:nla', `/sam-file:${samFile}`];
    await display.showsColour('shadow', SHADOW_COLOUR);
    const server = spawn('freerdp-shadow-cli', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(server);
    recordProcesses(folder, children);
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await until('the shadow server to listen', START_TIMEOUT, () => {
      if (server.exitCode !== null) throw new Error(`freerdp-shadow-cli ended with ${server.exitCode}:\n${printed}`);
      return answers(port);
    });
    const { raw } = new X509Certificate(await readFile(join(folder, '.config/freerdp/shadow/shadow.crt')));
    return { host: '127.0.0.1', port, user, password, sha1: print('sha1', raw), sha256: print('sha256', raw), log: () => printed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function print(kind: string, der: Buffer): string {
  return (createHash(kind).update(der).digest('hex').toUpperCase().match(/../gu) ?? []).join(':');
}
