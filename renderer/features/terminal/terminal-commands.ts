import { appInfo } from '../../app/app-info.ts';
import { registerCommands, type Command } from '../../app/commands.ts';
import { activePanel, activeTerminal, stepTab } from '../../app/dock.ts';
import { isMac, viewOf } from '../../terminals/registry.ts';
import type { TerminalView } from '../../terminals/view.ts';
import { copyText } from '../../ui/copy-text.ts';
import { showToast } from '../../ui/toast.tsx';
import { changeSettings, settings } from '../settings/settings-store.ts';
import { openedWith, openTerminal } from './open-terminal.ts';
import { closeTerminal, reconnectTerminal } from './terminal-actions.ts';
import { terminals, type TerminalEntry } from './terminals-store.ts';
import { texts, type Texts } from '../../../shared/texts/current.ts';

const words = (): Texts['terminalActions']['commands'] => texts().terminalActions.commands;
const FONT = { smallest: 6, largest: 40, usual: 13 };

/** Everything that can be done in a terminal. Returns what takes the commands away. */
export function registerTerminalCommands(): () => void {
  return registerCommands(terminalCommands({ mac: isMac(), browser: appInfo().shell === 'browser' }));
}

/** `browser`: a tab of a browser shows the page, which keeps some keys to itself. */
export function terminalCommands({ mac, browser }: { mac: boolean; browser: boolean }): Command[] {
  const base = { group: 'Terminal', inTerminal: true } as const;
  return [
    {
      ...base,
      id: 'terminal.find',
      get title() {
        return words().find;
      },
      keys: mac ? ['Mod+F'] : ['Mod+Shift+F'],
      enabled: hasView,
      run: () => withView((view) => view.state.setState({ findOpen: true })),
    },
    {
      ...base,
      id: 'terminal.copy',
      get title() {
        return words().copy;
      },
      keys: mac ? ['Mod+C'] : ['Mod+Shift+C'],
      // Its keys belong to the terminal itself: a copy event of the browser's needs no permission for the clipboard.
      inTerminal: 'itself',
      enabled: () => isFocused() && current()?.view.term.hasSelection() === true,
      run: () => withView((view) => copyText(view.copy(), texts().terminalActions.selection)),
    },
    {
      ...base,
      id: 'terminal.paste',
      get title() {
        return words().paste;
      },
      keys: mac ? ['Mod+V'] : ['Mod+Shift+V'],
      inTerminal: 'itself',
      enabled: isFocused,
      run: () => withView(pasteFromClipboard),
    },
    {
      ...base,
      id: 'terminal.selectAll',
      get title() {
        return words().selectAll;
      },
      keys: mac ? ['Mod+A'] : ['Mod+Shift+A'],
      enabled: hasView,
      run: () => withView((view) => view.term.selectAll()),
    },
    {
      ...base,
      id: 'terminal.clear',
      get title() {
        return words().clear;
      },
      keys: ['Mod+Shift+K'],
      enabled: hasView,
      run: () => withView((view) => view.term.clear()),
    },
    {
      ...base,
      id: 'terminal.reconnect',
      get title() {
        return words().reconnect;
      },
      enabled: () => current()?.entry.state === 'ended',
      run: () => withId(reconnectTerminal),
    },
    {
      ...base,
      id: 'terminal.duplicate',
      get title() {
        return words().duplicate;
      },
      keys: ['Mod+Shift+D'],
      enabled: hasView,
      run: () => again(false),
    },
    {
      ...base,
      id: 'terminal.beside',
      get title() {
        return words().beside;
      },
      keys: ['Mod+Shift+E'],
      enabled: hasView,
      run: () => again(true),
    },
    {
      ...base,
      id: 'terminal.log',
      get title() {
        return words().log;
      },
      keys: ['Mod+Shift+L'],
      enabled: hasView,
      run: () => withView(({ state }) => state.setState(({ logOpen }) => ({ logOpen: !logOpen }))),
    },
    {
      ...base,
      id: 'terminal.close',
      get title() {
        return words().close;
      },
      // In a browser these close its own tab or window, and no page can keep them.
      ...(browser ? {} : { keys: mac ? ['Mod+W'] : ['Mod+Shift+W'] }),
      enabled: hasView,
      run: () => withId(closeTerminal),
    },
    {
      ...base,
      id: 'terminal.nextTab',
      inQuestion: true,
      get title() {
        return words().nextTab;
      },
      keys: browser ? ['Alt+PageDown'] : ['Ctrl+PageDown', 'Ctrl+Tab'],
      run: () => stepTab(1),
    },
    {
      ...base,
      id: 'terminal.previousTab',
      inQuestion: true,
      get title() {
        return words().previousTab;
      },
      keys: browser ? ['Alt+PageUp'] : ['Ctrl+PageUp', 'Ctrl+Shift+Tab'],
      run: () => stepTab(-1),
    },
    {
      ...base,
      id: 'terminal.zoomIn',
      get title() {
        return words().zoomIn;
      },
      keys: ['Mod+=', 'Mod++'],
      run: () => zoom(1),
    },
    {
      ...base,
      id: 'terminal.zoomOut',
      get title() {
        return words().zoomOut;
      },
      keys: ['Mod+-'],
      run: () => zoom(-1),
    },
    {
      ...base,
      id: 'terminal.zoomReset',
      get title() {
        return words().zoomReset;
      },
      keys: ['Mod+0'],
      run: () => zoom(0),
    },
    {
      ...base,
      id: 'terminal.leave',
      get title() {
        return words().leave;
      },
      // Tab belongs to the shell: this chord is the way out of it for those who use no mouse.
      keys: ['Ctrl+F6'],
      enabled: hasView,
      run: leave,
    },
  ];
}

