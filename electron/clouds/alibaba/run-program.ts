import { execFile } from 'node:child_process';
import { texts } from '../../../shared/texts/current.ts';

/** The CLI waits as long. */
const PROGRAM_TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** `"my program" --flag 'a b'` as words; without a shell, as the CLI runs it. */
export function splitCommand(command: string): readonly string[] {
  const words: string[] = [];
  for (const [, quoted, single, plain] of command.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+)/gu)) {
    words.push(quoted === undefined ? (single ?? plain ?? '') : quoted.replace(/\\(["\\])/gu, '$1'));
  }
  return words;
}

/** What the program prints. Rejects with the reason in words, without quoting it: keys are in there. */
export function runProgram(
  command: string,
  options: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal },
): Promise<string> {
  const [program = '', ...args] = splitCommand(command);
  return new Promise((resolve, reject) => {
    const { env, signal } = options;
    // One that does not listen to a request to end would keep the account waiting without end, and outlive the app.
    const limits = { timeout: PROGRAM_TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true } as const;
    const child = execFile(program, args, { ...limits, env: { ...env }, encoding: 'utf8' }, (error, stdout) => {
      signal.removeEventListener('abort', end);
      if (error === null) return resolve(stdout);
      const t = texts().alibabaCredentials;
      reject(new Error(typeof error.code === 'number' ? t.programExit(error.code) : (error.code ?? error.signal ?? t.programUnknown)));
    });
    // Node's own handling of the signal only asks.
    const end = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
