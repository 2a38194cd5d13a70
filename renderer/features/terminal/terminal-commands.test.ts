// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';

// jsdom has none, and the theme asks for it as soon as it is loaded.
vi.hoisted(() => {
  window.matchMedia = () => ({ matches: false, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
});

import { findCommand, type Keystroke } from '../../app/shortcuts.ts';
import { readKey } from '../../terminals/keys.ts';
import { terminalCommands } from './terminal-commands.ts';

const stroke = (chord: string): Keystroke => {
  const parts = chord.split('+').map((part) => (part === 'Plus' ? '+' : part));
  const has = (name: string): boolean => parts.slice(0, -1).includes(name);
  return { key: parts.at(-1) ?? '', ctrlKey: has('Ctrl'), metaKey: has('Cmd'), altKey: has('Alt'), shiftKey: has('Shift') };
};
const enabled = (list: ReturnType<typeof terminalCommands>) => list.map((command) => ({ ...command, enabled: () => true }));

describe('the commands of a terminal', () => {
  const list = enabled(terminalCommands({ mac: false, browser: false }));
  const found = (chord: string): string | undefined => findCommand(list, stroke(chord), 'terminal', false)?.id;

  it('leave every control character to the shell', () => {
    for (const letter of 'abcdefghijklmnopqrstuvwxyz') expect([letter, found(`Ctrl+${letter}`)]).toEqual([letter, undefined]);
    for (const sign of ['[', '\\', ']', '@', ' ']) expect([sign, found(`Ctrl+${sign}`)]).toEqual([sign, undefined]);
  });

  it('leave copy and paste to the terminal, which needs no permission for the clipboard', () => {
    expect(found('Ctrl+Shift+C')).toBeUndefined();
    expect(found('Ctrl+Shift+V')).toBeUndefined();
  });

  it('say of no key that the terminal itself reads it where it would go to the shell', () => {
    for (const mac of [true, false]) {
      const own = terminalCommands({ mac, browser: false }).filter(({ inTerminal }) => inTerminal === 'itself');
      expect(own.map(({ id }) => id)).toEqual(['terminal.copy', 'terminal.paste']);
      for (const keys of own.flatMap((command) => command.keys ?? [])) {
        expect([keys, readKey(stroke(keys.replace('Mod', mac ? 'Cmd' : 'Ctrl')), mac)]).not.toEqual([keys, 'shell']);
      }
    }
  });

  it.each([
    ['Ctrl+Shift+F', 'terminal.find'],
    ['Ctrl+=', 'terminal.zoomIn'],
    ['Ctrl+Shift+Plus', 'terminal.zoomIn'],
    ['Ctrl+-', 'terminal.zoomOut'],
    ['Ctrl+0', 'terminal.zoomReset'],
    ['Ctrl+F6', 'terminal.leave'],
    ['Ctrl+Shift+W', 'terminal.close'],
    ['Ctrl+PageDown', 'terminal.nextTab'],
  ])('take %s for %s', (chord, id) => expect(found(chord)).toBe(id));

  it('name no key that a browser would keep to itself', () => {
    const keys = terminalCommands({ mac: false, browser: true }).flatMap((command) => command.keys ?? []);
    for (const kept of ['Mod+Shift+W', 'Ctrl+Tab', 'Ctrl+Shift+Tab', 'Ctrl+PageDown', 'Ctrl+PageUp']) expect(keys).not.toContain(kept);
  });

  it('have an id and a key of their own each', () => {
    for (const mac of [true, false]) {
      const commands = terminalCommands({ mac, browser: false });
      const keys = commands.flatMap((command) => command.keys ?? []);
      expect(new Set(keys).size).toBe(keys.length);
      expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
    }
  });
});
