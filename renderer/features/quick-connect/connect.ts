import { createStore } from 'zustand/vanilla';
import { displayText } from '../../../shared/model/display-text.ts';
import { addressText } from '../../../shared/model/quick-connect.ts';
import { RDP_BUILT_IN } from '../../../shared/model/rdp.ts';
import type { SessionSettings, SettingsLayer } from '../../../shared/model/session-settings.ts';
import { registerCommands } from '../../app/commands.ts';
import { showInstances } from '../../app/dock.ts';
import { showOverlay } from '../../app/overlays.ts';
import { nameOf, openRow, openShell } from '../instances/actions.ts';
import { chooseRow, inventory } from '../instances/instance-store.ts';
import { accountName } from '../accounts/account-name.ts';
import { openDesktop } from '../rdp/rdp-actions.ts';
import { openLines } from '../sessions/session-actions.ts';
import { folderPath } from '../sessions/session-lines.ts';
import { sessionStore } from '../sessions/session-store.ts';
import { openTerminal } from '../terminal/open-terminal.ts';
import { meaningsOf, type Meaning, type Meanings } from './meanings.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The field in the sidebar; the overlay has one of its own. */
export const CONNECT_ID = 'quick-connect';

export const quickConnect = createStore<{ readonly text: string }>(() => ({ text: '' }));

/** What a text means among all that is known now. */
export function meanings(text: string): Meanings {
  const { book, aliases, patterns } = sessionStore.getState();
  return meaningsOf(text, { sessions: book.sessions.values(), rows: inventory.rows.values(), aliases, patterns });
}

/** Opens what was chosen. */
export function connectTo(meaning: Meaning): void {
  switch (meaning.kind) {
    case 'session':
      openLines([meaning.session.id]);
      return;
    case 'alias': {
      const { alias, user, port } = meaning;
      void openTerminal(
        { kind: 'ssh-config', alias },
        { ...(user === undefined ? {} : { user }), ...(port === undefined ? {} : { settings: { port } }) },
      );
      return;
    }
    case 'instance':
      // What cannot be opened now is said below the list of instances.
      chooseRow(meaning.instance.key);
      showInstances();
      // A login name is one for SSH, whatever the system is.
      if (meaning.user === undefined) openRow(meaning.instance);
      else void openShell(meaning.instance, meaning.user);
      return;
    case 'desktop': {
      const { host, user } = meaning;
      const port = meaning.port ?? sessionStore.getState().book.defaults.rdpPort ?? RDP_BUILT_IN.rdpPort;
      openDesktop({ machine: { kind: 'host', host, port }, name: host, ...(user === undefined ? {} : { settings: userSettings(user) }) });
      return;
    }
    case 'host': {
      const { host, user } = meaning;
      const port = meaning.port ?? defaultPort();
      void openTerminal({ kind: 'host', host, port }, user === undefined ? {} : { user });
    }
  }
}

/** A domain before a backslash goes where it belongs. */
function userSettings(user: string): SettingsLayer {
  const [domain, name] = user.includes('\\') ? [user.slice(0, user.indexOf('\\')), user.slice(user.indexOf('\\') + 1)] : [undefined, user];
  return { rdpUser: name, ...(domain === undefined ? {} : { rdpDomain: domain }) };
}

/** A host without a port takes that of the Default Settings. */
function defaultPort(): SessionSettings['port'] {
  return sessionStore.getState().book.defaults.port ?? 22;
}

/** How a meaning reads in a list: its name, and what tells it from others. */
export function meaningText(meaning: Meaning): { readonly text: string; readonly where: string } {
  switch (meaning.kind) {
    case 'session': {
      const t = texts().quickConnect;
      const { name, folder, target } = meaning.session;
      const path = folderPath(folder, sessionStore.getState().book.folders);
      const where = target.kind === 'host' ? target.host : target.name;
      const desktop = meaning.session.protocol === 'rdp';
      const alone = desktop ? t.desktop : t.session;
      const inside = desktop ? t.desktopIn : t.sessionIn;
      return { text: displayText(name, 80), where: displayText(path === '' ? alone(where) : inside(path, where), 120) };
    }
    case 'alias':
      return {
        text: displayText(addressText({ ...meaning, host: meaning.alias }), 120),
        where: displayText(texts().quickConnect.alias(meaning.about), 120),
      };
    case 'instance': {
      const { instance, user } = meaning;
      const login = user === undefined ? '' : `${displayText(user, 40)}@`;
      return { text: `${login}${nameOf(instance)}`, where: displayText(`${instance.region}, ${accountName(instance.account)}`, 80) };
    }
    case 'desktop':
      return {
        text: texts().quickConnect.openDesktop(displayText(addressText(meaning), 200)),
        where: texts().quickConnect.remoteDesktop,
      };
    case 'host':
      return { text: texts().quickConnect.connect(displayText(addressText(meaning), 200)), where: texts().quickConnect.host };
  }
}

/** `Connect to…` from everywhere. */
export function registerQuickConnectCommands(): () => void {
  return registerCommands([
    {
      id: 'quick.connect',
      get title() {
        return texts().quickConnect.title;
      },
      group: 'Sessions',
      // Ctrl+L clears the screen of a shell: there it is the second one.
      keys: ['Mod+L', 'Mod+Shift+G'],
      inTerminal: true,
      inQuestion: true,
      run: () => {
        const field = document.getElementById(CONNECT_ID);
        if (!(field instanceof HTMLInputElement)) return showOverlay('quick-connect');
        field.focus();
        field.select();
      },
    },
  ]);
}
