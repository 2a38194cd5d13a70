import type { Command } from '../../app/commands.ts';
import type { MenuLine } from '../../ui/menu-items.tsx';

/** A menu from the list of commands: the same titles, keys and conditions as everywhere. `-` is a separator. `notes` stand below a command. */
export function commandLines(
  ids: readonly string[],
  byId: ReadonlyMap<string, Command>,
  run: (id: string) => void,
  notes: Readonly<Record<string, string>> = {},
): readonly MenuLine[] {
  return ids.flatMap((id, index): MenuLine[] => {
    if (id === '-') return [{ kind: 'separator', id: `line ${index}` }];
    const command = byId.get(id);
    if (command === undefined) return [];
    const keys = command.keys?.[0];
    const item: MenuLine = {
      kind: 'item',
      id,
      label: command.title,
      disabled: command.enabled?.() === false,
      run: () => run(id),
      ...(keys === undefined ? {} : { keys }),
    };
    const note = notes[id];
    return note === undefined ? [item] : [item, { kind: 'note', id: `note ${id}`, text: note }];
  });
}
