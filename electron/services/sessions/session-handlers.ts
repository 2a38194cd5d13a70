import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Sessions } from './sessions.ts';

type SessionMethods = Pick<MethodHandlers, Exclude<Extract<keyof MethodHandlers, `sessions.${string}`>, 'sessions.copySshConfig'>>;

export function createSessionHandlers(sessions: Sessions): { methods: SessionMethods; topics: Pick<TopicHandlers, 'sessions.list'> } {
  return {
    methods: {
      'sessions.save': async (session) => ({ id: await sessions.save(session) }),
      'sessions.saveFolder': async (folder) => ({ id: await sessions.saveFolder(folder) }),
      'sessions.setDefaults': ({ settings }) => sessions.setDefaults(settings),
      'sessions.duplicate': async ({ ids }) => ({ ids: await sessions.duplicate(ids) }),
      'sessions.move': ({ ids, folder }) => sessions.move(ids, folder),
      'sessions.remove': ({ ids }) => sessions.remove(ids),
      'sessions.restore': ({ undo }) => sessions.restore(undo),
    },
    topics: {
      'sessions.list': (_input, { emit, signal }) => {
        signal.addEventListener('abort', sessions.subscribe(emit), { once: true });
        return sessions.book();
      },
    },
  };
}
