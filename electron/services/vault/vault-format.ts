import { createHash } from 'node:crypto';
import { z } from 'zod';
import { once } from '../../../shared/once.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Version of the form below. */
export const VAULT_VERSION = 1;
/** More than the largest vault of ours has. Bytes. */
export const MAX_VAULT_BYTES = 64 * 1024 * 1024;
export const MAX_SECRETS = 10_000;
/** A private key of 16,384 bits in PEM has 13 KB; certificates and comments come on top. UTF-8 bytes. */
export const MAX_SECRET_BYTES = 256 * 1024;

/**
 * How hard guessing the master password is made: RFC 7914 parameters, 128 MiB and about half a second of one core for each guess.
 */
export const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const;

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`, 'u'), 'It has the wrong form.');
const base64 = (maxBytes: number) =>
  z
    .string()
    .max(Math.ceil(maxBytes / 3) * 4)
    .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u, 'It is not base64.');

/** What AES-256-GCM makes: a nonce of 96 bits that is never used twice, the cipher text, a tag of 128 bits. */
const box = (maxBytes: number) => z.strictObject({ nonce: hex(12), ciphertext: base64(maxBytes), tag: hex(16) });
export type Box = z.infer<ReturnType<typeof box>>;

const scrypt = once(() =>
  z.strictObject({
    name: z.literal('scrypt'),
    // Bounds, for these numbers are read before anything is proven: at most 1 GiB of memory, never easier than RFC 7914 for files.
    N: z
      .int()
      .min(2 ** 15)
      .max(2 ** 20)
      .refine((N) => Number.isInteger(Math.log2(N)), 'It is not a power of two.'),
    r: z.literal(8),
    p: z.int().min(1).max(4),
    salt: hex(32),
  }),
);
export type ScryptParameters = z.infer<ReturnType<typeof scrypt>>;

/** The data key, wrapped. It is the only thing that a change of the master password writes anew. */
const wrap = once(() =>
  z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('password'), kdf: scrypt(), key: box(64) }),
    z.strictObject({ by: z.literal('system'), key: base64(8_192) }),
  ]),
);
export type Wrap = z.infer<ReturnType<typeof wrap>>;

/**
 * A secret. A locked vault tells neither what it opens nor for whom: id, kind, label and time are a box of their own, apart from the secret
 * itself, so that the list can be shown without opening one secret.
 */
const entry = once(() =>
  z.strictObject({
    /** Chance; names the entry for the two boxes. */
    ref: hex(16),
    /** Tells a locked vault whether an id might be here: see `hintOf`. */
    hint: hex(2),
    info: box(16 * 1024),
    secret: box(MAX_SECRET_BYTES + 64),
  }),
);
export type Entry = z.infer<ReturnType<typeof entry>>;

const document = once(() =>
  z.strictObject({
    version: z.literal(VAULT_VERSION),
    /** Chance; every box of this vault is bound to it. */
    id: hex(16),
    wrap: wrap(),
    entries: z.array(entry()).max(MAX_SECRETS),
    /** HMAC-SHA-256 over all of the above under a key made from the data key. */
    mac: hex(32),
  }),
);
/** `vault.json` as it lies on the disk, less its checksum. */
export type VaultDocument = z.infer<ReturnType<typeof document>>;
export type UnsignedVault = Omit<VaultDocument, 'mac'>;

// The last line of the file, in every version to come as well: otherwise a flipped version number would look like a newer Gangway.
const CHECKSUM = /,\n {2}"checksum": "([0-9a-f]{64})"\n\}\n$/u;
const CHECKSUM_LENGTH = ',\n  "checksum": ""\n}\n'.length + 64;

/**
 * The file's text. The checksum finds accidents (a flipped bit, a cut file) before any password is known, so that a damaged salt is not
 * taken for a wrong password. The MAC finds whoever can compute a checksum.
 */
export function serialiseVault(value: VaultDocument): string {
  const body = JSON.stringify(value, null, 2).slice(0, -'\n}'.length);
  return `${body},\n  "checksum": "${checksum(Buffer.from(body))}"\n}\n`;
}

/** Throws `AppError`: `vault-broken` with what is wrong, `newer-version`. `file` is for the message. */
export function parseVault(bytes: Buffer, file: string): VaultDocument {
  const broken = (why: string): AppError =>
    new AppError('vault-broken', texts().vaultErrors.damaged(file, why), { hint: texts().vaultErrors.nothingUsed(file) });
  if (bytes.length > MAX_VAULT_BYTES) throw broken(texts().vaultErrors.manyBytes(bytes.length));
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_LENGTH));
  const found = CHECKSUM.exec(bytes.subarray(body.length).toString('latin1'))?.[1];
  if (found === undefined) throw broken(texts().vaultErrors.noEnd);
  if (found !== checksum(body)) throw broken(texts().vaultErrors.checksum);
  let json: unknown;
  try {
    json = JSON.parse(`${body.toString('utf8')}\n}`);
  } catch {
    throw broken(texts().vaultErrors.notJson);
  }
  const version = z.looseObject({ version: z.int().min(1) }).safeParse(json).data?.version;
  if (version !== undefined && version > VAULT_VERSION) {
    throw new AppError('newer-version', texts().vaultErrors.newer(file, version, VAULT_VERSION), {
      hint: texts().vaultErrors.startNewer,
    });
  }
  const checked = document().safeParse(json);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw broken(issue?.path.length ? texts().vaultErrors.noFitAt(issue.path.map(String).join('.')) : texts().vaultErrors.noFit);
}

/** The one text of a vault's content that the MAC is taken over: every field, in an order that the file cannot change. */
export function canonicalVault(vault: UnsignedVault): string {
  return JSON.stringify([
    'gangway vault',
    vault.version,
    vault.id,
    canonicalWrap(vault.wrap),
    vault.entries.map(({ ref, hint, info, secret }) => [ref, hint, canonicalBox(info), canonicalBox(secret)]),
  ]);
}

/** What stands around a wrapped key and must not be changed under it. */
export function canonicalKdf({ name, N, r, p, salt }: ScryptParameters): readonly (string | number)[] {
  return [name, N, r, p, salt];
}

const canonicalBox = ({ nonce, ciphertext, tag }: Box): readonly string[] => [nonce, ciphertext, tag];
const canonicalWrap = (value: Wrap): readonly unknown[] =>
  value.by === 'system' ? [value.by, value.key] : [value.by, canonicalKdf(value.kdf), canonicalBox(value.key)];

function checksum(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
