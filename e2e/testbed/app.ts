import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface AppOptions {
  /** The variables of the app, as `makeHome` gives them. */
  readonly env: NodeJS.ProcessEnv;
  readonly dataFolder: string;
  /** The built entry. Default: `out/main/browser-host.js` of this checkout. */
  readonly entry?: string;
  readonly args?: readonly string[];
  /** Milliseconds until the start line has to be there. */
  readonly readyTimeoutMs?: number;
}

export interface RunningApp {
  /** `http://127.0.0.1:PORT/#TOKEN`. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Everything printed so far, both streams. */
  readonly output: () => string;
  /** SIGTERM, and SIGKILL when that does not help; resolves with the exit code (`null`: ended by a signal). */
  stop(): Promise<number | null>;
}

const checkout = join(import.meta.dirname, '..', '..');
const defaultReadyTimeoutMs = 30_000;
/** The app promises to be gone two seconds after SIGTERM; one more before it is ended by force. */
const killAfterMs = 3_000;
const readyLine = /^Gangway is ready: (http:\/\/127\.0\.0\.1:\d+\/#\S+)$/;

/** Starts the built browser host and waits for its start line. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const entry = options.entry ?? join(checkout, 'out/main/browser-host.js');
  if (!existsSync(entry)) throw new Error(`${entry} is not there: run \`npm run build\` first.`);
  const args = [entry, '--no-open', '--data-dir', options.dataFolder, ...(options.args ?? [])];
  const child = spawn(process.execPath, args, { env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  child.stderr.on('data', (data: Buffer) => {
    output += data.toString();
  });

  const url = await new Promise<string>((resolve, reject) => {
    const limit = options.readyTimeoutMs ?? defaultReadyTimeoutMs;
    const fail = (why: string): void => reject(new Error(`${why}. It printed:\n${output}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`The app was not ready after ${limit} ms`);
    }, limit);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    void exited.then((code) => {
      clearTimeout(timer);
      fail(`The app ended with ${code} before it was ready`);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      const ready = readyLine.exec(line)?.[1];
      if (ready === undefined) return;
      clearTimeout(timer);
      resolve(ready);
    });
  });

  return {
    url,
    process: child,
    output: () => output,
    stop: async () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      child.kill('SIGTERM');
      const code = await exited;
      clearTimeout(timer);
      return code;
    },
  };
}
