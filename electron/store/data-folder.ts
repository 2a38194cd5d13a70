import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, type WireError } from '../../shared/model/errors.ts';
import { lockFolder } from './folder-lock.ts';
import { fileError } from './write-atomic.ts';
import { texts } from '../../shared/texts/current.ts';

/** Where the system wants an app's data: XDG Base Directory Specification, Application Support, roaming AppData. */
export function defaultDataFolder(system: {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}): string {
  const { platform, env, home } = system;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Gangway');
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Gangway');
  const data = env['XDG_DATA_HOME'];
  // "All paths set in these environment variables must be absolute"; others are to be ignored.
  return join(data?.startsWith('/') === true ? data : join(home, '.local', 'share'), 'gangway');
}

export interface DataFolder {
  readonly folder: string;
  /** It cannot be written to: the app runs all the same, and keeps everything in memory. */
  readonly problem?: WireError;
  release(): void;
}

/**
 * Makes the data folder (0700) and locks it for this process. Throws `AppError`: `in-use` when another Gangway has it,
 * `invalid-input` when it is not a folder.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  try {
    await makeFolder(folder);
    const lock = await lockFolder(folder);
    return { folder, release: lock.release };
  } catch (error) {
    const known = fileError(error, folder, 'written');
    if (known instanceof AppError && (known.code === 'read-only' || known.code === 'disk-full')) {
      return { folder, problem: { ...known.toWire(), message: texts().storeErrors.nothingKept(known.message) }, release: () => {} };
    }
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'ENOENT' || code === 'ELOOP' || code === 'ENAMETOOLONG') {
      throw new AppError('invalid-input', texts().storeErrors.noDataFolder(folder, reason(code)), {
        hint: texts().storeErrors.otherFolder,
        cause: error,
      });
    }
    throw known;
  }
}

// Not `recursive: true`, which tells ENOENT of a read-only file system.
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    // Making what exists already is refused on a read-only file system too, which is no reason not to read it.
    if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return;
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode: 0o700 });
  }
}

function reason(code: string): string {
  if (code === 'ENAMETOOLONG') return texts().storeErrors.longName;
  if (code === 'ENOENT') return texts().storeErrors.isGone;
  return texts().storeErrors.notFolder;
}
