import { AppError } from '../../../shared/model/errors.ts';
import { openPlainFile, readAtMost } from '../../store/open-plain-file.ts';
import { folderGone, writeAtomic } from '../../store/write-atomic.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Of one file: some hundred thousand keys. Mebibytes. */
const FILE_LIMIT = 64;

/** What writes of the own file leave when the process dies in their midst; with a UUID those of earlier versions. */
export const LEFT_BEHIND = /^\.(?:tmp-\d+-[0-9a-f]{8}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\.tmp)$/u;

/**
 * The text of a file, empty where there is none: bounded, and never waited for. Throws `AppError` (`config-broken`, `limit`, `read-only`).
 * Latin-1 maps every byte to one character and back: lines that we do not understand stay byte for byte.
 */
export async function readText(file: string): Promise<string> {
  try {
    const handle = await openPlainFile(file);
    try {
      const entry = await handle.stat();
      const { isFolder, isDevice, tooLarge, replaceIt } = texts().hostKeyTexts;
      if (!entry.isFile()) throw new AppError('config-broken', entry.isDirectory() ? isFolder(file) : isDevice(file), { hint: replaceIt });
      const bytes = await readAtMost(handle, FILE_LIMIT * 1024 * 1024);
      if (bytes === undefined) throw new AppError('limit', tooLarge(file, FILE_LIMIT), { hint: replaceIt });
      return bytes.toString('latin1');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw readError(file, error);
  }
}

export function readError(file: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('read-only', texts().hostKeyTexts.unread(file, errorCode(error)), {
    hint: texts().hostKeyTexts.permissions,
    cause: error,
  });
}

/** Replaces the own file; where it is a symbolic link, the file that this leads to. Throws `AppError` naming the file. */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeAtomic({ file, content: Buffer.from(text, 'latin1') });
  } catch (error) {
    // What is told of any file does not say that it was the host key that was not stored.
    const cause = error instanceof AppError ? error.cause : error;
    throw folderGone(cause, file) ?? storeError(file, cause);
  }
}

function storeError(file: string, error: unknown): AppError {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('disk-full', texts().hostKeyTexts.noSpace(file), {
      hint: texts().hostKeyTexts.freeSpace,
      cause: error,
    });
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new AppError('read-only', texts().hostKeyTexts.notWritable(file), {
      hint: texts().hostKeyTexts.permissions,
      cause: error,
    });
  }
  return new AppError('internal', texts().hostKeyTexts.notStored(file), {
    ...(code === undefined ? {} : { detail: code }),
    cause: error,
  });
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
