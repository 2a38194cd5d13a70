import { client } from '../../app/client.ts';
import { showTerminal } from '../../app/dock.ts';
import { isDark, onThemeChange } from '../../app/theme.ts';
import { setCommonLook, setTerminalSettings, viewOf } from '../../terminals/registry.ts';
import { showError } from '../../ui/toast.tsx';
import { settingsStore } from '../settings/settings-store.ts';
import { closesByItself } from './close-on-exit.ts';
import { attachTerminal, closeTerminal, forgetTerminal } from './terminal-actions.ts';
import { registerTerminalCommands } from './terminal-commands.ts';
import { terminals, withChange, withSnapshot } from './terminals-store.ts';

/**
 * Follows the host's terminals: those that it has already get their tabs and their content back. Called once, after the Link
 * is there and the settings came. Returns what ends it.
 */
export function startTerminals(): () => void {
  const unregister = registerTerminalCommands();
  const unfollow = followAppearance();
  const unsubscribe = client().subscribe('terminals.list', undefined, {
    snapshot(list) {
      terminals.setState(withSnapshot(list), true);
      for (const { id, settings } of list) {
        setTerminalSettings(id, settings);
        if (viewOf(id) === undefined) void attachTerminal(id);
        showTerminal(id, { quiet: true });
      }
    },
    change(change) {
      terminals.setState((state) => withChange(state, change), true);
      if (change.kind === 'added') setTerminalSettings(change.terminal.id, change.terminal.settings);
      if (change.kind === 'settings') setTerminalSettings(change.id, change.settings);
      if (change.kind === 'state') {
        const terminal = terminals.getState().byId.get(change.id);
        if (terminal !== undefined && closesByItself(terminal)) closeTerminal(change.id);
      }
      if (change.kind === 'removed') forgetTerminal(change.id);
    },
    error: showError,
  });
  return () => {
    unsubscribe();
    unfollow();
    unregister();
  };
}

/** Keeps every terminal in the look that the settings and the system ask for. Returns what ends it. */
function followAppearance(): () => void {
  const apply = (): void => {
    const settings = settingsStore.getState().settings;
    if (settings === undefined) return;
    setCommonLook({
      dark: isDark(),
      fontSize: settings.terminalFontSize,
      scrollback: settings.terminalScrollback,
      screenReader: settings.screenReader,
    });
  };
  apply();
  const untheme = onThemeChange(apply);
  const unsettle = settingsStore.subscribe(apply);
  return () => {
    untheme();
    unsettle();
  };
}
