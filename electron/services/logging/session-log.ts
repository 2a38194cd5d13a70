import { constants } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import type { SessionSettings } from '../../../shared/model/session-settings.ts';
import { logFileName } from './log-file-name.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Bytes that wait for the disk before the shell does. */
const WAITING_BYTES = 1024 * 1024;
/** How many names are tried for a new file. */
const MAX_NUMBER = 10_000;

/** The file that a terminal's output goes to. */
export interface SessionLog {
  readonly file: string;
  write(bytes: Uint8Array): void;
  /** `undefined` while the disk keeps up, else resolves when it has caught up (or logging has stopped). */
  room(): Promise<void> | undefined;
  /** Writes what waits, then lets go of the file. More calls wait for the same. */
  close(): Promise<void>;
}

export interface LogWish {
  readonly pattern: string;
  readonly clash: SessionSettings['logClash'];
  readonly host: string;
  readonly port: number;
  /** Nothing more is written: the disk is full, or the file went away. */
  readonly onStopped: (error: AppError) => void;
}

/** Throws `AppError` (`permission-denied`, `disk-full`, `invalid-input`) when there can be no such file. */
export type OpenLog = (wish: LogWish) => Promise<SessionLog>;

/** What of a file is needed; replaceable for tests of a full disk. */
export interface LogFile {
  writeFile(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export function createOpenLog(deps: {
  readonly homeFolder: string;
  readonly now?: () => Date;
  readonly openFile?: (path: string, clash: LogWish['clash']) => Promise<{ file: string; handle: LogFile }>;
}): OpenLog {
  return async ({ pattern, clash, host, port, onStopped }) => {
    const path = logFileName(pattern, { host, port, at: (deps.now ?? (() => new Date()))(), homeFolder: deps.homeFolder });
    let opened: { file: string; handle: LogFile };
    try {
      // Output may hold secrets: nobody else looks into a folder that is made for it.
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      opened = await (deps.openFile ?? openFile)(path, clash);
    } catch (error) {
      throw logFailure(path, error);
    }
    return createSessionLog(opened.file, opened.handle, onStopped);
  };
}

function createSessionLog(file: string, handle: LogFile, onStopped: (error: AppError) => void): SessionLog {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let writing: Promise<void> | undefined;
  let closed: Promise<void> | undefined;
  let stopped = false;

  async function drain(): Promise<void> {
    while (waiting.length > 0 && !stopped) {
      const block = Buffer.concat(waiting);
      waiting = [];
      try {
        await handle.writeFile(block);
      } catch (error) {
        stopped = true;
        waiting = [];
        bytes = 0;
        onStopped(logFailure(file, error));
        break;
      }
      bytes -= block.length;
    }
    writing = undefined;
  }

  return {
    file,
    write(block) {
      if (stopped || closed !== undefined || block.length === 0) return;
      waiting.push(block.slice());
      bytes += block.length;
      writing ??= drain();
    },
    room: () => (bytes > WAITING_BYTES ? writing : undefined),
    close: () => (closed ??= (writing ?? Promise.resolve()).then(() => handle.close()).catch(() => {})),
  };
}

async function openFile(path: string, clash: LogWish['clash']): Promise<{ file: string; handle: LogFile }> {
  if (clash === 'new') return openNew(path);
  // Looked at before it is opened: opening a device may do something, and opening a pipe waits for its reader.
  const before = await stat(path).catch(() => undefined);
  if (before !== undefined && !before.isFile()) throw notPlain(path);
  // Absent on Windows, whatever its type says.
  const nonBlock = (constants.O_NONBLOCK as number | undefined) ?? 0;
  const flags = constants.O_WRONLY | constants.O_CREAT | nonBlock | (clash === 'append' ? constants.O_APPEND : 0);
  const handle = await open(path, flags, 0o600);
  try {
    // It may have been put in its place since.
    if (!(await handle.stat()).isFile()) throw notPlain(path);
    await handle.chmod(0o600);
    if (clash === 'overwrite') await handle.truncate(0);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { file: path, handle };
}

async function openNew(path: string): Promise<{ file: string; handle: LogFile }> {
  const end = extname(path);
  const stem = path.slice(0, path.length - end.length);
  for (let number = 1; number <= MAX_NUMBER; number += 1) {
    const file = number === 1 ? path : `${stem}-${number}${end}`;
    try {
      // Fails on whatever is there, links to nowhere included.
      return { file, handle: await open(file, 'wx', 0o600) };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
  throw new AppError('limit', texts().forwardErrors.manyLogs(MAX_NUMBER, path), { hint: texts().forwardErrors.useTime });
}

function notPlain(path: string): AppError {
  return new AppError('invalid-input', texts().forwardErrors.noOrdinaryFile(path), { hint: texts().forwardErrors.otherLog });
}

function logFailure(path: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = errorCode(error);
  const options = { detail: code, cause: error };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('disk-full', texts().forwardErrors.diskFull(path), { ...options, hint: texts().forwardErrors.makeRoom });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError('permission-denied', texts().forwardErrors.notWritable(path), {
        ...options,
        hint: texts().forwardErrors.otherLog,
      });
    default:
      return new AppError('invalid-input', texts().forwardErrors.notWritableWhy(path, code), {
        ...options,
        hint: texts().forwardErrors.otherLog,
      });
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
