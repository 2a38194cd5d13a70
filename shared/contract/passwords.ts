import { z } from 'zod';
import type { PasswordOutcome, PasswordView } from '../model/password.ts';
import { instanceRef, userName } from './common.ts';
import { method } from './define.ts';
import { once } from '../once.ts';

/** Longer than what any cloud takes: its own rules say by how much. */
const password = once(() => z.string().min(1).max(1_024));

export const passwordMethods = {
  /** How a new password can be set for an instance. Throws `unsupported` where its cloud sets none. */
  'password.look': method(instanceRef).returns<PasswordView>(),
  /**
   * Sets one. `user` is of the online way; `typed` of the offline one, which restarts a running instance: it must equal the instance's name.
   * What was set is used for the next login, and kept in the vault with `remember`. Throws `invalid-input` (refused by the rules, before
   * anything is sent, or by the cloud), `unreachable`, `wrong-state`, `locked`, `not-found` (no such login), `permission-denied`.
   */
  'password.set': method(() =>
    z.strictObject({
      ...instanceRef().shape,
      way: z.enum(['online', 'offline']),
      user: userName(),
      password: password(),
      remember: z.boolean().optional(),
      typed: z.string().max(512).optional(),
    }),
  ).returns<PasswordOutcome>(),
  /** A made password to the clipboard, from which it is taken again. `page`: the host reaches no clipboard here, and nothing was copied. */
  'password.copy': method(() => z.strictObject({ password: password() })).returns<{ by: 'host' | 'page' }>(),
};
