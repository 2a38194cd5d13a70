import type { Machine } from '../../../shared/model/machine.ts';
import type { SessionTarget } from '../../../shared/model/session.ts';
import { client } from '../../app/client.ts';
import { openDesktop } from '../rdp/rdp-actions.ts';
import { openTerminal } from '../terminal/open-terminal.ts';
import type { Draft } from './editor-store.ts';
import { overDefaults } from './inheritance.ts';
import { reveal } from './session-actions.ts';
import type { Book } from './session-store.ts';

/** Keeps a draft; throws the host's refusal. With `open` a session is opened too. */
export async function saveDraft(draft: Draft, open: boolean): Promise<void> {
  switch (draft.kind) {
    case 'defaults':
      return client().call('sessions.setDefaults', { settings: draft.settings });
    case 'folder': {
      const { id, name, folder, settings } = draft;
      const saved = await client().call('sessions.saveFolder', { ...(id === undefined ? {} : { id }), name, parent: folder, settings });
      return reveal(saved.id);
    }
    case 'session': {
      const { id, name, folder, protocol = 'ssh', target, settings } = draft;
      const saved = await client().call('sessions.save', { ...(id === undefined ? {} : { id }), name, folder, protocol, target, settings });
      reveal(saved.id);
      if (!open) return;
      const machine: Machine = { kind: 'session', id: saved.id };
      if (protocol === 'rdp') openDesktop({ machine, name });
      else void openTerminal(machine);
    }
  }
}

/** Connects with a draft as it stands, and saves nothing. */
export function openDraft({ name, protocol, target, settings, folder }: Draft & { kind: 'session' }, book: Book, port: number): void {
  const machine: Machine =
    target.kind === 'host'
      ? { kind: 'host', host: target.host, port }
      : { kind: 'instance', account: target.account, region: target.region, instance: target.instance };
  const layer = overDefaults(settings, folder, book);
  const own = Object.keys(layer).length === 0 ? {} : { settings: layer };
  if (protocol === 'rdp') openDesktop({ machine, name: name.trim() === '' ? targetName(target) : name, ...own });
  else void openTerminal(machine, own);
}

function targetName(target: SessionTarget): string {
  return target.kind === 'host' ? target.host : target.name;
}
