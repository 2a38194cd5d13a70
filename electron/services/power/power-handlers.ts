import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Power } from './power.ts';

export function createPowerHandlers(power: Power): {
  readonly methods: Pick<MethodHandlers, 'power.change' | 'power.forget'>;
  readonly topics: Pick<TopicHandlers, 'power.tasks'>;
} {
  return {
    methods: {
      'power.change': async ({ account, region, instance, action, force, stopMode, waitFor }, { signal }) => {
        const change = { action, ...(force === undefined ? {} : { force }), ...(stopMode === undefined ? {} : { stopMode }) };
        await power.change({ account, region, instance }, change, action === 'start' ? waitFor : undefined, signal);
        return undefined;
      },
      'power.forget': (ref) => power.forget(ref),
    },
    topics: {
      'power.tasks': (_input, { emit, signal }) => {
        signal.addEventListener('abort', power.subscribe(emit), { once: true });
        return power.tasks();
      },
    },
  };
}
