import { createPrivateKey, type KeyObject } from 'node:crypto';
import { AppError } from '../../../shared/model/errors.ts';
import { openPlainFile } from '../../store/open-plain-file.ts';
import { blobType } from '../wire.ts';
import { type Decrypted, decryptKey } from './decrypt.ts';
import { type PrivateKey, toPrivateKey } from './key-encoding.ts';
import { dsa, type KeyFormat, recogniseKey } from './key-format.ts';
import { isPpk } from './ppk.ts';
import { runKeyJob } from './key-worker-client.ts';
import { checkCharacters } from './check-characters.ts';
import { texts } from '../../../shared/texts/current.ts';

/** No private key is larger; a disk image chosen by mistake is. */
export const KEY_FILE_LIMIT = 64 * 1024;
/** Wrong passphrases before giving up, as OpenSSH does. */
const PASSPHRASE_ATTEMPTS = 3;

/** A private key that was read and recognised, not yet opened. */
export interface KeyFile extends KeyFormat {
  /** Of a key that is kept elsewhere, what it is called. */
  readonly path: string;
  /** A PuTTY key as latin1, all others as UTF-8. */
  readonly text: string;
}

/** A key that lies in no file (in the vault), under the name that messages call it by. Throws `AppError('key-format')`. */
export function keyFromText(text: string, name: string): KeyFile {
  return { ...recogniseKey(text, name), path: name, text };
}

/** Throws `AppError` (`key-missing`, `key-unreadable`, `key-format`) naming the file and what to do. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  const text = await readText(path);
  const format = recogniseKey(text, path);
  const beside = await publicHalfBeside(path);
  const publicBlob = format.publicBlob ?? beside?.publicBlob;
  const comment = format.comment ?? (beside !== undefined && publicBlob?.equals(beside.publicBlob) === true ? beside.comment : undefined);
  return { ...format, publicBlob, ...(comment === undefined ? {} : { comment }), path, text };
}

/** The content of a file that may be a key: bounded, and never waited for. */
export async function readText(path: string): Promise<string> {
  checkCharacters(path, 'key-unreadable');
  try {
    const handle = await openPlainFile(path);
    try {
      const info = await handle.stat();
      if (info.isDirectory())
        throw new AppError('key-unreadable', texts().keyFileErrors.isFolder(path), { hint: texts().keyFileErrors.chooseInIt });
      if (!info.isFile())
        throw new AppError('key-unreadable', texts().keyFileErrors.isDevice(path), { hint: texts().keyFileErrors.choosePrivateFile });
      if (info.size > KEY_FILE_LIMIT) {
        throw new AppError('key-format', texts().keyFileErrors.tooLargeBytes(path, info.size), {
          hint: texts().keyFileErrors.choosePrivateFile,
        });
      }
      const buffer = Buffer.alloc(KEY_FILE_LIMIT + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      if (bytesRead > KEY_FILE_LIMIT) {
        throw new AppError('key-format', texts().keyFileErrors.tooLarge(path), { hint: texts().keyFileErrors.choosePrivateFile });
      }
      const raw = buffer.toString('latin1', 0, bytesRead);
      // PowerShell's `>` writes UTF-16.
      const encoding = raw.startsWith('\u00ff\u00fe') ? 'utf16le' : 'utf8';
      const text = isPpk(raw)
        ? raw
        : buffer
            .toString(encoding, 0, bytesRead)
            .replace(/^\ufeff/u, '')
            .replaceAll('\r\n', '\n');
      buffer.fill(0);
      return text;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new AppError('key-missing', texts().keyFileErrors.missing(path), {
        hint: texts().keyFileErrors.chooseOther,
        cause: error,
      });
    }
    throw new AppError(
      'key-unreadable',
      code === '' ? texts().keyFileErrors.unreadable(path) : texts().keyFileErrors.unreadableWhy(path, code),
      {
        hint: texts().keyFileErrors.checkOwner,
        cause: error,
      },
    );
  }
}

/** `key.pub` beside `key` tells the public half of formats that hide it: the server can be asked before the person is. */
async function publicHalfBeside(path: string): Promise<{ readonly publicBlob: Buffer; readonly comment: string } | undefined> {
  try {
    const [, encoded, ...comment] = (await readText(`${path}.pub`)).trim().split(/\s+/u);
    const publicBlob = Buffer.from(encoded ?? '', 'base64');
    return blobType(publicBlob) === undefined ? undefined : { publicBlob, comment: comment.join(' ') };
  } catch {
    return undefined;
  }
}

/**
 * Opens a key for signing. `askPassphrase` is called for an encrypted one, up to three times; what it rejects with is passed on.
 * Throws `AppError` (`key-passphrase` after the third wrong one, `key-format`; what `signal` was aborted with).
 */
export async function openKey(
  file: KeyFile,
  askPassphrase: (attempt: number) => Promise<string>,
  signal?: AbortSignal,
): Promise<PrivateKey> {
  const opened = await openKeyObject(file, askPassphrase, signal);
  return toPrivateKey(opened, file.path);
}

/** As `openKey`, in Node's form: for what needs the private half itself. */
export async function openKeyObject(
  file: KeyFile,
  askPassphrase: (attempt: number) => Promise<string>,
  signal?: AbortSignal,
): Promise<KeyObject> {
  if (!file.encrypted) return finish(file, await decryptKey(file.text, file.format, undefined));
  for (let attempt = 1; attempt <= PASSPHRASE_ATTEMPTS; attempt += 1) {
    const passphrase = Buffer.from(await askPassphrase(attempt));
    // An empty passphrase never encrypted anything, and some readers take it for "none given".
    if (passphrase.length === 0) continue;
    const result = await runKeyJob(
      'decrypt',
      { text: file.text, format: file.format, passphrase: new Uint8Array(passphrase) },
      texts().keyFileErrors.opens(file.path),
      signal,
    );
    passphrase.fill(0);
    if (result.ok || result.why === 'broken') return finish(file, result);
  }
  throw new AppError('key-passphrase', texts().keyFileErrors.wrongPassphrase(file.path, PASSPHRASE_ATTEMPTS), {
    hint: texts().keyFileErrors.wrongPassphraseHint,
  });
}

function finish(file: KeyFile, result: Decrypted): KeyObject {
  if (!result.ok) {
    if (/dsa/iu.test(result.detail)) throw dsa(file.path);
    throw new AppError('key-format', texts().keyFileErrors.damaged(file.path), {
      hint: texts().keyFileErrors.copyAgain,
      detail: result.detail,
    });
  }
  const pkcs8 = Buffer.from(result.pkcs8.buffer, result.pkcs8.byteOffset, result.pkcs8.byteLength);
  try {
    return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  } finally {
    pkcs8.fill(0);
  }
}
