import { AppError } from '../../../shared/model/errors.ts';
import { MAX_CREDIT } from '../../../shared/rpc/limits.ts';
import type { ByteStream } from '../../../shared/rpc/streams.ts';
import { openPlainFile } from '../../store/open-plain-file.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The largest file that is read by its path, in bytes: ten thousand PuTTY sessions as a registry export. */
export const MAX_FILE = 256 * 1024 * 1024;
/** An upload of which nothing more comes for this long is given up. */
const UPLOAD_IDLE_MS = 60_000;
const WINDOW = Math.min(1024 * 1024, MAX_CREDIT);

/** A plain file's bytes. Throws `not-found`, `permission-denied`, `invalid-input` (a folder, a pipe) or `limit`, naming it. */
export async function readPlainFile(path: string, max = MAX_FILE): Promise<Buffer> {
  try {
    const handle = await openPlainFile(path);
    try {
      const stat = await handle.stat();
      if (!stat.isFile())
        throw new AppError('invalid-input', texts().importErrors.notPlain(path), { hint: texts().importErrors.chooseFile });
      if (stat.size > max) throw tooLarge(path, max);
      const bytes = await handle.readFile();
      // It may have grown since.
      if (bytes.length > max) throw tooLarge(path, max);
      return bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(path, error);
  }
}

function tooLarge(path: string, max: number): AppError {
  return new AppError('limit', texts().importErrors.larger(path, Math.floor(max / 1024)), { hint: texts().importErrors.exportedItself });
}

export function fileError(path: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new AppError('not-found', texts().importErrors.noSuch(path), { hint: texts().importErrors.checkPath });
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('permission-denied', texts().importErrors.mayNotRead(path), { hint: texts().importErrors.checkPermissions });
  }
  if (code === 'EISDIR')
    return new AppError('invalid-input', texts().importErrors.isFolder(path), { hint: texts().importErrors.chooseFile });
  return new AppError('invalid-input', texts().importErrors.unread(path), {
    ...(typeof code === 'string' ? { detail: code } : {}),
    cause: error,
  });
}

/** Exactly `bytes` bytes from the page. Grants a window at a time, so that no more is under way. */
export function readUpload(stream: ByteStream, bytes: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const whole = Buffer.alloc(bytes);
    let got = 0;
    let idle: NodeJS.Timeout | undefined;
    const finish = (error?: AppError): void => {
      clearTimeout(idle);
      signal.removeEventListener('abort', aborted);
      if (error === undefined) resolve(whole);
      else reject(error);
      stream.close();
    };
    const aborted = (): void => finish(new AppError('cancelled', texts().importErrors.cancelled));
    const wait = (): void => {
      clearTimeout(idle);
      idle = setTimeout(
        () => finish(new AppError('timeout', texts().importErrors.notWhole, { hint: texts().importErrors.chooseAgain })),
        UPLOAD_IDLE_MS,
      );
    };
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted, { once: true });
    stream.onClose(() => {
      if (got < bytes) finish(new AppError('lost', texts().importErrors.notWhole, { hint: texts().importErrors.chooseAgain }));
    });
    stream.onBytes((part) => {
      // The stream itself ends when more comes than was granted, and no more than `bytes` is ever granted.
      whole.set(part, got);
      got += part.length;
      if (got === bytes) return finish();
      wait();
      const granted = Math.min(bytes, Math.ceil(got / WINDOW) * WINDOW + WINDOW);
      if (granted > limit) {
        stream.grant(granted - limit);
        limit = granted;
      }
    });
    let limit = Math.min(bytes, 2 * WINDOW);
    if (bytes === 0) return finish();
    wait();
    stream.grant(limit);
  });
}
