import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Rdp } from './rdp.ts';

type RdpMethods = Pick<MethodHandlers, Extract<keyof MethodHandlers, `rdp.${string}`>>;

export function createRdpHandlers(rdp: Rdp): { methods: RdpMethods; topics: Pick<TopicHandlers, 'rdp.launches'> } {
  return {
    methods: {
      'rdp.clients': () => rdp.clients(),
      'rdp.launch': async (wish, { signal }) => ({ launch: await rdp.launch(wish, signal) }),
      'rdp.openWay': async (wish, { signal }) => ({ launch: await rdp.launch({ ...wish, client: 'none' }, signal) }),
      'rdp.close': ({ launch }) => rdp.close(launch),
      'rdp.passwordState': ({ machine }, { signal }) => rdp.passwordState(machine, signal),
      'rdp.revealPassword': ({ machine }, { signal }) => rdp.revealPassword(machine, signal),
      'rdp.copyPassword': ({ machine }, { signal }) => rdp.copyPassword(machine, signal),
      'rdp.savePassword': ({ machine }, { signal }) => rdp.savePassword(machine, signal),
      'rdp.file': ({ launch }) => rdp.file(launch),
    },
    topics: {
      'rdp.launches': (_input, { emit, signal }) => {
        signal.addEventListener('abort', rdp.subscribe(emit), { once: true });
        return rdp.list();
      },
    },
  };
}
