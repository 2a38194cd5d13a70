import { z } from 'zod';
import { once } from '../../../shared/once.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { secretId } from '../../../shared/model/vault.ts';
import type { SavedAccounts } from '../../clouds/alibaba/alibaba.ts';
import type { Secrets } from '../../ssh/ssh.ts';
import type { Document } from '../../store/document.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Accounts whose keys were typed by hand. The keys are in the vault. */
const savedAccountsSchema = () =>
  z.strictObject({
    alibaba: z
      .array(z.strictObject({ profile: z.string().max(200), region: z.string().max(64), endpoint: z.string().max(1_024).optional() }))
      .max(200),
  });
export type SavedAccountsDocument = z.infer<ReturnType<typeof savedAccountsSchema>>;
const none: SavedAccountsDocument = { alibaba: [] };
export const savedAccountsDocument = { version: 1, schema: savedAccountsSchema, empty: none };

const keysSchema = once(() => z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) }));

/** Keys that were typed by hand: names in the data folder, keys in the vault and nowhere else. */
export async function createSavedAccounts(options: {
  readonly store: Pick<Document<SavedAccountsDocument>, 'load' | 'save'>;
  readonly secrets: Secrets;
  /** Whether the vault can be read without asking the person. */
  readonly vaultIsOpen: () => boolean;
  readonly forget: (ids: readonly string[]) => Promise<void>;
}): Promise<SavedAccounts> {
  const { store, secrets } = options;
  let { alibaba } = (await store.load()).value;

  async function keep(next: SavedAccountsDocument['alibaba']): Promise<void> {
    await store.save({ alibaba: next });
    alibaba = next;
  }

  return {
    list: () => alibaba,

    async find(profile, patience, signal) {
      const id = secretId.cloudKeys('alibaba', profile);
      const locked = new AppError('vault-locked', texts().accountErrors.keysLocked(profile), {
        hint: texts().accountErrors.refreshByHand,
      });
      if (patience === 'background' && !options.vaultIsOpen()) throw locked;
      const kept = await secrets.find(id, texts().accountErrors.whyKeys(profile), signal);
      if (kept === undefined) {
        if (secrets.mayHold?.(id) === true) throw locked;
        throw new AppError('bad-credentials', texts().accountErrors.keysGone(profile), {
          hint: texts().accountErrors.addAgain,
        });
      }
      return keysSchema().parse(JSON.parse(kept));
    },

    async add(account, keys) {
      if (alibaba.some(({ profile }) => profile === account.profile)) {
        throw new AppError('invalid-input', texts().accountErrors.taken(account.profile), { hint: texts().accountErrors.otherName });
      }
      const cannot = secrets.cannotRemember();
      if (cannot !== undefined)
        throw new AppError('permission-denied', texts().accountErrors.notKept(cannot), {
          hint: texts().accountErrors.useCli,
        });
      const secret = {
        id: secretId.cloudKeys('alibaba', account.profile),
        kind: 'cloud-keys' as const,
        label: texts().accountErrors.label(account.profile),
        value: JSON.stringify(keys),
      };
      await secrets.remember(secret, new AbortController().signal);
      await keep([...alibaba, account]);
    },

    async remove(profile) {
      await keep(alibaba.filter((account) => account.profile !== profile));
      // A locked vault keeps the entry; without the account nobody asks for it any more.
      if (options.vaultIsOpen()) await options.forget([secretId.cloudKeys('alibaba', profile)]);
    },
  };
}
