import { spawn } from 'node:child_process';
import { AppError } from '../../../shared/model/errors.ts';
import { outputTail } from './output-tail.ts';
import { texts } from '../../../shared/texts/current.ts';

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
    if (signal?.aborted === true) return reject(new AppError('cancelled', texts().rdpClients.cancelled(what)));
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
      () => stop(new AppError('timeout', texts().rdpClients.late(what, timeoutMs / 1000), { detail: tail.last() })),
      timeoutMs,
    );
    const abort = (): void => stop(new AppError('cancelled', texts().rdpClients.cancelled(what)));
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
  const { rdpClients: t } = texts();
  if (error.code === 'ENOENT') {
    return new AppError('not-found', t.notThere(what, program), {
      hint: t.installIt,
      cause: error,
    });
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new AppError('permission-denied', t.notRun(what, program), {
      hint: t.correctPermissions,
      cause: error,
    });
  }
  return new AppError('internal', t.notStarted(what), { hint: t.chooseOther, detail: error.message, cause: error });
}
