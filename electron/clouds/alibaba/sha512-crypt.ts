import { createHash, randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The order in which the bytes of the digest are written, three at a time. */
const ORDER = [
  ...[0, 21, 42, 22, 43, 1, 44, 2, 23, 3, 24, 45, 25, 46, 4, 47, 5, 26, 6, 27, 48, 28, 49, 7, 50, 8, 29, 9, 30, 51, 31, 52],
  ...[10, 53, 11, 32, 12, 33, 54, 34, 55, 13, 56, 14, 35, 15, 36, 57, 37, 58, 16, 59, 17, 38, 18, 39, 60, 40, 61, 19, 62, 20, 41],
];
/** The host does other work between so many rounds. */
const ROUNDS_AT_ONCE = 2_000;
/** Twenty times the usual: the hash may be kept where others read it. A login pays a tenth of a second for it. */
const ROUNDS = 100_000;

/**
 * A password as `/etc/shadow` has it (`$6$`), which every Linux understands: SHA-512 crypt after Ulrich Drepper's specification. Node has
 * none of its own.
 */
export async function sha512Crypt(password: string, { salt = makeSalt(), rounds = ROUNDS } = {}): Promise<string> {
  const key = Buffer.from(password, 'utf8');
  const own = Buffer.from(salt, 'ascii').subarray(0, 16);
  const sum = (...parts: readonly Uint8Array[]): Buffer => {
    const hash = createHash('sha512');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const b = sum(key, own, key);
  const first: Buffer[] = [key, own, stretch(b, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) first.push((bits & 1) === 1 ? b : key);
  let digest = sum(...first);
  const p = stretch(sum(...Array.from({ length: key.length }, () => key)), key.length);
  const s = stretch(sum(...Array.from({ length: 16 + (digest[0] ?? 0) }, () => own)), own.length);
  for (let round = 0; round < rounds; round++) {
    if (round % ROUNDS_AT_ONCE === ROUNDS_AT_ONCE - 1) await nextTurn();
    const odd = round % 2 === 1;
    digest = sum(odd ? p : digest, ...(round % 3 === 0 ? [] : [s]), ...(round % 7 === 0 ? [] : [p]), odd ? digest : p);
  }
  const text = `$6$${rounds === 5_000 ? '' : `rounds=${rounds}$`}${own.toString('ascii')}$${encode(digest)}`;
  for (const part of [key, b, digest, p]) part.fill(0);
  return text;
}

function stretch(digest: Buffer, length: number): Buffer {
  const long = Buffer.alloc(length);
  for (let at = 0; at < length; at += digest.length) digest.copy(long, at, 0, Math.min(digest.length, length - at));
  return long;
}

function makeSalt(): string {
  return Array.from(randomBytes(16), (byte) => ALPHABET.charAt(byte & 63)).join('');
}

function encode(digest: Buffer): string {
  let text = '';
  const put = (value: number, characters: number): void => {
    for (let at = 0, rest = value; at < characters; at++, rest >>= 6) text += ALPHABET.charAt(rest & 63);
  };
  for (let at = 0; at + 2 < ORDER.length; at += 3) {
    const [high = 0, middle = 0, low = 0] = ORDER.slice(at, at + 3).map((index) => digest[index]);
    put((high << 16) | (middle << 8) | low, 4);
  }
  put(digest[63] ?? 0, 2);
  return text;
}
