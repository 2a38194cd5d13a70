import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Keys } from './keys.ts';

type KeysMethods = Pick<MethodHandlers, Extract<keyof MethodHandlers, `keys.${string}`>>;

export function createKeysHandlers(keys: Keys): { methods: KeysMethods; topics: Pick<TopicHandlers, 'keys.changed'> } {
  return {
    methods: {
      'keys.list': (input, { signal }) => keys.list(input, signal),
      'keys.inspect': ({ path }) => keys.inspect(path),
      'keys.addFolder': ({ path }) => keys.addFolder(path),
      'keys.removeFolder': ({ path }) => keys.removeFolder(path),
      'keys.generate': (input) => keys.generate(input),
      'keys.importToVault': ({ path }, { signal }) => keys.importToVault(path, signal),
      'keys.publicLine': async ({ place, sha256 }, { signal }) => ({ publicLine: await keys.publicLine(place, sha256, signal) }),
    },
    topics: {
      'keys.changed': (_input, { emit, signal }) => {
        signal.addEventListener('abort', keys.subscribe(emit), { once: true });
        return keys.count();
      },
    },
  };
}
