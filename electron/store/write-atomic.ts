import { randomBytes } from 'node:crypto';
import { link, open, realpath, rename, rm, copyFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/model/errors.ts';
import { texts } from '../../shared/texts/current.ts';

export interface WriteAtomicOptions {
  readonly file: string;
  /** Parts are written one after the other: together they may be large. */
  readonly content: string | Uint8Array | readonly Uint8Array[];
  /** Also keeps what stood in the file before, under this name. */
  readonly backup?: string;
}

/** Marks the files that a write leaves behind when the process dies in its midst. */
export const TEMPORARY_MARK = '.tmp-';

/**
 * Replaces a file as a whole: a reader (or a crash) sees the old content or the new, never a part. Written beside it, synced,
 * then renamed over it; the folder is synced too, for the rename itself lives there. Mode 0600. A symbolic link stays one.
 *
 * Throws `AppError` (`disk-full`, `read-only`) that names the path; the old content stands then.
 */
export async function writeAtomic({ file, content, backup }: WriteAtomicOptions): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const temporary = join(dirname(target), `${basename(target)}${TEMPORARY_MARK}${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (backup !== undefined) await keepAs(target, backup);
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw folderGone(error, target) ?? fileError(error, file, 'written');
  }
}

/** The `AppError` for a new file that has no folder to lie in, as when that was deleted while the app ran; `undefined` for other failures. */
export function folderGone(error: unknown, file: string): AppError | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return undefined;
  return new AppError('read-only', texts().storeErrors.folderGone(dirname(file), file), {
    hint: texts().storeErrors.bringBack,
    cause: error,
  });
}

/** Gives a file a second name, which `writeAtomic` on the first then leaves alone. Nothing happens where there is no file. */
export async function keepAs(file: string, name: string): Promise<void> {
  const temporary = `${name}${TEMPORARY_MARK}${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    // A hard link needs no copying and is on the disk already; some file systems (exFAT, some shares) have none.
    await link(file, temporary).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw error;
      await copyFile(file, temporary);
    });
    await rename(temporary, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    // rename(2) between two links of one file does nothing and leaves both.
    await rm(temporary, { force: true }).catch(() => {});
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no way to sync a folder, and some file systems refuse it; the rename stands all the same.
  const handle = await open(folder, 'r').catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync();
  } catch {
    // As above.
  } finally {
    await handle.close();
  }
}

/** The `AppError` for a failed file operation, with the path in it. Unforeseen errors are given back as they are. */
export function fileError(error: unknown, path: string, what: 'written' | 'read'): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('disk-full', texts().storeErrors.diskFull(path, what), {
        hint: texts().storeErrors.freeSpace,
        cause: error,
      });
    case 'EROFS':
      return new AppError('read-only', texts().storeErrors.readOnly(path, what), {
        hint: texts().storeErrors.otherDataDir,
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new AppError('read-only', texts().storeErrors.notAllowed(path, what), {
        hint: texts().storeErrors.correctPermissions,
        cause: error,
      });
    default:
      return error;
  }
}
