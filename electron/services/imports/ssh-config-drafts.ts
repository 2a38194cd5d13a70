import { AppError } from '../../../shared/model/errors.ts';
import { createSshConfigFolder, type SshConfigFolderOptions } from '../sessions/ssh-config-folder.ts';
import type { Draft, Parsed } from './draft.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The hosts that an OpenSSH config names, as drafts; the system's own config says nothing in them. */
export async function readSshConfigDrafts(file: string, context: SshConfigFolderOptions['context']): Promise<Parsed> {
  const folder = createSshConfigFolder({ file, context, onError: () => {} });
  const { hosts, problems } = await folder.list();
  const drafts = hosts.map(({ alias, notes }): Draft => {
    try {
      const found = folder.findAlias(alias);
      if (found === undefined) throw new AppError('not-found', texts().importErrors.aliasGone(alias));
      const target = { kind: 'host', host: found.host } as const;
      return { kind: 'session', name: alias, folder: [], protocol: 'ssh', target, settings: found.layer, notes };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { kind: 'skipped', what: 'session', name: alias, folder: [], why: error.message };
    }
  });
  return { drafts, problems };
}
