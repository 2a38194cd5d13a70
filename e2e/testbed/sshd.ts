import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SSHD = '/usr/sbin/sshd';
const READY_TIMEOUT = 10_000;
const POLL = 20;
const HOST_KEY_TYPES = ['ed25519', 'ecdsa', 'rsa'] as const;

export type HostKeyType = (typeof HOST_KEY_TYPES)[number];

export interface SshdOptions {
  /** Lines for sshd_config; they win, because sshd takes the first value of each keyword. */
  readonly config?: readonly string[];
  /** Kinds of host key to have, all three when absent. */
  readonly hostKeys?: readonly HostKeyType[];
  /** Further public keys (lines) that may log in. */
  readonly authorizedKeys?: readonly string[];
  /** Login shell of the throw-away user. */
  readonly shell?: string;
  /** A link to sshd whose name is that of the PAM service to use. */
  readonly program?: string;
}

/** OpenSSH's sshd on a loopback port with its own folder, keys and (as root) a user of its own. */
export interface Sshd {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly folder: string;
  /** `SHA256:…` by kind of host key. */
  readonly fingerprints: Readonly<Partial<Record<HostKeyType, string>>>;
  readonly user: string;
  readonly homeFolder: string;
  /** Works as root only (`passwordLogin`). */
  readonly password: string;
  readonly passwordLogin: boolean;
  readonly clientKeyPath: string;
  /** What sshd wrote to its log. */
  log(): Promise<string>;
  /** Replaces the keys that may log in. */
  authorize(lines: readonly string[]): Promise<void>;
  /** Process ids of the sessions now open. */
  sessions(): Promise<number[]>;
  signalSessions(signal: NodeJS.Signals): Promise<void>;
  /** Makes new host keys; the next start shows them. */
  renewHostKeys(): Promise<void>;
  /** Ends the listener and all sessions, keeps the folder and the user. */
  kill(): Promise<void>;
  /** Starts again on the same port. */
  restart(): Promise<void>;
  /** Ends everything and removes folder and user. */
  stop(): Promise<void>;
}

/** Whether this machine can run `startSshd`. */
export const canRunAsRoot = process.getuid?.() === 0;

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), 'gangway-sshd-'));
  // sshd reads keys as the user who logs in.
  await chmod(folder, 0o755);
  const user = canRunAsRoot ? `gw${randomBytes(5).toString('hex')}` : userInfo().username;
  const password = `Pw-${randomBytes(9).toString('base64url')}`;
  const homeFolder = canRunAsRoot ? join(folder, 'home') : userInfo().homedir;
  const kinds = options.hostKeys ?? HOST_KEY_TYPES;
  const clientKeyPath = join(folder, 'client_key');
  const authorizedKeys = join(folder, 'authorized_keys');
  const logFile = join(folder, 'sshd.log');
  const configFile = join(folder, 'sshd_config');
  const fingerprints: Partial<Record<HostKeyType, string>> = {};
  let listener: ChildProcess | undefined;

  const makeKey = (path: string, type: string): Promise<unknown> =>
    // RSA in the size that is made fastest and still accepted.
    run('ssh-keygen', ['-q', '-t', type, ...(type === 'rsa' ? ['-b', '2048'] : []), '-N', '', '-C', 'test', '-f', path]);
  const makeHostKeys = async (): Promise<void> => {
    const make = async (kind: HostKeyType): Promise<void> => {
      const path = join(folder, `host_${kind}`);
      await rm(path, { force: true });
      await makeKey(path, kind);
      const { stdout } = await run('ssh-keygen', ['-l', '-f', path]);
      fingerprints[kind] = stdout.split(' ')[1] ?? '';
    };
    await Promise.all(kinds.map(make));
  };
  const authorize = (lines: readonly string[]): Promise<void> => writeFile(authorizedKeys, `${lines.join('\n')}\n`, { mode: 0o644 });

  await makeHostKeys();
  await makeKey(clientKeyPath, 'ed25519');
  await authorize([await readFile(`${clientKeyPath}.pub`, 'utf8'), ...(options.authorizedKeys ?? [])]);
  if (canRunAsRoot) {
    await run('useradd', ['-M', '-d', homeFolder, '-s', options.shell ?? '/bin/bash', user]);
    await mkdir(homeFolder, { mode: 0o755 });
    await run('chown', [`${user}:`, homeFolder]);
    const change = run('chpasswd', []);
    change.child.stdin?.end(`${user}:${password}\n`);
    await change;
    // The privilege separation folder, usually made by the service's start script.
    await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  }
  const port = await freePort();
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    'PidFile none',
    ...(options.config ?? []),
    ...kinds.map((kind) => `HostKey ${join(folder, `host_${kind}`)}`),
    `AuthorizedKeysFile ${authorizedKeys}`,
    'UsePAM no',
    `PasswordAuthentication ${canRunAsRoot ? 'yes' : 'no'}`,
    'KbdInteractiveAuthentication no',
    'StrictModes no',
    'MaxStartups 100:30:200',
    'PrintMotd no',
    'PrintLastLog no',
    'Subsystem sftp internal-sftp',
    'LogLevel DEBUG1',
  ];
  await writeFile(configFile, `${lines.join('\n')}\n`);

  const start = async (): Promise<void> => {
    const child = spawn(options.program ?? SSHD, ['-D', '-f', configFile, '-E', logFile], { stdio: 'ignore' });
    listener = child;
    let exited = false;
    child.once('exit', () => {
      exited = true;
    });
    child.once('error', () => {
      exited = true;
    });
    const deadline = Date.now() + READY_TIMEOUT;
    while (!(await answers(port))) {
      if (exited || Date.now() > deadline) throw new Error(`sshd did not start:\n${await readFile(logFile, 'utf8').catch(() => '')}`);
      await pause();
    }
  };
  // A test run that ends without `stop` leaves no user and no listener behind.
  const abandoned = (): void => {
    listener?.kill('SIGKILL');
    if (canRunAsRoot) spawnSync('userdel', ['-f', user]);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandoned);
  const sessions = async (): Promise<number[]> => (listener?.pid === undefined ? [] : descendants(listener.pid));
  const kill = async (): Promise<void> => {
    const child = listener;
    listener = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const children = await descendants(child.pid);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    for (const pid of children) signalProcess(pid, 'SIGKILL');
    for (const pid of children) while (await isAlive(pid)) await pause();
  };

  const sshd: Sshd = {
    host: '127.0.0.1',
    port,
    folder,
    fingerprints,
    user,
    homeFolder,
    password,
    passwordLogin: canRunAsRoot,
    clientKeyPath,
    log: () => readFile(logFile, 'utf8').catch(() => ''),
    authorize,
    sessions,
    async signalSessions(signal) {
      for (const pid of await sessions()) signalProcess(pid, signal);
    },
    renewHostKeys: makeHostKeys,
    kill,
    restart: async () => {
      await kill();
      await start();
    },
    async stop() {
      process.off('exit', abandoned);
      await kill();
      if (canRunAsRoot) await run('userdel', ['-f', user]).catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await start();
  } catch (error) {
    await sshd.stop();
    throw error;
  }
  return sshd;
}

/** sshd cannot listen on port 0 and say which it got. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Children and their children, from /proc: the sessions of a listener, with their shells. */
async function descendants(pid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '');
    const parent = /^\d+ \(.*\) \S (\d+)/su.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const found = [pid];
  for (const ancestor of found) for (const [child, parent] of parents) if (parent === ancestor) found.push(child);
  return found.slice(1);
}

async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  return stat !== '' && !/^\d+ \(.*\) [ZX]/su.test(stat);
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL));
}
