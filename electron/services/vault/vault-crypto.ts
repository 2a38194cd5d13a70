import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomFillSync, scrypt, timingSafeEqual } from 'node:crypto';
import type { SecretInfo } from '../../../shared/model/vault.ts';
import {
  canonicalKdf,
  canonicalVault,
  VAULT_VERSION,
  type Box,
  type Entry,
  type ScryptParameters,
  type UnsignedVault,
} from './vault-format.ts';

const CIPHER = 'aes-256-gcm';
/** Of every key here. */
export const KEY_BYTES = 32;
/** 96 bits: the only length that GCM uses as it is (NIST SP 800-38D, 5.2.1.1). */
const NONCE_BYTES = 12;
/** Secrets are filled up to a multiple of this. Bytes. */
const PADDED_TO = 64;
const PAD_MARK = 0x80;
/** Of a hint; see `hintOf`. */
const HINT_BYTES = 2;

/** The data key of an open vault, and what is made from it. `wipe` fills all of them with zeros. */
export interface VaultKeys {
  readonly data: Buffer;
  readonly info: Buffer;
  readonly secret: Buffer;
  readonly mac: Buffer;
  wipe(): void;
}

/** Stretches a master password to a key of 32 bytes. The caller wipes both. */
export type Stretch = (password: Buffer, parameters: ScryptParameters) => Promise<Buffer>;

