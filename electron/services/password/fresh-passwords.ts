import type { Secrets } from '../../ssh/ssh.ts';

/** A password that was just set is held for the next login this long. Milliseconds. */
const HELD_MS = 15 * 60_000;

/** Passwords that were just set, each for one login, in memory only. */
export interface FreshPasswords {
  /** The secrets of the vault, with what is held here before them. */
  readonly secrets: Secrets;
  hold(id: string, password: string): void;
  /** Forgets all of them. */
  clear(): void;
}

export function createFreshPasswords(secrets: Secrets, now: () => number = Date.now): FreshPasswords {
  const held = new Map<string, { readonly password: string; readonly until: number }>();

  function fresh(id: string): string | undefined {
    const entry = held.get(id);
    if (entry === undefined || entry.until > now()) return entry?.password;
    held.delete(id);
    return undefined;
  }

  return {
    secrets: {
      ...secrets,
      async find(id, why, signal) {
        const password = fresh(id);
        held.delete(id);
        return password ?? (await secrets.find(id, why, signal));
      },
      // Of a remote desktop it would be told as saved.
      mayHold: (id) => (id.startsWith('password:') && fresh(id) !== undefined) || secrets.mayHold?.(id) === true,
    },
    hold(id, password) {
      held.set(id, { password, until: now() + HELD_MS });
    },
    clear: () => held.clear(),
  };
}
