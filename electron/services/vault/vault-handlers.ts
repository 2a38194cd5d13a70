import { AppError } from '../../../shared/model/errors.ts';
import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Vault } from './vault.ts';
import type { VaultQuestions } from './vault-questions.ts';
import { texts } from '../../../shared/texts/current.ts';

type VaultMethods = Pick<MethodHandlers, Extract<keyof MethodHandlers, `vault.${string}`>>;

/** What has to be typed before the vault is thrown away. Checked here: the page cannot skip it. */
const DESTROY_WORDS = 'delete vault';

/** `unwritable`: nothing can be kept at all, and why. */
export function createVaultHandlers(
  vault: Vault,
  questions: VaultQuestions,
  unwritable?: string,
): { readonly methods: VaultMethods; readonly topics: Pick<TopicHandlers, 'vault.state'> } {
  return {
    methods: {
      'vault.create': (how) => {
        if (unwritable !== undefined) throw new AppError('read-only', unwritable);
        return vault.create(how);
      },
      'vault.unlock': ({ password }) => vault.unlock(password),
      'vault.lock': () => vault.lock(),
      'vault.protect': (how) => vault.protect(how),
      'vault.forget': ({ ids }) => vault.forget(ids),
      'vault.setAutoLock': ({ minutes }) => vault.setAutoLock(minutes),
      'vault.setSaving': async ({ allowed }, { signal }) => {
        await vault.setSaving(allowed);
        const { locked, savingAllowed } = vault.state();
        // Left locked, they are removed when it is opened next; until then they are not used.
        if (!savingAllowed && locked) await questions.open(texts().vaultErrors.toRemove, signal);
      },
      'vault.destroy': ({ typed }) => {
        if (typed !== DESTROY_WORDS) throw new AppError('invalid-input', texts().vaultErrors.typeWords(DESTROY_WORDS));
        return vault.destroy();
      },
    },
    topics: {
      'vault.state': (_input, { emit, signal }) => {
        signal.addEventListener('abort', vault.subscribe(emit), { once: true });
        // Not before somebody looks: a Mac may ask the person about its keychain. Told as a change when it is known.
        void vault.probeSystem();
        return vault.state();
      },
    },
  };
}
