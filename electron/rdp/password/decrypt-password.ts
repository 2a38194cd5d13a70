import { constants, createPublicKey, type KeyObject, privateDecrypt } from 'node:crypto';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Least padding of a PKCS#1 v1.5 block: 00 02, eight random bytes, 00 (RFC 8017 section 7.2.2). Bytes. */
const SHORTEST_PADDING = 11;

/**
 * Decrypts what EC2's `GetPasswordData` hands out: RSAES-PKCS1-v1_5 under the launch key pair's public key, in base64.
 *
 * The library does RSA without padding and the padding is taken off here: of the library's own PKCS#1 v1.5 some versions refuse it
 * (CVE-2023-46809) and others give random bytes for a wrong key ("implicit rejection"), which would be shown as a password.
 *
 * Throws `AppError`: `key-format` for a key that is not RSA, `invalid-input` for data that is no such block, `auth-failed` for a wrong
 * key or damaged data. Never throws the password or part of it.
 */
export function decryptPassword(passwordData: string, key: KeyObject, keyName: string): string {
  const { password: t } = texts().rdpErrors;
  if (key.type !== 'private' || key.asymmetricKeyType !== 'rsa') {
    throw new AppError('key-format', t.notRsa(keyName), {
      hint: t.choosePem,
    });
  }
  const size = (createPublicKey(key).asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const text = passwordData.replace(/\s+/gu, '');
  const block = /^[A-Za-z0-9+/]+={0,2}$/u.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (block.length === 0) {
    throw new AppError('invalid-input', t.unreadable, { hint: t.tryAgain });
  }
  if (block.length !== size) throw wrongKey(keyName, t.bits(block.length * 8, size * 8));
  let plain: Buffer;
  try {
    plain = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, block);
  } catch {
    throw wrongKey(keyName, t.modulus);
  }
  try {
    const start = messageStart(plain);
    if (start < 0) throw wrongKey(keyName, t.padding);
    return readable(plain.subarray(start), keyName);
  } finally {
    plain.fill(0);
  }
}

/**
 * Where the message begins behind the padding, -1 for a bad block. Looks at every byte whatever it finds: how long it takes tells
 * nothing of where the padding ends.
 */
function messageStart(block: Buffer): number {
  let bad = (block[0] ?? 1) | ((block[1] ?? 0) ^ 2);
  let start = 0;
  let searching = 1;
  for (let index = 2; index < block.length; index += 1) {
    const zero = isZero(block[index] ?? 0);
    start |= (index + 1) * (searching & zero);
    searching &= zero ^ 1;
  }
  // Never a zero at all, or one before eight bytes of padding.
  bad |= searching;
  bad |= (start - SHORTEST_PADDING) >>> 31;
  return bad === 0 ? start : -1;
}

/** 1 for 0, 0 for any other byte, without a branch. */
function isZero(byte: number): number {
  return ((byte - 1) >>> 31) & 1;
}

/** A block that is well padded by chance still gives no readable text: about one wrong key in 65,000 comes this far. */
function readable(message: Buffer, keyName: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(message);
    if (text !== '' && !/[\u0000-\u001f\u007f-\u009f]/u.test(text)) return text;
  } catch {
    // As below.
  }
  throw wrongKey(keyName, texts().rdpErrors.password.noText);
}

function wrongKey(keyName: string, detail: string): AppError {
  return new AppError('auth-failed', texts().rdpErrors.password.wrongKey(keyName), {
    hint: texts().rdpErrors.password.chooseKey,
    detail,
  });
}
