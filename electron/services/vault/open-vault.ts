import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { SecretInfo } from '../../../shared/model/vault.ts';
import type { DataKeyWrapping } from './data-key.ts';
import { deriveKeys, KEY_BYTES, macFits, openInfo, openSecret, type VaultKeys } from './vault-crypto.ts';
import type { VaultFile } from './vault-file.ts';
import type { Entry, VaultDocument } from './vault-format.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The keys of an open vault, and what its entries are for. No secret is opened for it. */
export interface OpenVault {
  readonly keys: VaultKeys;
  readonly secrets: ReadonlyMap<string, { readonly info: SecretInfo; readonly entry: Entry }>;
}

export interface JustOpened extends OpenVault {
  /** What was opened: the copy, when the file had been changed. */
  readonly vault: VaultDocument;
  /** The data key should be wrapped anew. */
  readonly renew: boolean;
  /** What was found and mended. */
  readonly problem?: WireError;
}

/**
 * Unwraps the data key and checks the seal over the whole. Where the file was changed by someone who repaired its checksum, its copy is
 * used if that is sound. Throws `vault-broken` with what is wrong, and what `DataKeyWrapping.unwrap` throws.
 */
export async function openVault(
  file: VaultFile,
  vault: VaultDocument,
  { unwrap }: DataKeyWrapping,
  password: string | undefined,
): Promise<JustOpened> {
  const { data, renew } = await unwrap(vault, password);
  if (data.length !== KEY_BYTES) throw tampered(file.path, texts().vaultErrors.noDataKey);
  const keys = deriveKeys(data, vault.id);
  const secrets = readAll(keys, vault);
  if (secrets !== undefined) return { vault, keys, secrets, renew };
  const why = whatIsWrong(keys, vault);
  const copy = await file.copy();
  // Only under the same wrap: a copy of another time may be of a password that is no longer good.
  const restored = copy !== undefined && JSON.stringify(copy.wrap) === JSON.stringify(vault.wrap) ? readAll(keys, copy) : undefined;
  if (copy === undefined || restored === undefined) {
    keys.wipe();
    throw tampered(file.path, why);
  }
  await file.replaceBroken(copy).catch(() => {});
  const problem = { ...tampered(file.path, why).toWire(), hint: texts().vaultErrors.copyLoadedLast };
  return { vault: copy, keys, secrets: restored, renew, problem };
}

/** The error of a vault whose content was changed by someone who could repair the checksum. */
export function tampered(path: string, what: string): AppError {
  return new AppError('vault-broken', texts().vaultErrors.tampered(path, what), {
    hint: texts().vaultErrors.putBack,
  });
}

function readAll(keys: VaultKeys, vault: VaultDocument): OpenVault['secrets'] | undefined {
  if (!macFits(keys, vault)) return undefined;
  const secrets = new Map<string, { info: SecretInfo; entry: Entry }>();
  for (const entry of vault.entries) {
    const info = openInfo(keys, vault.id, entry);
    if (info === undefined) return undefined;
    secrets.set(info.id, { info, entry });
  }
  return secrets;
}

function whatIsWrong(keys: VaultKeys, { id, entries }: VaultDocument): string {
  if (new Set(entries.map(({ ref }) => ref)).size < entries.length) return texts().vaultErrors.twice;
  for (const [index, entry] of entries.entries()) {
    const info = openInfo(keys, id, entry);
    if (info === undefined) return texts().vaultErrors.entryStrange(index + 1, entries.length);
    const secret = openSecret(keys, id, entry, info);
    if (secret === undefined) return texts().vaultErrors.secretStrange(info.label);
    secret.fill(0);
  }
  return texts().vaultErrors.moved;
}