function current(): { id: string; view: TerminalView; entry: TerminalEntry } | undefined {
  const id = activeTerminal();
  const view = id === undefined ? undefined : viewOf(id);
  const entry = id === undefined ? undefined : terminals.getState().byId.get(id);
  return id === undefined || view === undefined || entry === undefined ? undefined : { id, view, entry };
}

const hasView = (): boolean => current() !== undefined;

// Copy and paste of the page's own fields stay theirs.
function isFocused(): boolean {
  const active = document.activeElement;
  return hasView() && (active === null || active.matches('body, .xterm *, [role="menuitem"], [cmdk-input], [role="menu"]'));
}

function withView(run: (view: TerminalView) => void | Promise<void>): void {
  const found = current();
  if (found !== undefined) void run(found.view);
}

function withId(run: (id: string) => void): void {
  const id = activeTerminal();
  if (id !== undefined) run(id);
}

async function pasteFromClipboard(view: TerminalView): Promise<void> {
  try {
    view.paste(await navigator.clipboard.readText());
    view.focus();
  } catch {
    // The browser keeps the clipboard to itself unless the person allowed it; the keys work without.
    showToast(texts().terminalActions.noClipboard(isMac() ? 'Cmd+V' : 'Ctrl+Shift+V'));
    view.focus();
  }
}

function again(beside: boolean): void {
  const found = current();
  if (found === undefined) return;
  const { machine, user } = found.entry;
  const settings = openedWith(found.id);
  void openTerminal(machine, { beside, ...(user === '' ? {} : { user }), ...(settings === undefined ? {} : { settings }) });
}

function zoom(by: 1 | -1 | 0): void {
  const next = by === 0 ? FONT.usual : settings().terminalFontSize + by;
  changeSettings({ terminalFontSize: Math.min(FONT.largest, Math.max(FONT.smallest, next)) });
}

function leave(): void {
  const id = activePanel.getState().id;
  const tab = [...document.querySelectorAll<HTMLElement>('[data-terminal-tab]')].find(
    (element) => id === `terminal:${element.dataset['terminalTab'] ?? ''}`,
  );
  const own = tab?.closest<HTMLElement>('[role="tab"]');
  if (own instanceof HTMLElement) own.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
