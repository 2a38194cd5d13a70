import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/model/errors.ts';
import { redact, redactText } from './redact.ts';

/** A log file is put aside at this size; bytes. Five files of it are little on any disk and days of use. */
const MAX_FILE = 1024 * 1024;
/** Older files that are kept: `gangway.1.log` is the newest of them. */
const OLD_FILES = 4;
/** Lines that may wait for the disk; more than this is a flood, and is counted instead of kept. */
const MAX_WAITING = 5_000;
const MAX_CAUSES = 5;

export type LogData = Readonly<Record<string, unknown>>;

/**
 * The app's own log: JSON lines, one file at a time, secrets removed. What is typed or printed in terminals is never handed to
 * it. Nothing here throws or rejects: a log that cannot be written must not take down what it tells of.
 */
export interface Log {
  info(text: string, data?: LogData): void;
  warn(text: string, data?: LogData): void;
  /** Writes an error with its stack and causes; gives the id that finds the line again. */
  error(error: unknown, during: string): string;
  /** Resolves when all lines so far are written, or could not be. */
  flush(): Promise<void>;
}

export interface LogOptions {
  /** Created when missing, in a folder that is there. `undefined`: nothing is written anywhere (the data folder is read-only). */
  readonly folder: string | undefined;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  readonly maxFile?: number;
}

export function createLog({ folder, clock = Date.now, maxFile = MAX_FILE }: LogOptions): Log {
  const waiting: string[] = [];
  let dropped = 0;
  let writing: Promise<void> | undefined;

  async function drain(target: string): Promise<void> {
    const file = join(target, 'gangway.log');
    // Not `recursive: true`: a data folder that was deleted, or whose disk is gone, must not come back through its log, empty and unlocked.
    await mkdir(target, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    while (waiting.length > 0) {
      let text = waiting.splice(0).join('');
      if (dropped > 0) {
        text += line(clock(), 'warn', { text: `${dropped} lines were left out: too many at once.` });
        dropped = 0;
      }
      const size = await stat(file).then(
        (found) => found.size,
        () => 0,
      );
      if (size > 0 && size + text.length > maxFile) await rotate(target);
      await appendFile(file, text, { mode: 0o600 });
    }
  }

  function write(text: string): void {
    if (folder === undefined) return;
    if (waiting.length >= MAX_WAITING) {
      dropped++;
      return;
    }
    waiting.push(text);
    writing ??= drain(folder)
      .catch(() => {
        waiting.length = 0;
      })
      .finally(() => {
        writing = undefined;
      });
  }

  return {
    info: (text, data) => write(line(clock(), 'info', { text, ...(data === undefined ? {} : { data }) })),
    warn: (text, data) => write(line(clock(), 'warn', { text, ...(data === undefined ? {} : { data }) })),
    error(error, during) {
      const id = randomBytes(5).toString('hex');
      write(line(clock(), 'error', { id, during, ...describe(error, 0) }));
      return id;
    },
    async flush() {
      while (writing !== undefined) await writing;
    },
  };
}

function line(at: number, level: 'info' | 'warn' | 'error', fields: LogData): string {
  return `${JSON.stringify({ at: new Date(at).toISOString(), level, ...(redact(fields) as LogData) })}\n`;
}

async function rotate(folder: string): Promise<void> {
  const name = (index: number): string => join(folder, index === 0 ? 'gangway.log' : `gangway.${index}.log`);
  for (let index = OLD_FILES - 1; index >= 0; index--) await rename(name(index), name(index + 1)).catch(() => {});
}

function describe(error: unknown, depth: number): LogData {
  if (!(error instanceof Error)) return { message: typeof error === 'string' ? error : `thrown: ${typeof error}` };
  const code = error instanceof AppError ? error.code : (error as NodeJS.ErrnoException).code;
  const { cause } = error;
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: redactText(error.message),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(cause === undefined || depth >= MAX_CAUSES ? {} : { cause: describe(cause, depth + 1) }),
  };
}
