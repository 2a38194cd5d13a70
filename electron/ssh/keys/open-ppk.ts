import { createDecipheriv, createECDH, createHash, createHmac, createPrivateKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { string, wireReader } from '../wire.ts';
import { toPrivateKey } from './key-encoding.ts';
import type { Ppk, PpkDerivation } from './ppk.ts';

/** `wrong`: the MAC of an encrypted file does not fit, so the passphrase is not its own. `broken`: anything else. */
export class PpkError extends Error {
  readonly why: 'wrong' | 'broken';

  constructor(why: 'wrong' | 'broken', message: string) {
    super(message);
    this.why = why;
  }
}

interface Secrets {
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly mac: Buffer;
}

/** RSA numbers longer than this are no key: OpenSSH's own limit is 16384 bits. Bytes. */
const MAX_NUMBER = 16_384 / 8 + 1;

const CURVES: Readonly<Record<string, { readonly jwk: string; readonly openssl: string; readonly size: number }>> = {
  nistp256: { jwk: 'P-256', openssl: 'prime256v1', size: 32 },
  nistp384: { jwk: 'P-384', openssl: 'secp384r1', size: 48 },
  nistp521: { jwk: 'P-521', openssl: 'secp521r1', size: 66 },
};

/** PKCS#8 before the 32 bytes of an Ed25519 seed (RFC 8410, section 7). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Opens a PuTTY key: derives, decrypts, checks the MAC, and that private and public half belong together. Throws `PpkError`. The
 * derivation of version 3 is slow on purpose.
 */
export async function openPpk(ppk: Ppk, passphrase: Buffer | undefined): Promise<KeyObject> {
  const secrets = await derive(ppk, passphrase ?? Buffer.alloc(0));
  const plain = ppk.encrypted ? decrypt(ppk.privatePart, secrets) : ppk.privatePart;
  try {
    checkMac(ppk, plain, secrets.mac);
    const key = readPrivate(ppk, plain);
    if (!toPrivateKey(key, 'It').publicBlob.equals(ppk.publicBlob)) throw new PpkError('broken', 'private and public half differ');
    return key;
  } catch (error) {
    if (error instanceof PpkError) throw error;
    throw new PpkError('broken', error instanceof Error ? error.message : String(error));
  } finally {
    if (ppk.encrypted) plain.fill(0);
    for (const secret of Object.values(secrets) as Buffer[]) secret.fill(0);
  }
}

async function derive({ version, encrypted, derivation }: Ppk, passphrase: Buffer): Promise<Secrets> {
  if (version === 2) {
    const part = (number: number): Buffer =>
      createHash('sha1')
        .update(Buffer.of(0, 0, 0, number))
        .update(passphrase)
        .digest();
    const mac = createHash('sha1')
      .update('putty-private-key-file-mac-key')
      .update(encrypted ? passphrase : '')
      .digest();
    return { key: Buffer.concat([part(0), part(1)]).subarray(0, 32), iv: Buffer.alloc(16), mac };
  }
  if (derivation === undefined) return { key: Buffer.alloc(0), iv: Buffer.alloc(0), mac: Buffer.alloc(0) };
  const bytes = await argon2(derivation, passphrase);
  return { key: bytes.subarray(0, 32), iv: bytes.subarray(32, 48), mac: bytes.subarray(48, 80) };
}

async function argon2({ flavour, memory, passes, parallelism, salt }: PpkDerivation, passphrase: Buffer): Promise<Buffer> {
  // Loaded here, when it is needed: half a megabyte of WebAssembly that most never use.
  const { argon2d, argon2i, argon2id } = await import('hash-wasm');
  const run = { Argon2d: argon2d, Argon2i: argon2i, Argon2id: argon2id }[flavour];
  const hash = await run({
    password: passphrase,
    salt,
    memorySize: memory,
    iterations: passes,
    parallelism,
    hashLength: 80,
    outputType: 'binary',
  });
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength);
}

