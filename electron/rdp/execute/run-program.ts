import { spawn } from 'node:child_process';
import { AppError } from '../../../shared/model/errors.ts';
import { outputTail } from './output-tail.ts';

export interface RunOptions {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string;
  /** Taken out of the output. */
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  /** Names it in errors. */
  readonly what: string;
  readonly signal?: AbortSignal;
}

/** Runs a program to its end. Throws `AppError`: `not-found`, `permission-denied`, `timeout`, `cancelled`; any exit code is an answer. */
export function runProgram(options: RunOptions): Promise<{ readonly code: number | null; readonly output: string }> {
  const { what, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(new AppError('cancelled', `${what} was cancelled.`));
    const child = spawn(options.program, options.args, {
      env: options.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      shell: false,
    });
    const tail = outputTail(options.secrets);
    const stop = (error: AppError): void => {
      child.kill('SIGKILL');
      settle(() => reject(error));
    };
    const timer = setTimeout(
      () => stop(new AppError('timeout', `${what} took longer than ${timeoutMs / 1000} s and was ended.`, { detail: tail.last() })),
      timeoutMs,
    );
    const abort = (): void => stop(new AppError('cancelled', `${what} was cancelled.`));
    const settle = (work: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      work();
    };
    signal?.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => tail.take(chunk));
    child.stderr.on('data', (chunk: Buffer) => tail.take(chunk));
    // It may end without having read.
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin);
    child.once('error', (error) => settle(() => reject(startError(error, options.program, what))));
    child.once('close', (code) => settle(() => resolve({ code, output: tail.text() })));
  });
}

/** Why a program could not be started. */
export function startError(error: NodeJS.ErrnoException, program: string, what: string): AppError {
  if (error.code === 'ENOENT') {
    return new AppError('not-found', `${what} could not be started: ${program} is not there.`, {
      hint: 'Install it again, or choose another client.',
      cause: error,
    });
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new AppError('permission-denied', `${what} could not be started: ${program} may not be run by this user.`, {
      hint: 'Correct its permissions, or choose another client.',
      cause: error,
    });
  }
  return new AppError('internal', `${what} could not be started.`, { hint: 'Choose another client.', detail: error.message, cause: error });
}
