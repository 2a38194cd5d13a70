import { AppError } from '../../../shared/model/errors.ts';
import type { SecretInfo } from '../../../shared/model/vault.ts';
import type { Secrets } from '../../ssh/ssh.ts';
import type { Vault } from './vault.ts';
import type { VaultQuestions } from './vault-questions.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Ids of keys start with it, as those of all secrets do with their kind. Keys may be saved whatever the policy says of passwords. */
const KEY_ID = 'key:';

export interface VaultSecretsOptions {
  readonly vault: Vault;
  readonly questions: VaultQuestions;
  /** Nothing can be kept at all (a data folder that cannot be written to): why. */
  readonly unwritable?: string | undefined;
}

/** The vault as logins and the list of keys see it: they ask for a secret, and the person is asked for whatever is in the way. */
export function createVaultSecrets({ vault, questions, unwritable }: VaultSecretsOptions): Secrets {
  async function find(id: string, why: string, signal: AbortSignal): Promise<string | undefined> {
    // Forbidden passwords that could not be removed yet are not used either.
    if (!vault.state().savingAllowed && !id.startsWith(KEY_ID)) return undefined;
    if (!vault.mayHold(id) || !(await questions.open(why, signal))) return undefined;
    const secret = await vault.read(id).catch((error: unknown) => {
      // Locked or found damaged in this moment: the login asks.
      if (error instanceof AppError) return undefined;
      throw error;
    });
    if (secret === undefined) return undefined;
    // From here on it is a string, which nobody can wipe: ssh2 and the key parsers want one. Nothing here keeps it.
    const text = secret.toString('utf8');
    secret.fill(0);
    return text;
  }

  async function save(info: Omit<SecretInfo, 'savedAt'>, text: string, signal: AbortSignal): Promise<void> {
    if (unwritable !== undefined) throw new AppError('read-only', unwritable);
    const why = texts().vaultErrors.toSave(info.label);
    if (vault.state().protection === 'none') await questions.create(why, signal);
    if (vault.state().protection !== 'broken' && !(await questions.open(why, signal))) {
      throw new AppError('cancelled', texts().vaultErrors.notSaved(info.label));
    }
    const value = Buffer.from(text, 'utf8');
    try {
      await vault.put(info, value);
    } finally {
      value.fill(0);
    }
  }

  const cannotRemember = (): string | undefined => {
    if (unwritable !== undefined) return unwritable;
    const { savingAllowed, protection } = vault.state();
    if (!savingAllowed) return texts().vaultErrors.savingOff;
    return protection === 'broken' ? texts().vaultErrors.cannotRead : undefined;
  };

  return {
    find,
    cannotRemember,
    mayHold: (id) => (vault.state().savingAllowed || id.startsWith(KEY_ID)) && vault.mayHold(id),
    async remember({ id, kind, label, value }, signal) {
      if (kind !== 'key' && !vault.state().savingAllowed) throw new AppError('permission-denied', texts().vaultErrors.savingOff);
      await save({ id, kind, label }, value, signal);
    },
  };
}
