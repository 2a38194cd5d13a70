import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Inventory } from './inventory.ts';

type InstanceMethods = Pick<MethodHandlers, 'instances.refresh' | 'instances.login' | 'instances.setLogin'>;

export function createInstanceHandlers(inventory: Inventory): {
  readonly methods: InstanceMethods;
  readonly topics: Pick<TopicHandlers, 'instances.list'>;
} {
  return {
    methods: {
      'instances.refresh': (what) => {
        inventory.refresh(what);
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
