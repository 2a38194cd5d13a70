import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import type { SshWorld } from './ssh-world.ts';
import { PROMPT } from './ssh-world.ts';

const run = promisify(execFile);

/** Milliseconds from the start of `ssh` to the prompt. */
export async function connectWithOpenSsh(world: SshWorld, port: number): Promise<number> {
  const start = performance.now();
  const child = spawn('ssh', ['-tt', ...world.clientArgs(port), '127.0.0.1'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let tail = '';
  const took = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (bytes: Buffer) => {
      tail = (tail + bytes.toString('latin1')).slice(-256);
      if (tail.includes(PROMPT)) resolve(performance.now() - start);
    });
    void exited.then(() => reject(new Error(`ssh ended before the prompt: ${tail}`)));
  });
  child.kill();
  await exited;
  return took;
}

/** CPU milliseconds, user and system, that `ssh` spends on a command whose output is thrown away. */
export async function openSshCpu(world: SshWorld, options: readonly string[], command: string): Promise<number> {
  const args = [...options, ...world.clientArgs(world.sshd.port), '127.0.0.1', command];
  // The shell's `times` tells what its children used, to the hundredth of a second.
  const { stdout } = await run('bash', ['-c', '"$@" < /dev/null > /dev/null; times', 'bench', 'ssh', ...args], { encoding: 'utf8' });
  const [user, system] = (stdout.trim().split('\n')[1] ?? '').split(' ').map(milliseconds);
  if (user === undefined || system === undefined) throw new Error(`times said: ${stdout}`);
  return user + system;
}

// `0m1.234s`
function milliseconds(text: string): number {
  const [minutes = '', seconds = ''] = text.replace('s', '').split('m');
  return Number(minutes) * 60_000 + Number(seconds) * 1_000;
}
