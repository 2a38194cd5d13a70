import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PYTHON = '/usr/bin/python3';

/** Why this machine cannot run `startPasswordChangeServer`. */
export const passwordChangeMissing: string | undefined = existsSync('/usr/lib/python3/dist-packages/asyncssh/__init__.py')
  ? undefined
  : 'needs python3-asyncssh';

/** A server (asyncssh) that demands a new password of at least 8 characters by the `password` method itself. */
export interface PasswordChangeServer {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

export async function startPasswordChangeServer(): Promise<PasswordChangeServer> {
  const folder = await mkdtemp(join(tmpdir(), 'gangway-asyncssh-'));
  const user = 'ann';
  const password = 'old-password';
  const key = join(folder, 'host_key');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  await writeFile(join(folder, 'password'), password, { mode: 0o600 });
  const script = join(import.meta.dirname, 'password-change-server.py');
  const child = spawn(PYTHON, ['-W', 'ignore', script, user, join(folder, 'password'), key], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const abandoned = (): void => void child.kill('SIGKILL');
  process.once('exit', abandoned);
  const exited = once(child, 'exit');
  const first = once(createInterface(child.stdout), 'line').then(([line]) => Number(line));
  const port = await Promise.race([first, exited.then(() => Promise.reject(new Error(`asyncssh did not start:\n${errors}`)))]);
  return {
    port,
    user,
    password,
    async stop() {
      process.off('exit', abandoned);
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
