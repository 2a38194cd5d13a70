import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAll, killAll, removeDisplayFiles } from './leftovers.ts';
import { machineLock } from './machine-lock.ts';
import { answers, call, freePort, processes, signal, until } from './processes.ts';
import { makeRdpCertificate } from './rdp-certificate.ts';
import { end, missing } from './x-display.ts';

/** xrdp finds its session manager at this port alone. */
const SESMAN_PORT = 3_350;
const START_TIMEOUT = 30_000;
/** A session ends in a second; a busy machine takes its time. Milliseconds. */
const END_TIMEOUT = 60_000;
/** How long the tests of all other files that want it may take together, on a busy machine. Milliseconds. */
const LOCK_WAIT = 600_000;
const FOLDER = 'gangway-xrdp-';
/** Accounts of tests, and of nobody else. */
const ACCOUNT = /^gwrdp[0-9a-f]{8}$/u;
/** Of any test. */
const TEST_ACCOUNT = /^gw[a-z]*[0-9a-f]+$/u;
/** Of persons; below are accounts of the system. */
const FIRST_UID = 1_000;
const PROGRAMS = ['/usr/sbin/xrdp', '/usr/sbin/xrdp-sesman', '/usr/lib/xorg/modules/libxorgxrdp.so', '/usr/bin/xterm', '/usr/bin/flock'];

/** Why xrdp cannot run here; empty: it can. For the names of skipped tests. */
export const noXrdp: string =
  process.getuid?.() === 0 ? missing([...PROGRAMS, '/usr/bin/openbox', '/usr/bin/xrefresh', '/usr/bin/xset']) : 'not root';

/** For hooks and tests in which it is started: tests of other files may have it before. Milliseconds. */
export const XRDP_START_TIMEOUT = LOCK_WAIT + 60_000;
/** The colour of its desktop, `rrggbb`. */
export const XRDP_COLOUR = '14532d';

/** A real remote desktop (TLS, no NLA) on loopback, with an account of its own. */
export interface XrdpServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: string;
  /** Full of what shells and files take for themselves. */
  readonly password: string;
  readonly homeFolder: string;
  /** Colon-separated upper-case hexadecimal. */
  readonly sha1: string;
  readonly sha256: string;
  readonly subject: string;
  readonly folder: string;
  /** How many sessions were begun so far; each login of a person that leads to a desktop of its own is one. */
  sessions(): Promise<number>;
  /** Whether a desktop runs now. */
  inSession(): boolean;
  /**
   * Logs the person off, as the Start menu does, when there is somebody; resolves when the session manager has forgotten every session too:
   * a login before that would be led back into the dying one.
   */
  endSession(): Promise<void>;
  /** The next connection sees another certificate; `sha1` and `sha256` are those of the new one. */
  renewCertificate(): Promise<void>;
  /** What both servers wrote. */
  log(): Promise<string>;
  /** The connections die, the servers with them; account and folder stay. */
  kill(): Promise<void>;
  /** Ends everything and removes account and folder. */
  stop(): Promise<void>;
}

/**
 * Starts xrdp. One at a time on this computer: others wait for it. What a run that died left behind (servers, sessions,
 * accounts, folders) is removed first.
 */
