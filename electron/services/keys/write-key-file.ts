import { mkdir, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute } from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import { checkCharacters } from '../../ssh/keys/check-characters.ts';
import { fileError } from '../../store/write-atomic.ts';
import { texts } from '../../../shared/texts/current.ts';

/**
 * Writes a new private key (0600) and its public line beside it. A folder that is missing is made (0700). Throws
 * `AppError('invalid-input')` where a file of that name exists, `disk-full`, `read-only`; nothing is left behind then.
 */
export async function writeKeyFile(path: string, key: { readonly text: string; readonly publicLine: string }): Promise<void> {
  checkPath(path);
  const publicPath = `${path}.pub`;
  for (const name of [path, publicPath]) if ((await stat(name).catch(() => undefined)) !== undefined) throw taken(name);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeNew(path, key.text, 0o600);
    try {
      await writeNew(publicPath, `${key.publicLine}\n`, 0o644);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  } catch (error) {
    throw told(error, path);
  }
}

function checkPath(path: string): void {
  checkCharacters(path, 'invalid-input');
  const name = basename(path);
  if (!isAbsolute(path) || name === '' || /[/\\]$/u.test(path)) {
    throw new AppError('invalid-input', texts().keyErrors.notWholeFile(path), { hint: texts().keyErrors.exampleFile });
  }
  if (/\.pub$/iu.test(name)) {
    throw new AppError('invalid-input', texts().keyErrors.endsInPub, {
      hint: texts().keyErrors.leavePub,
    });
  }
}

/** `wx`: a file that came into being meanwhile, or a link somebody laid, is not written to. */
async function writeNew(path: string, content: string, mode: number): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
    await handle.close();
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

function taken(path: string): AppError {
  return new AppError('invalid-input', texts().keyErrors.exists(path), { hint: texts().keyErrors.otherName });
}

function told(error: unknown, path: string): unknown {
  const known = fileError(error, path, 'written');
  if (known instanceof AppError) return known;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EEXIST') return taken(path);
  if (code === '') return error;
  return new AppError('invalid-input', texts().keyErrors.notWritten(path, code), { hint: texts().keyErrors.otherPlace, cause: error });
}
