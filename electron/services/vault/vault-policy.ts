import { z } from 'zod';

/** `vault-settings.json`: what is not secret, and must be known before there is a vault. */
export interface VaultPolicy {
  /** Minutes; 0 is never. */
  readonly autoLockMinutes: number;
  readonly savingAllowed: boolean;
}

const schema = (): z.ZodType<VaultPolicy> =>
  z.strictObject({
    autoLockMinutes: z.int().min(0).max(1_440),
    savingAllowed: z.boolean(),
  });

export const DEFAULT_VAULT_POLICY: VaultPolicy = { autoLockMinutes: 15, savingAllowed: true };
export const vaultPolicy = { version: 1, schema, empty: DEFAULT_VAULT_POLICY };