export async function startXrdp(): Promise<XrdpServer> {
  if (noXrdp !== '') throw new Error(`No xrdp: ${noXrdp}.`);
  const unlock = await machineLock('xrdp', LOCK_WAIT);
  const children: ChildProcess[] = [];
  const user = `gwrdp${randomBytes(4).toString('hex')}`;
  let folder = '';
  const abandoned = (): void => {
    endServers(folder);
    removeAccount(user);
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  };
  const kill = async (): Promise<void> => {
    for (const child of children.splice(0).toReversed()) await end(child);
    // Each connection and each session has a process of its own, which outlives its parent.
    endServers(folder);
  };
  const stop = async (): Promise<void> => {
    process.off('exit', abandoned);
    await kill();
    const uid = uidOf(user);
    // X servers that are killed leave their locks; those that are asked take them along.
    if (uid !== undefined) await endAll(() => processesOf(uid));
    removeAccount(user);
    if (folder !== '') await rm(folder, { recursive: true, force: true });
    unlock();
  };

  try {
    sweep();
    // Fails where an xrdp runs that is none of the tests' own.
    await until(`port ${SESMAN_PORT} to be free`, START_TIMEOUT, () => !listens(SESMAN_PORT));
    process.once('exit', abandoned);
    folder = await mkdtemp(join(tmpdir(), FOLDER));
    // The session reads its start script as the account.
    await chmod(folder, 0o755);
    const subject = 'EC2AMAZ-XRDP001';
    const password = `P${randomBytes(3).toString('hex')} $;(&"%!@*?'\\`;
    const [made, port] = await Promise.all([makeRdpCertificate(folder, subject), freePort(), makeAccount(user, password)]);
    let certificate = made;
    await writeSettings(folder, port, certificate);
    for (const [program, settings] of [
      ['/usr/sbin/xrdp-sesman', 'sesman.ini'],
      ['/usr/sbin/xrdp', 'xrdp.ini'],
    ] as const) {
      children.push(spawn(program, ['-n', '-c', join(folder, settings)], { stdio: 'ignore', env: serverEnv() }));
    }
    const log = async (): Promise<string> => {
      const logs = ['sesman.log', 'xrdp.log'].map((name) => readFile(join(folder, name), 'utf8').catch(() => ''));
      return (await Promise.all(logs)).join('\n');
    };
    await until('xrdp to listen', START_TIMEOUT, async () => {
      if (children.some((child) => child.exitCode !== null)) throw new Error(`xrdp ended at once:\n${await log()}`);
      return listens(SESMAN_PORT) && (await answers(port));
    });
    const uid = uidOf(user);
    const inSession = (): boolean => processes().some((one) => one.uid === uid && one.name === 'xterm');
    const count = async (what: 'created session (access granted)' | 'terminated session'): Promise<number> =>
      (await log()).split(new RegExp(`${what.replaceAll(/[()]/gu, '\\$&')}: +username ${user}\\b`, 'u')).length - 1;

    return {
      host: '127.0.0.1',
      port,
      user,
      password,
      homeFolder: `/home/${user}`,
      get sha1() {
        return certificate.sha1;
      },
      get sha256() {
        return certificate.sha256;
      },
      subject,
      folder,
      sessions: () => count('created session (access granted)'),
      inSession,
      async endSession() {
        await until('the session to end', END_TIMEOUT, async () => {
          const own = processes().filter((one) => one.uid === uid);
          // Again and again: of a login that is under way there is no terminal yet.
          for (const one of own) if (one.name === 'xterm') signal(one.pid, 'SIGTERM');
          if (own.length > 0 || children.length === 0) return own.length === 0;
          return (await count('terminated session')) === (await count('created session (access granted)'));
        });
      },
      async renewCertificate() {
        certificate = await makeRdpCertificate(folder, subject);
      },
      log,
      kill,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeAccount(user: string, password: string): Promise<void> {
  await call('useradd', ['-m', '-s', '/bin/bash', user]);
  await call('chpasswd', [], { input: `${user}:${password}\n` });
}

/** Ends what runs as this account, then removes it with its home folder and displays. At once: it is also done while this process exits. */
function removeAccount(user: string): void {
  const uid = uidOf(user);
  if (uid === undefined || !ACCOUNT.test(user)) return;
  killAll(() => processesOf(uid));
  removeDisplayFiles((owner) => owner === uid);
  spawnSync('userdel', ['-f', '-r', user], { stdio: 'ignore', timeout: 10_000 });
}

const processesOf = (uid: number): number[] => processes().flatMap((one) => (one.uid === uid ? [one.pid] : []));

function uidOf(user: string): number | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((one) => one.startsWith(`${user}:`));
  return line === undefined ? undefined : Number(line.split(':')[2]);
}

/** What a run that died left. Called with the lock held: whatever bears our names is nobody's. */
function sweep(): void {
  const ours = join(tmpdir(), FOLDER);
  endServers(ours);
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name = ''] = line.split(':');
    if (ACCOUNT.test(name)) removeAccount(name);
  }
  removeDisplayFiles(isFormer);
  for (const name of readdirSync(tmpdir())) {
    const path = join(tmpdir(), name);
    if (name.startsWith(FOLDER) && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** An account that is no more, or one that got its number afterwards and belongs to a test of something else. */
function isFormer(uid: number): boolean {
  const holder = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, , id]) => Number(id) === uid);
  return uid >= FIRST_UID && (holder === undefined || TEST_ACCOUNT.test(holder[0] ?? ''));
}

