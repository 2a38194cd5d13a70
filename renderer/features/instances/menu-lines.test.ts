import { expect, test, vi } from 'vitest';
import type { Command } from '../../app/commands.ts';
import { commandLines } from './menu-lines.ts';

test('a menu shows the commands that exist, with their keys, and says which cannot run now', () => {
  const run = vi.fn();
  const list: Command[] = [
    { id: 'open', title: 'Open', group: 'Instances', keys: ['Enter'], run },
    { id: 'copy', title: 'Copy', group: 'Instances', enabled: () => false, run },
  ];
  const lines = commandLines(['open', '-', 'copy', 'gone'], new Map(list.map((command) => [command.id, command])), run, {
    open: 'A note.',
  });
  expect(lines.map(({ kind }) => kind)).toEqual(['item', 'note', 'separator', 'item']);
  expect(lines[0]).toMatchObject({ label: 'Open', keys: 'Enter', disabled: false });
  expect(lines[3]).toMatchObject({ label: 'Copy', disabled: true });
  if (lines[0]?.kind === 'item') lines[0].run();
  expect(run).toHaveBeenCalledWith('open');
});
