import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Inventory } from '../instances/inventory.ts';
import type { Accounts } from './accounts.ts';

type AccountMethods = Pick<MethodHandlers, 'accounts.reload' | 'accounts.setEnabled' | 'accounts.addProfile' | 'accounts.remove'>;

export function createAccountHandlers(
  accounts: Accounts,
  inventory: Pick<Inventory, 'refresh'>,
): { readonly methods: AccountMethods; readonly topics: Pick<TopicHandlers, 'accounts.list'> } {
  return {
    methods: {
      'accounts.reload': async () => {
        await accounts.reload();
        // The person has mended something and waits for it to work: unchanged profiles are tried again as well.
        inventory.refresh();
        return undefined;
      },
      'accounts.setEnabled': async ({ account, enabled }) => {
        await accounts.setEnabled(account, enabled);
        return undefined;
      },
      'accounts.addProfile': (input) => accounts.addProfile(input),
      'accounts.remove': async ({ account }) => {
        await accounts.remove(account);
        return undefined;
      },
    },
    topics: {
      'accounts.list': (_input, { signal, emit }) => {
        const stop = accounts.subscribe(emit);
        signal.addEventListener('abort', stop, { once: true });
        return accounts.list();
      },
    },
  };
}
