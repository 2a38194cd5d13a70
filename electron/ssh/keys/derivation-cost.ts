import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/**
 * What a file may ask for to turn a passphrase into its key. OpenSSL takes 2,048 rounds by itself and people choose up to some hundred
 * thousand; ssh-keygen takes 24 rounds of bcrypt, and 1,000 take half a minute. OpenSSL's own loop cannot be broken off, not even by ending
 * its thread: a file could keep the whole app from closing, which takes at most two seconds. Three million take half a second to one and a half.
 */
export const DERIVATION_BOUNDS = { pkcs8: 3_000_000, bcrypt: 2_000 } as const;

/** Throws `AppError('key-format')` for more rounds of bcrypt than `DERIVATION_BOUNDS`. */
export function checkBcryptRounds(rounds: number, file: string): void {
  if (rounds > DERIVATION_BOUNDS.bcrypt) {
    throw tooDear(file, texts().keyFileErrors.bcryptRounds(rounds), DERIVATION_BOUNDS.bcrypt, `ssh-keygen -p -a 100 -f "${file}"`);
  }
}

/** The same of an `ENCRYPTED PRIVATE KEY`. What cannot be read is left to whoever opens it. */
export function checkPkcs8Cost(text: string, file: string): void {
  const body = /-----BEGIN ENCRYPTED PRIVATE KEY-----([\s\S]*?)-----END/u.exec(text)?.[1] ?? '';
  const [key] = elements(Buffer.from(body, 'base64'));
  // EncryptedPrivateKeyInfo (RFC 5958): the algorithm with its parameters, then the encrypted data.
  const [algorithm] = elements(key?.content ?? Buffer.alloc(0));
  const most = algorithm === undefined ? 0 : largestNumber(algorithm.content, 0);
  if (most > DERIVATION_BOUNDS.pkcs8) {
    throw tooDear(file, texts().keyFileErrors.rounds(most), DERIVATION_BOUNDS.pkcs8, `openssl pkcs8 -topk8 -in "${file}" -out key.pem`);
  }
}

function tooDear(file: string, asked: string, bound: number, command: string): AppError {
  return new AppError('key-format', texts().keyFileErrors.tooDear(file, asked, bound), {
    hint: texts().keyFileErrors.encryptAnew(command),
  });
}

const INTEGER = 0x02;
const SEQUENCE = 0x30;
/** PBES2 nests four deep (RFC 8018, appendix A). */
const MAX_DEPTH = 8;

/** The largest integer in the parameters: rounds of PBKDF2, or costs of scrypt. A negative one counts as its bits. */
function largestNumber(der: Buffer, depth: number): number {
  let most = 0;
  for (const { tag, content } of elements(der)) {
    if (tag === INTEGER) most = Math.max(most, Number(BigInt(`0x${content.toString('hex') || '0'}`)));
    else if (tag === SEQUENCE && depth < MAX_DEPTH) most = Math.max(most, largestNumber(content, depth + 1));
  }
  return most;
}

/** Elements of DER one after the other, as far as they are whole. */
function elements(der: Buffer): { readonly tag: number; readonly content: Buffer }[] {
  const found: { tag: number; content: Buffer }[] = [];
  for (let at = 0; at + 2 <= der.length; ) {
    const tag = der[at] ?? 0;
    let length = der[at + 1] ?? 0;
    at += 2;
    if (length >= 0x80) {
      const bytes = length - 0x80;
      if (bytes < 1 || bytes > 4 || at + bytes > der.length) break;
      length = der.readUIntBE(at, bytes);
      at += bytes;
    }
    if (at + length > der.length) break;
    found.push({ tag, content: der.subarray(at, at + length) });
    at += length;
  }
  return found;
}
