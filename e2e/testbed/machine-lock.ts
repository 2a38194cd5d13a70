import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One at a time on this computer. The lock is the kernel's (flock) and held by a small program that ends when its input does: whoever
 * dies, however, gives it back. Rejects when it is not to be had within `wait` milliseconds. Resolves with what gives it back.
 */
export async function machineLock(name: string, wait: number): Promise<() => void> {
  const file = join(tmpdir(), `gangway-${name}.lock`);
  const holder = spawn('flock', ['-w', String(Math.ceil(wait / 1_000)), '-x', file, 'sh', '-c', 'echo; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  // It is not to keep this process alive, and needs no killing: it reads the end of our pipe.
  holder.unref();
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => resolve());
    holder.once('error', reject);
    holder.once('exit', () => reject(new Error(`${file} is held by somebody else for more than ${wait} ms.`)));
  });
  holder.removeAllListeners('exit');
  holder.stdin.on('error', () => {});
  return () => void holder.stdin.end();
}
