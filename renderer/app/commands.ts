import { createStore } from 'zustand/vanilla';

/** Everything a person can do. Menu, palette, context menu and keys all show this one list. */
export interface Command {
  /** For example `terminal.find`. */
  readonly id: string;
  readonly title: string;
  readonly group: 'Instances' | 'Sessions' | 'Terminal' | 'View' | 'Accounts' | 'Application';
  /** For example `Mod+K`: Mod is Ctrl, or Cmd on macOS. Shown, and bound by `shortcuts.ts`. */
  readonly keys?: readonly string[];
  /**
   * Keys work even while a terminal has the focus, and are then kept from the shell; `itself` if the terminal reads them, as it does for
   * the clipboard.
   */
  readonly inTerminal?: boolean | 'itself';
  /** Its keys also work while a question inside a tab has the focus: it leads elsewhere and acts on nothing there. */
  readonly inQuestion?: boolean;
  readonly enabled?: () => boolean;
  readonly run: () => void | Promise<void>;
}

export const commands = createStore<{ readonly byId: ReadonlyMap<string, Command> }>(() => ({ byId: new Map() }));

/** Returns what takes the commands away again. */
export function registerCommands(list: readonly Command[]): () => void {
  commands.setState(({ byId }) => ({ byId: new Map([...byId, ...list.map((command) => [command.id, command] as const)]) }));
  return () =>
    commands.setState(({ byId }) => {
      const rest = new Map(byId);
      for (const command of list) rest.delete(command.id);
      return { byId: rest };
    });
}

export function runCommand(id: string): void {
  const command = commands.getState().byId.get(id);
  if (command !== undefined && command.enabled?.() !== false) void command.run();
}
