import { commands } from '../../app/commands.ts';
import { keysIn } from '../../app/shortcuts.ts';
import { isMac } from '../../ui/keys.ts';
import type { MenuLine } from '../../ui/menu-items.tsx';

const LINES = [
  'terminal.copy',
  'terminal.paste',
  'terminal.selectAll',
  '',
  'terminal.find',
  'terminal.clear',
  'terminal.log',
  '',
  'sessions.save',
  'terminal.duplicate',
  'terminal.beside',
  'terminal.reconnect',
  'terminal.close',
] as const;

/** The context menu of a terminal: the same commands as everywhere, greyed where they cannot be used now. */
export function terminalMenu(): MenuLine[] {
  const { byId } = commands.getState();
  return LINES.flatMap((id, index): MenuLine[] => {
    if (id === '') return [{ kind: 'separator', id: `separator-${index}` }];
    const command = byId.get(id);
    if (command === undefined) return [];
    const keys = keysIn(command, 'terminal', isMac())[0];
    return [
      {
        kind: 'item',
        id,
        label: command.title,
        ...(keys === undefined ? {} : { keys }),
        disabled: command.enabled?.() === false,
        run: () => void command.run(),
      },
    ];
  });
}