function decrypt(cipherText: Buffer, { key, iv }: Secrets): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(cipherText), decipher.final()]);
}

function checkMac(ppk: Ppk, plain: Buffer, key: Buffer): void {
  const algorithm = ppk.version === 2 ? 'sha1' : 'sha256';
  const fields = [ppk.type, ppk.encrypted ? 'aes256-cbc' : 'none', ppk.comment, ppk.publicBlob, plain].map((field) => string(field));
  const mac = createHmac(algorithm, key).update(Buffer.concat(fields)).digest();
  if (mac.length === ppk.mac.length && timingSafeEqual(mac, ppk.mac)) return;
  throw ppk.encrypted
    ? new PpkError('wrong', 'the MAC does not fit')
    : new PpkError('broken', 'the MAC does not fit: the file was changed');
}

function readPrivate({ type, publicBlob }: Ppk, plain: Buffer): KeyObject {
  const pub = wireReader(publicBlob);
  pub.string();
  const secret = wireReader(plain);
  if (type === 'ssh-rsa') return rsa({ e: pub.string(), n: pub.string() }, secret);
  if (type === 'ssh-ed25519') {
    const seed = secret.string();
    if (seed.length !== 32) throw new PpkError('broken', 'the seed has the wrong length');
    return createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
  }
  const curve = CURVES[pub.string().toString('latin1')];
  if (curve === undefined) throw new PpkError('broken', 'the curve is unknown');
  const scalar = sized(secret.string(), curve.size);
  const ecdh = createECDH(curve.openssl);
  ecdh.setPrivateKey(scalar);
  // Computed from the private half, so that the comparison with the file's public half means something.
  const point = ecdh.getPublicKey();
  const half = (from: number): string => point.subarray(from, from + curve.size).toString('base64url');
  return createPrivateKey({
    key: { kty: 'EC', crv: curve.jwk, x: half(1), y: half(1 + curve.size), d: scalar.toString('base64url') },
    format: 'jwk',
  });
}

function rsa({ e, n }: { readonly e: Buffer; readonly n: Buffer }, secret: ReturnType<typeof wireReader>): KeyObject {
  const d = secret.string();
  const p = secret.string();
  const q = secret.string();
  const qi = secret.string();
  const [en, nn, dn, pn, qn, qin] = [e, n, d, p, q, qi].map(toNumber) as [bigint, bigint, bigint, bigint, bigint, bigint];
  if (pn < 3n || qn < 3n) throw new PpkError('broken', 'the factors are too small');
  const fits = pn * qn === nn && (en * dn) % (pn - 1n) === 1n && (en * dn) % (qn - 1n) === 1n && (qin * qn) % pn === 1n;
  if (!fits) throw new PpkError('broken', 'private and public half differ');
  const text = (bytes: Buffer): string => unpadded(bytes).toString('base64url');
  return createPrivateKey({
    key: {
      kty: 'RSA',
      ...{ n: text(n), e: text(e), d: text(d), p: text(p), q: text(q), qi: text(qi) },
      ...{ dp: fromNumber(dn % (pn - 1n)), dq: fromNumber(dn % (qn - 1n)) },
    },
    format: 'jwk',
  });
}

function toNumber(bytes: Buffer): bigint {
  if (bytes.length === 0 || bytes.length > MAX_NUMBER || (bytes[0] ?? 0) >= 0x80) throw new PpkError('broken', 'a number is out of range');
  return BigInt(`0x${bytes.toString('hex')}`);
}

function fromNumber(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}

function unpadded(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length && bytes[start] === 0) start += 1;
  return bytes.subarray(start);
}

function sized(bytes: Buffer, size: number): Buffer {
  const bare = unpadded(bytes);
  if (bare.length > size) throw new PpkError('broken', 'a number is out of range');
  return Buffer.concat([Buffer.alloc(size - bare.length), bare]);
}