/** Ends the servers whose settings lie in this folder, or in one whose path begins so. */
function endServers(folder: string): void {
  if (!folder.includes(FOLDER)) return;
  for (const { pid, args } of processes()) {
    if (/\/xrdp(?:-sesman)?$/u.test(args[0] ?? '') && args.some((arg) => arg.startsWith(folder))) signal(pid, 'SIGKILL');
  }
}

/** Listening on any loopback address; asked of the kernel, since a connection would be taken for a client. */
function listens(port: number): boolean {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6'].some((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => {
        const [, local = '', , state] = line.trim().split(/\s+/u);
        return state === '0A' && local.endsWith(wanted);
      }),
  );
}

/** The display and session of whoever runs the tests are none of the account's business. */
function serverEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LANG: 'C.UTF-8' };
}

async function writeSettings(folder: string, port: number, certificate: { certFile: string; keyFile: string }): Promise<void> {
  const script = join(folder, 'desktop.sh');
  // Without something that repaints, Remmina sometimes never shows the first picture; and a key that is held up must not repeat itself.
  await writeFile(
    script,
    `#!/bin/sh
xset r off
openbox &
( while xrefresh; do sleep 0.5; done ) 2>/dev/null &
exec xterm -maximized -bg '#${XRDP_COLOUR}' -fg '#ffffff' -T e2e-session -e sh
`,
  );
  await chmod(script, 0o755);
  await writeFile(
    join(folder, 'sesman.ini'),
    ini({
      Globals: {
        ListenAddress: '127.0.0.1',
        ListenPort: SESMAN_PORT,
        EnableUserWindowManager: false,
        DefaultWindowManager: script,
      },
      Security: { AllowRootLogin: false, MaxLoginRetry: 4 },
      Sessions: { X11DisplayOffset: 50, MaxSessions: 4, KillDisconnected: true, DisconnectedTimeLimit: 1 },
      Logging: { LogFile: join(folder, 'sesman.log'), LogLevel: 'INFO', EnableSyslog: false },
      Xorg: {
        param: ['/usr/lib/xorg/Xorg', '-config', 'xrdp/xorg.conf', '-noreset', '-nolisten', 'tcp', '-logfile', '.xorgxrdp.%s.log'],
      },
    }),
  );
  await writeFile(
    join(folder, 'xrdp.ini'),
    ini({
      Globals: {
        ini_version: 1,
        fork: true,
        port: `tcp://127.0.0.1:${port}`,
        security_layer: 'negotiate',
        crypt_level: 'high',
        certificate: certificate.certFile,
        key_file: certificate.keyFile,
        ssl_protocols: 'TLSv1.2, TLSv1.3',
        autorun: 'Xorg',
        // Without it FreeRDP fails to join its channels.
        allow_channels: true,
        bitmap_cache: true,
        bitmap_compression: true,
        use_fastpath: 'both',
        max_bpp: 32,
      },
      Logging: { LogFile: join(folder, 'xrdp.log'), LogLevel: 'INFO', EnableSyslog: false },
      Channels: { cliprdr: true, drdynvc: true },
      Xorg: { name: 'Xorg', lib: 'libxup.so', username: 'ask', password: 'ask', ip: '127.0.0.1', port: -1, code: 20 },
    }),
  );
}

type Ini = Readonly<Record<string, Readonly<Record<string, string | number | boolean | readonly string[]>>>>;

function ini(sections: Ini): string {
  return Object.entries(sections)
    .flatMap(([name, values]) => [
      `[${name}]`,
      ...Object.entries(values).flatMap(([key, value]) => [value].flat().map((one) => `${key}=${String(one)}`)),
      '',
    ])
    .join('\n');
}
