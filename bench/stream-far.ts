import { spawn } from 'node:child_process';
import type { Page } from 'playwright';
import { openTerminal, runLine } from './app-page.ts';
import { reportRatio, type Bench } from './harness.ts';
import { PROMPT, type SshWorld } from './ssh-world.ts';

/** A machine on another continent. Milliseconds there and back. */
export const FAR_MS = 200;

/** A large file over a long link: what is under way has to grow until the link, or the page, is never without work. */
export async function measureFar(bench: Bench, page: Page, world: SshWorld, port: number): Promise<void> {
  await page.getByText('Instances', { exact: true }).first().click();
  const stream = await openTerminal(page, 'far');
  const openSsh = await openSshShell(world, port);
  try {
    await reportRatio(bench, {
      name: `cat of the log over a round trip of ${FAR_MS} ms ÷ OpenSSH, which shows nothing of it`,
      ours: async () => (await runLine(page, stream, 'cat log')).took,
      base: () => openSsh.run('cat log'),
    });
  } finally {
    await openSsh.close();
  }
}

interface OpenSshShell {
  /** Milliseconds from the line to the next prompt. */
  run(line: string): Promise<number>;
  close(): Promise<void>;
}

async function openSshShell(world: SshWorld, port: number): Promise<OpenSshShell> {
  const child = spawn('ssh', ['-tt', ...world.clientArgs(port), '127.0.0.1'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let tail = '';
  let prompted = (): void => {};
  child.stdout.on('data', (bytes: Buffer) => {
    tail = (tail + bytes.subarray(-256).toString('latin1')).slice(-256);
    if (tail.endsWith(PROMPT)) prompted();
  });
  const prompt = (): Promise<void> =>
    new Promise((resolve, reject) => {
      prompted = resolve;
      void exited.then(() => reject(new Error(`ssh ended before the prompt: ${tail}`)));
    });
  await prompt();
  return {
    async run(line) {
      tail = '';
      const start = performance.now();
      const next = prompt();
      child.stdin.write(`${line}\n`);
      await next;
      return performance.now() - start;
    },
    async close() {
      child.kill();
      await exited;
    },
  };
}
