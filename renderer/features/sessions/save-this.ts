import { parseQuickConnect } from '../../../shared/model/quick-connect.ts';
import { instanceKey, type Instance } from '../../../shared/model/instance.ts';
import type { Protocol, Session, SessionTarget } from '../../../shared/model/session.ts';
import type { SettingsLayer } from '../../../shared/model/session-settings.ts';
import { client } from '../../app/client.ts';
import { showError } from '../../ui/toast.tsx';
import { inventory } from '../instances/instance-store.ts';
import { openedWith } from '../terminal/open-terminal.ts';
import type { TerminalEntry } from '../terminal/terminals-store.ts';
import { edit, type Draft } from './editor-store.ts';
import { sessionStore, type Book } from './session-store.ts';
import { texts } from '../../../shared/texts/current.ts';

export function instanceTarget(instance: Instance): SessionTarget {
  const { cloud, name, account, region, instance: id } = instance;
  return { kind: 'instance', cloud, name: name.trim() === '' ? id : name.slice(0, 256), account, region, instance: id };
}

/** Opens the editor on an instance, with the login name and key that were chosen for it: a desktop of Windows, a terminal else. */
export async function saveInstance(
  instance: Instance,
  settings: SettingsLayer = {},
  protocol: Protocol = instance.os === 'windows' ? 'rdp' : 'ssh',
): Promise<void> {
  const target = instanceTarget(instance);
  const key = await chosenKey(instance);
  edit({
    kind: 'session',
    name: target.kind === 'instance' ? target.name : '',
    folder: null,
    protocol,
    target,
    settings: { ...(key === undefined ? {} : { key: { kind: 'file', path: key } }), ...settings },
  });
}

/** The file that the person chose; the one that is found by the key pair's name is found again. */
async function chosenKey({ account, region, instance }: Instance): Promise<string | undefined> {
  try {
    return (await client().call('instances.key', { account, region, instance })).chosen;
  } catch {
    return undefined;
  }
}

/** Opens the editor on what a terminal is connected to. */
export async function saveTerminal(terminal: TerminalEntry): Promise<void> {
  const { machine } = terminal;
  const settings: SettingsLayer = { ...openedWith(terminal.id), ...(terminal.user === '' ? {} : { user: terminal.user }) };
  if (machine.kind === 'instance') {
    const row = inventory.rows.get(instanceKey(machine));
    if (row !== undefined) return saveInstance(row.instance, settings, 'ssh');
  }
  const draft = draftOf(terminal, settings) ?? (await copyOfAlias(terminal, settings));
  if (draft !== undefined) edit(draft);
}

/** What only a pattern of the SSH config means is not among the known hosts: the host process copies it, and the copy is edited. */
async function copyOfAlias({ machine }: TerminalEntry, settings: SettingsLayer): Promise<Draft | undefined> {
  if (machine.kind !== 'ssh-config') return undefined;
  try {
    const { id } = await client().call('sessions.copySshConfig', { alias: machine.alias, folder: null });
    const saved = await savedSession(id);
    return { kind: 'session', ...saved, settings: { ...saved.settings, ...settings } };
  } catch (error) {
    showError(error);
    return undefined;
  }
}

/** The news of a session that was saved just now may come after the answer. */
function savedSession(id: string): Promise<Session> {
  return new Promise((resolve) => {
    const look = ({ book }: { readonly book: Book }): boolean => {
      const session = book.sessions.get(id);
      if (session !== undefined) resolve(session);
      return session !== undefined;
    };
    if (look(sessionStore.getState())) return;
    const stop = sessionStore.subscribe((state) => {
      if (look(state)) stop();
    });
  });
}

function draftOf({ machine, name }: TerminalEntry, settings: SettingsLayer): Draft | undefined {
  switch (machine.kind) {
    case 'host':
      return {
        kind: 'session',
        name,
        folder: null,
        target: { kind: 'host', host: machine.host },
        settings: { ...settings, ...(machine.port === 22 ? {} : { port: machine.port }) },
      };
    case 'session': {
      const session = sessionStore.getState().book.sessions.get(machine.id);
      if (session === undefined) return undefined;
      const { id: _id, ...rest } = session;
      return { kind: 'session', ...rest, name: texts().sessions.copyName(rest.name), settings: { ...rest.settings, ...settings } };
    }
    case 'ssh-config': {
      const host = sessionStore.getState().aliases.find(({ alias }) => alias === machine.alias);
      if (host === undefined) return undefined;
      const [identity] = host.identityFiles;
      return {
        kind: 'session',
        name: host.alias,
        folder: null,
        target: { kind: 'host', host: host.host },
        settings: {
          ...(host.port === 22 ? {} : { port: host.port }),
          ...(host.user === '' ? {} : { user: host.user }),
          ...(host.jump.length === 0 ? {} : { jump: host.jump }),
          ...(identity === undefined ? {} : { key: { kind: 'file', path: identity } }),
          ...settings,
        },
      };
    }
    case 'instance': {
      // It left the list meanwhile: its identity is all that is known.
      const cloud = machine.account.startsWith('alibaba') ? 'alibaba' : 'aws';
      return { kind: 'session', name, folder: null, target: { cloud, name, ...machine }, settings };
    }
  }
}

/** A draft from what is typed into a host field: `user@host:port` goes to where each belongs. */
export function splitHost(text: string): { readonly host: string; readonly settings: SettingsLayer } {
  const parsed = parseQuickConnect(text);
  if (parsed.kind !== 'address') return { host: text.trim(), settings: {} };
  return {
    host: parsed.host,
    settings: {
      ...(parsed.port === undefined ? {} : { port: parsed.port }),
      ...(parsed.user === undefined ? {} : { user: parsed.user }),
    },
  };
}
