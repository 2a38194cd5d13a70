import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../shared/model/errors.ts';
import type { SafeStorage } from './safe-storage.ts';
import { passwordBytes, stretchWithScrypt, unwrapKey, wrapKey, type Stretch } from './vault-crypto.ts';
import { SCRYPT, type ScryptParameters, type VaultDocument, type Wrap } from './vault-format.ts';
import { texts } from '../../../shared/texts/current.ts';

/** A wrong password is told no sooner than this, whatever the machine; the work behind it is the same each time. Milliseconds. */
const WRONG_PASSWORD = 1_000;

/** How a vault is to be protected. */
export type Protection = { readonly protection: 'system' } | { readonly protection: 'password'; readonly password: string };

export interface DataKeyOptions {
  readonly safeStorage: SafeStorage | undefined;
  readonly stretch?: Stretch | undefined;
  readonly wrongPasswordMs?: number | undefined;
}

/** Wraps and unwraps the data key of a vault. */
export interface DataKeyWrapping {
  /** `data` stays the caller's. Throws `unsupported` (no safe storage), `vault-locked` (it refused). */
  wrap(how: Protection, data: Buffer, vaultId: string): Promise<Wrap>;
  /**
   * The data key, the caller's to wipe; `renew`: it should be wrapped anew. With a master password always the whole of scrypt, whatever else
   * may be wrong. Throws `vault-password`, `vault-locked` (the safe storage refused), `invalid-input` (no password given).
   */
  unwrap(vault: VaultDocument, password: string | undefined): Promise<{ data: Buffer; renew: boolean }>;
}

export function createDataKeyWrapping({ safeStorage, stretch = stretchWithScrypt, wrongPasswordMs }: DataKeyOptions): DataKeyWrapping {
  async function stretched(password: string, kdf: ScryptParameters): Promise<Buffer> {
    const bytes = passwordBytes(password);
    try {
      return await stretch(bytes, kdf);
    } finally {
      bytes.fill(0);
    }
  }

  async function unwrapWithSystem(key: string): Promise<{ data: Buffer; renew: boolean }> {
    if (safeStorage === undefined) {
      throw new AppError('vault-locked', texts().vaultErrors.systemInBrowser, {
        hint: texts().vaultErrors.openInDesktop,
      });
    }
    const { plain, renew } = await safeStorage.decrypt(Buffer.from(key, 'base64')).catch((error: unknown) => {
      throw systemRefused(error);
    });
    const data = Buffer.from(plain);
    plain.fill(0);
    return { data, renew };
  }

  return {
    async wrap(how, data, vaultId) {
      if (how.protection === 'password') {
        const kdf = { name: 'scrypt', ...SCRYPT, salt: randomBytes(32).toString('hex') } as const;
        const wrapping = await stretched(how.password, kdf);
        try {
          return { by: 'password', kdf, key: wrapKey(data, wrapping, kdf, vaultId) };
        } finally {
          wrapping.fill(0);
        }
      }
      const found = (await safeStorage?.available()) ?? { ok: false, why: texts().vaultErrors.none };
      if (safeStorage === undefined || !found.ok) {
        throw new AppError('unsupported', texts().vaultErrors.systemUnusable(found.ok ? '' : found.why), {
          hint: texts().vaultErrors.byPassword,
        });
      }
      const key = await safeStorage.encrypt(data).catch((error: unknown) => {
        throw systemRefused(error);
      });
      return { by: 'system', key: Buffer.from(key).toString('base64') };
    },
    async unwrap({ wrap, id }, password) {
      if (wrap.by === 'system') return await unwrapWithSystem(wrap.key);
      if (password === undefined) throw new AppError('invalid-input', texts().vaultErrors.passwordNeeded);
      const earliest = performance.now() + (wrongPasswordMs ?? WRONG_PASSWORD);
      const wrapping = await stretched(password, wrap.kdf);
      const data = unwrapKey(wrap.key, wrapping, wrap.kdf, id);
      wrapping.fill(0);
      if (data !== undefined) return { data, renew: false };
      await delay(Math.max(0, earliest - performance.now()));
      throw new AppError('vault-password', texts().vaultErrors.wrongPassword);
    },
  };
}

function systemRefused(error: unknown): AppError {
  return new AppError('vault-locked', texts().vaultErrors.systemRefused, {
    hint: texts().vaultErrors.unlockKeyring,
    cause: error,
  });
}
