import { z } from 'zod';
import type { VaultState } from '../model/vault.ts';
import { nothing } from './common.ts';
import { method, subscription } from './define.ts';
import { once } from '../once.ts';
import { texts } from '../texts/current.ts';

/** At least one character: the strength is the person's choice, and shown while they type. */
const masterPassword = once(() =>
  z
    .string()
    .min(1, { error: () => texts().contractErrors.passwordNeeded })
    .max(4_096),
);

export const vaultMethods = {
  /** `password` makes or changes the master password; a vault that is locked is refused with `vault-locked`. */
  'vault.create': method(() =>
    z.discriminatedUnion('protection', [
      z.strictObject({ protection: z.literal('system') }),
      z.strictObject({ protection: z.literal('password'), password: masterPassword() }),
    ]),
  ).returns<void>(),
  'vault.unlock': method(() => z.strictObject({ password: z.string().max(4_096).optional() })).returns<void>(),
  'vault.lock': method(nothing).returns<void>(),
  /** Re-wraps the data key; the secrets are not touched. `old` is needed where a master password protects it now. */
  'vault.protect': method(() =>
    z.discriminatedUnion('protection', [
      z.strictObject({ protection: z.literal('system'), old: z.string().max(4_096).optional() }),
      z.strictObject({ protection: z.literal('password'), old: z.string().max(4_096).optional(), password: masterPassword() }),
    ]),
  ).returns<void>(),
  'vault.forget': method(() => z.strictObject({ ids: z.array(z.string().min(1).max(1_024)).min(1).max(10_000) })).returns<void>(),
  'vault.setAutoLock': method(() => z.strictObject({ minutes: z.int().min(0).max(1_440) })).returns<void>(),
  /** Forbidding also forgets the saved passwords and passphrases; the page asks first. */
  'vault.setSaving': method(() => z.strictObject({ allowed: z.boolean() })).returns<void>(),
  /** Throws the vault away, whatever state it is in: for who forgot the master password. `typed` must be `delete vault`. */
  'vault.destroy': method(() => z.strictObject({ typed: z.string().max(64) })).returns<void>(),
};

export const vaultSubscriptions = {
  /** Each change is the whole state. */
  'vault.state': subscription(nothing).of<VaultState, VaultState>(),
};
