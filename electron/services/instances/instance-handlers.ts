import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Inventory } from './inventory.ts';

type InstanceMethods = Pick<MethodHandlers, 'instances.refresh' | 'instances.login' | 'instances.setLogin'>;

export function createInstanceHandlers(
  inventory: Inventory,
  accounts: Pick<Accounts, 'reloadIfChanged'>,
): {
  readonly methods: InstanceMethods;
  readonly topics: Pick<TopicHandlers, 'instances.list'>;
} {
  return {
    methods: {
      'instances.refresh': async (what) => {
        // Who has mended a profile in its file presses "Retry" next; a mended file may concern more than was asked for.
        inventory.refresh((await accounts.reloadIfChanged()) ? {} : what);
        return undefined;
      },
      'instances.login': (ref, { signal }) => inventory.login(ref, signal),
      'instances.setLogin': ({ user, ...ref }, { signal }) => inventory.setLogin(ref, user, signal),
    },
    topics: {
      'instances.list': (_input, { signal, emit }) => {
        const { snapshot, stop } = inventory.subscribe(emit);
        signal.addEventListener('abort', stop, { once: true });
        return snapshot;
      },
    },
  };
}
