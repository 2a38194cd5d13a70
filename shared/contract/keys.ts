import { z } from 'zod';
import type { KeyInfo, KeyList } from '../model/key.ts';
import { filePath, nothing } from './common.ts';
import { method, subscription } from './define.ts';

export const keyMethods = {
  /** Looks into `~/.ssh`, the chosen folders, the agent and the open vault. `pairs` also asks the clouds for their key pairs. */
  'keys.list': method(() => z.strictObject({ pairs: z.boolean() })).returns<KeyList>(),
  /** What one file is; throws `key-format`, `key-missing`, `key-unreadable` with what to do. */
  'keys.inspect': method(() => z.strictObject({ path: filePath() })).returns<KeyInfo>(),
  'keys.addFolder': method(() => z.strictObject({ path: filePath() })).returns<void>(),
  'keys.removeFolder': method(() => z.strictObject({ path: filePath() })).returns<void>(),
  /**
   * Makes an Ed25519 key in OpenSSH's format (0600) and its `.pub` beside it. An existing file is never overwritten. Returns the
   * public line for `authorized_keys`.
   */
  'keys.generate': method(() =>
    z.strictObject({
      path: filePath(),
      comment: z
        .string()
        .max(256)
        .regex(/^[^\u0000-\u001f\u007f]*$/u),
      passphrase: z.string().max(4_096),
    }),
  ).returns<{ key: KeyInfo; publicLine: string }>(),
  /** Copies a private key into the vault (it asks for the passphrase of an encrypted one, and for the vault if it is locked). */
  'keys.importToVault': method(() => z.strictObject({ path: filePath() })).returns<{ id: string }>(),
  /** The public line of a key, for `authorized_keys`. */
  'keys.publicLine': method(() =>
    z.strictObject({
      place: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('file'), path: filePath() }),
        z.strictObject({ kind: z.literal('agent') }),
        z.strictObject({ kind: z.literal('vault'), id: z.string().min(1).max(1_024) }),
      ]),
      /** Picks one of the agent's keys. */
      sha256: z.string().max(64).optional(),
    }),
  ).returns<{ publicLine: string }>(),
};

export const keySubscriptions = {
  /** Counts up when keys may have changed (a key was made, a folder chosen, the vault opened): ask `keys.list` again. */
  'keys.changed': subscription(nothing).of<number, number>(),
};
