import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const READY_TIMEOUT = 10_000;
const POLL = 20;

/** OpenSSH's software security key (Debian's openssh-tests): touches itself. */
export const SECURITY_KEY_LIBRARY = '/usr/lib/openssh/regress/misc/sk-dummy/sk-dummy.so';
export const hasSecurityKey = existsSync(SECURITY_KEY_LIBRARY);

/** OpenSSH's ssh-agent on a socket of its own. */
export interface TestAgent {
  readonly socket: string;
  /** Adds key files (with the certificates beside them). */
  add(...paths: string[]): Promise<void>;
  /** Adds the handle of a key that lives in `SECURITY_KEY_LIBRARY`. */
  addSecurityKey(path: string): Promise<void>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export async function startAgent(): Promise<TestAgent> {
  const folder = await mkdtemp(join(tmpdir(), 'gangway-agent-'));
  const socket = join(folder, 'agent.sock');
  const child: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket, '-P', '/usr/lib/*'], { stdio: 'ignore' });
  const env = { SSH_AUTH_SOCK: socket };
  const abandoned = (): void => void child.kill('SIGKILL');
  process.once('exit', abandoned);
  const deadline = Date.now() + READY_TIMEOUT;
  while (!existsSync(socket)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error('ssh-agent did not start.');
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
  return {
    socket,
    async add(...paths) {
      for (const path of paths) {
        // ssh-add takes no key that others may read, as files of a repository are.
        const copy = join(folder, 'adding');
        await copyFile(path, copy);
        await chmod(copy, 0o600);
        if (existsSync(`${path}-cert.pub`)) await copyFile(`${path}-cert.pub`, `${copy}-cert.pub`);
        await run('ssh-add', ['-q', copy], { env });
        await rm(`${copy}-cert.pub`, { force: true });
      }
    },
    async addSecurityKey(path) {
      await run('ssh-add', ['-q', '-S', SECURITY_KEY_LIBRARY, path], { env: { ...env, SSH_SK_PROVIDER: SECURITY_KEY_LIBRARY } });
    },
    async clear() {
      await run('ssh-add', ['-q', '-D'], { env });
    },
    async stop() {
      process.off('exit', abandoned);
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill()) await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a key whose private half lives in `SECURITY_KEY_LIBRARY`; the file is its handle. */
export async function makeSecurityKey(path: string, type: 'ed25519-sk' | 'ecdsa-sk'): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', type, '-w', SECURITY_KEY_LIBRARY, '-N', '', '-C', `test ${type}`, '-f', path]);
}
