import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endAll } from '../testbed/leftovers.ts';
import { processes, type Process } from '../testbed/processes.ts';

/** Chromium's own start on a busy machine with two cores. Milliseconds. */
const READY_LIMIT = 60_000;
/** The app promises two seconds; Chromium and its profile folder come on top. Milliseconds. */
const KILL_AFTER = 10_000;

const PROFILE = '--user-data-dir=';

export interface Shell {
  /** For `chromium.connectOverCDP`; the window is the only page of the first context. */
  readonly endpoint: string;
  /** Everything printed so far, both streams. */
  readonly output: () => string;
  /** Resolves with the exit code when the app has ended. */
  readonly ended: Promise<number | null>;
  /** Ends the main process by force. Electron's other processes go with it, so Chromium does; what the app started goes on. */
  crash(): Promise<void>;
  /** Ends the app as the system would, with SIGTERM. */
  stop(): Promise<number | null>;
}

/** Starts the built main process, preload script and page on the Chromium-backed stand-in for Electron. */
export async function startShell(options: { env: NodeJS.ProcessEnv; dataFolder: string; args?: readonly string[] }): Promise<Shell> {
  const program = join(import.meta.dirname, 'run.ts');
  const child = spawn(process.execPath, [program, '--data-dir', options.dataFolder, ...(options.args ?? [])], {
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.stderr.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const endpoint = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`${why}. It printed:\n${output}`));
    };
    const timer = setTimeout(() => fail(`The shell was not ready after ${READY_LIMIT} ms`), READY_LIMIT);
    child.once('error', (error) => fail(error.message));
    void ended.then((code) => fail(`The shell ended with ${code} before it was ready`));
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      const ready = /^Stand-in is ready: (\S+)$/u.exec(line)?.[1];
      if (ready === undefined) return;
      clearTimeout(timer);
      resolve(ready);
    });
  });
  return {
    endpoint,
    output: () => output,
    ended,
    async crash() {
      const own = processes();
      const chromium = own.find(({ parent, args }) => parent === child.pid && args.some((arg) => arg.startsWith(PROFILE)));
      child.kill('SIGKILL');
      await ended;
      if (chromium === undefined) return;
      await endAll(() => processes().flatMap(({ pid, args }) => (args.includes(profileOf(chromium)) ? [pid] : [])));
      rmSync(profileOf(chromium).slice(PROFILE.length), { recursive: true, force: true, maxRetries: 5 });
    },
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER);
      child.kill('SIGTERM');
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

/** The argument by which all processes of one Chromium are known. */
const profileOf = ({ args }: Process): string => args.find((arg) => arg.startsWith(PROFILE)) ?? '';