/** scrypt in a thread of libuv's pool: the loop goes on. */
export const stretchWithScrypt: Stretch = (password, { N, r, p, salt }) =>
  new Promise((resolve, reject) => {
    // What RFC 7914 needs (128·N·r and 128·r·p bytes) and some room: Node's own bound is 32 MiB.
    const maxmem = 128 * r * (N + p + 2);
    scrypt(password, Buffer.from(salt, 'hex'), KEY_BYTES, { N, r, p, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });

/** One spelling for one password, however the keyboard composed its letters. The caller wipes it. */
export function passwordBytes(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'), 'utf8');
}

/** The caller wipes it. In memory of its own: small arrays otherwise live in V8's heap, which leaves a copy behind whenever it moves them. */
export function newDataKey(): Buffer {
  return randomFillSync(Buffer.from(new ArrayBuffer(KEY_BYTES)));
}

/** Takes `data` over: it is wiped with the others. */
export function deriveKeys(data: Buffer, vaultId: string): VaultKeys {
  const all = {
    data,
    info: hkdf(data, vaultId, 'info'),
    secret: hkdf(data, vaultId, 'secret'),
    mac: hkdf(data, vaultId, 'mac'),
  };
  return {
    ...all,
    wipe() {
      for (const key of Object.values(all)) key.fill(0);
    },
  };
}

/**
 * HKDF-SHA-256 (RFC 5869) for one block of output. Written out, for Node's own puts the key into a key object, which keeps its copy until
 * the garbage collector comes by.
 */
function hkdf(key: Buffer, salt: string, purpose: string): Buffer {
  const extracted = createHmac('sha256', Buffer.from(salt, 'hex')).update(key).digest();
  const expanded = createHmac('sha256', extracted)
    .update(Buffer.from(`gangway vault ${VAULT_VERSION} ${purpose}\u0001`, 'latin1'))
    .digest();
  extracted.fill(0);
  return expanded;
}

/** Wraps the data key with what scrypt made of the master password. */
export function wrapKey(data: Buffer, wrapping: Buffer, kdf: ScryptParameters, vaultId: string): Box {
  return seal(wrapping, data, ['key', vaultId, canonicalKdf(kdf)]);
}

/** The data key; `undefined` when the password was another one. */
export function unwrapKey(box: Box, wrapping: Buffer, kdf: ScryptParameters, vaultId: string): Buffer | undefined {
  return open(wrapping, box, ['key', vaultId, canonicalKdf(kdf)]);
}

const infoBinding = (vaultId: string, ref: string, hint: string) => ['info', vaultId, ref, hint];
const secretBinding = (vaultId: string, ref: string, { id, kind, label, savedAt }: SecretInfo) => [
  'secret',
  vaultId,
  ref,
  id,
  kind,
  label,
  savedAt,
];

/** Makes an entry. `value` stays the caller's to wipe. */
export function sealEntry(keys: VaultKeys, vaultId: string, info: SecretInfo, value: Buffer): Entry {
  const ref = randomBytes(16).toString('hex');
  const hint = hintOf(vaultId, info.id);
  const { id, kind, label, savedAt } = info;
  const text = Buffer.from(JSON.stringify([id, kind, label, savedAt]), 'utf8');
  return {
    ref,
    hint,
    info: sealPadded(keys.info, text, infoBinding(vaultId, ref, hint)),
    secret: sealPadded(keys.secret, value, secretBinding(vaultId, ref, info)),
  };
}

/** What an entry is for; `undefined` when it was tampered with. */
export function openInfo(keys: VaultKeys, vaultId: string, { ref, hint, info }: Entry): SecretInfo | undefined {
  const text = openPadded(keys.info, info, infoBinding(vaultId, ref, hint));
  if (text === undefined) return undefined;
  const [id, kind, label, savedAt] = JSON.parse(text.toString('utf8')) as [string, SecretInfo['kind'], string, number];
  return { id, kind, label, savedAt };
}

/** The secret itself, the caller's to wipe; `undefined` when it was tampered with, or is another entry's. */
export function openSecret(keys: VaultKeys, vaultId: string, { ref, secret }: Entry, info: SecretInfo): Buffer | undefined {
  return openPadded(keys.secret, secret, secretBinding(vaultId, ref, info));
}

/**
 * Sixteen bits that let a locked vault say whether it is worth asking for the master password. Not more, and bound to this vault's id: who reads
 * the file and guesses a host and a user name gets one false yes for each 65,536 guesses and entry, so the names cannot be read
 * out of it by trying all of them. The price is one needless question in thousands of logins.
 */
export function hintOf(vaultId: string, id: string): string {
  return createHmac('sha256', Buffer.from(vaultId, 'hex')).update(`hint ${id}`).digest().subarray(0, HINT_BYTES).toString('hex');
}

/** The seal over the whole: header and entries, their number and their order. */
export function macOf(keys: VaultKeys, vault: UnsignedVault): string {
  return createHmac('sha256', keys.mac).update(canonicalVault(vault)).digest('hex');
}

export function macFits(keys: VaultKeys, vault: UnsignedVault & { readonly mac: string }): boolean {
  return timingSafeEqual(Buffer.from(macOf(keys, vault), 'hex'), Buffer.from(vault.mac, 'hex'));
}

// The cipher text is as long as the plain text: unpadded it would tell how long each password is.
function sealPadded(key: Buffer, plain: Buffer, binding: readonly unknown[]): Box {
  // ISO/IEC 7816-4: one bit, then zeros.
  const padded = Buffer.alloc(Math.ceil((plain.length + 1) / PADDED_TO) * PADDED_TO);
  plain.copy(padded);
  padded[plain.length] = PAD_MARK;
  const box = seal(key, padded, binding);
  padded.fill(0);
  return box;
}

function openPadded(key: Buffer, box: Box, binding: readonly unknown[]): Buffer | undefined {
  const padded = open(key, box, binding);
  return padded?.subarray(0, padded.lastIndexOf(PAD_MARK));
}

function seal(key: Buffer, plain: Buffer, binding: readonly unknown[]): Box {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(associated(binding));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce: nonce.toString('hex'), ciphertext: ciphertext.toString('base64'), tag: cipher.getAuthTag().toString('hex') };
}

function open(key: Buffer, { nonce, ciphertext, tag }: Box, binding: readonly unknown[]): Buffer | undefined {
  // Without the length a cut-off tag would be good enough (Node DEP0182).
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, 'hex'), { authTagLength: 16 });
  decipher.setAAD(associated(binding));
  decipher.setAuthTag(Buffer.from(tag, 'hex'));
  const plain = decipher.update(Buffer.from(ciphertext, 'base64'));
  try {
    // GCM is a stream: nothing is left for the end but the tag's check.
    decipher.final();
    return plain;
  } catch {
    plain.fill(0);
    return undefined;
  }
}

function associated(binding: readonly unknown[]): Buffer {
  return Buffer.from(JSON.stringify(['gangway vault', VAULT_VERSION, ...binding]), 'utf8');
}
