import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface ProgramOrder {
  /** For the shell, as the person wrote it. */
  readonly line: string;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** What it is rejected with when the time is over. */
  readonly late: () => Error;
  /** What it is rejected with when the program failed: its exit code, `null` if it could not be started or a signal ended it, or too much output. */
  readonly failed: (how: number | null | 'output') => Error;
}

/** Programs that print credentials. None outlives its time, the one who waits for it, or `end`. */
export interface Programs {
  /** What the program prints. Rejects without quoting it or its line: keys are in there. */
  run(order: ProgramOrder): Promise<string>;
  /** Ends all that run; none is started any more. */
  end(): Promise<void>;
}

/** Between being asked to end and being killed. The app itself has less than two seconds to close. Milliseconds. */
const GRACE_MS = 500;
/** As the AWS SDK takes at most. */
const MAX_OUTPUT = 1024 * 1024;

export function createPrograms(): Programs {
  const running = new Set<() => Promise<void>>();
  let ended = false;
  return {
    run: ({ line, signal, timeoutMs, late, failed }) =>
      new Promise<string>((resolve, reject) => {
        signal.throwIfAborted();
        if (ended) throw failed(null);
        const child = spawn(line, {
          shell: true,
          // Nobody can type there: a program that asks is told so instead of waiting.
          stdio: ['ignore', 'pipe', 'ignore'],
          // A process group of its own: the shell is not all that has to be ended.
          detached: process.platform !== 'win32',
          windowsHide: true,
        });
        const gone = new Promise<void>((done) => {
          child.once('close', () => done());
          child.once('error', () => done());
        });
        let printed = '';
        let stopping: Promise<void> | undefined;
        const stop = (reason: Error): Promise<void> => {
          settle(() => reject(reason));
          // Whoever left the group may hold the pipe for ever.
          stopping ??= endTree(child, gone).finally(() => child.stdout.destroy());
          void stopping.then(() => running.delete(end));
          return stopping;
        };
        const end = (): Promise<void> => stop(failed(null));
        const onAbort = (): void => void stop(signal.reason instanceof Error ? signal.reason : failed(null));
        const timer = setTimeout(() => void stop(late()), timeoutMs);
        const settle = (work: () => void): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          work();
        };
        running.add(end);
        signal.addEventListener('abort', onAbort, { once: true });
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          printed += text;
          if (printed.length > MAX_OUTPUT) void stop(failed('output'));
        });
        const over = (code: number | null): void => {
          if (stopping !== undefined) return;
          running.delete(end);
          settle(() => (code === 0 ? resolve(printed) : reject(failed(code))));
        };
        child.once('close', over);
        child.once('error', () => over(null));
      }),
    async end() {
      ended = true;
      await Promise.all([...running].map((end) => end()));
    },
  };
}

async function endTree(child: ChildProcess, gone: Promise<void>): Promise<void> {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') return await endTreeOnWindows(child.pid);
  signalGroup(child.pid, 'SIGTERM');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, GRACE_MS);
  });
  await Promise.race([gone, late]);
  clearTimeout(timer);
  // The shell may be gone, and what it started not.
  signalGroup(child.pid, 'SIGKILL');
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // Nobody is left of it.
  }
}

/** Windows has no groups; its own tool ends a process with all that it started. */
function endTreeOnWindows(pid: number): Promise<void> {
  const tool = join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'taskkill.exe');
  return new Promise((done) => {
    const child = spawn(tool, ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    child.once('close', () => done());
    child.once('error', () => done());
  });
}
