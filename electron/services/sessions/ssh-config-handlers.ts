import { AppError } from '../../../shared/model/errors.ts';
import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Sessions } from './sessions.ts';
import type { SshConfigFolder } from './ssh-config-folder.ts';
import { texts } from '../../../shared/texts/current.ts';

export function createSshConfigHandlers(
  folder: SshConfigFolder,
  sessions: Pick<Sessions, 'saveBeside'>,
): { methods: Pick<MethodHandlers, 'sessions.copySshConfig'>; topics: Pick<TopicHandlers, 'sessions.sshConfig'> } {
  return {
    methods: {
      async 'sessions.copySshConfig'({ alias, folder: into }) {
        await folder.refresh(alias);
        const found = folder.findAlias(alias);
        if (found === undefined) {
          throw new AppError('not-found', texts().sessionErrors.noAlias(alias), { hint: texts().sessionErrors.lookIntoConfig });
        }
        const target = { kind: 'host', host: found.host } as const;
        return { id: await sessions.saveBeside({ name: alias, folder: into, protocol: 'ssh', target, settings: found.layer }) };
      },
    },
    topics: {
      'sessions.sshConfig': (_input, { emit, signal }) => {
        signal.addEventListener('abort', folder.subscribe(emit), { once: true });
        return folder.list();
      },
    },
  };
}
