import { describe, expect, test, vi } from 'vitest';
import type { Command } from './commands.ts';
import { findCommand, keysIn, matches, parseKeys, type Keystroke, type Place } from './shortcuts.ts';

function stroke(key: string, modifiers: Partial<Keystroke> = {}): Keystroke {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers };
}

function command(id: string, keys: readonly string[], more: Partial<Command> = {}): Command {
  return { id, title: id, group: 'View', keys, run: vi.fn(), ...more };
}

describe('reading chords', () => {
  test('modifiers and key come apart, letters in lower case', () => {
    expect(parseKeys('Mod+Shift+F')).toEqual({ mod: true, ctrl: false, alt: false, shift: true, key: 'f' });
    expect(parseKeys('/')).toEqual({ mod: false, ctrl: false, alt: false, shift: false, key: '/' });
    expect(parseKeys('Mod++').key).toBe('+');
    expect(parseKeys('Ctrl+PageDown').key).toBe('PageDown');
  });

  test('a slip in a modifier is told', () => {
    expect(() => parseKeys('Cmd+K')).toThrow('Cmd');
  });
});

describe('matching strokes', () => {
  test('Mod is Ctrl here and Cmd on macOS', () => {
    const chord = parseKeys('Mod+K');
    expect(matches(chord, stroke('k', { ctrlKey: true }), false)).toBe(true);
    expect(matches(chord, stroke('k', { metaKey: true }), true)).toBe(true);
    expect(matches(chord, stroke('k', { ctrlKey: true }), true)).toBe(false);
  });

  test('a further modifier makes another chord', () => {
    expect(matches(parseKeys('Mod+K'), stroke('K', { ctrlKey: true, shiftKey: true }), false)).toBe(false);
    expect(matches(parseKeys('Enter'), stroke('Enter', { shiftKey: true }), false)).toBe(false);
  });

  test('a sign counts as typed, whatever Shift it needs on this keyboard', () => {
    expect(matches(parseKeys('?'), stroke('?', { shiftKey: true }), false)).toBe(true);
    expect(matches(parseKeys('/'), stroke('/', { shiftKey: true }), false)).toBe(true);
  });
});

describe('where keys work', () => {
  const palette = command('palette', ['Mod+K', 'Mod+Shift+P'], { inTerminal: true, inQuestion: true });
  const search = command('search', ['/', 'Mod+F']);
  const find = (key: Keystroke, place: Place, mac = false): string | undefined => findCommand([palette, search], key, place, mac)?.id;

  test('a control character typed in a terminal is the shell’s', () => {
    expect(find(stroke('k', { ctrlKey: true }), 'terminal')).toBeUndefined();
    expect(find(stroke('P', { ctrlKey: true, shiftKey: true }), 'terminal')).toBe('palette');
    expect(find(stroke('k', { metaKey: true }), 'terminal', true)).toBe('palette');
  });

  test('a terminal lets through only what is meant for it', () => {
    expect(find(stroke('/'), 'terminal')).toBeUndefined();
  });

  test('a text field keeps what types and gives up chords', () => {
    expect(find(stroke('/'), 'text')).toBeUndefined();
    expect(find(stroke('k', { ctrlKey: true }), 'text')).toBe('palette');
    expect(find(stroke('/'), 'page')).toBe('search');
  });

  test('a dialog has the keys to itself', () => {
    expect(find(stroke('k', { ctrlKey: true }), 'dialog')).toBeUndefined();
  });

  test('a question inside a tab lets through what leads elsewhere, and nothing that acts on the terminal', () => {
    const paste = command('paste', ['Mod+Shift+V'], { inTerminal: true });
    expect(find(stroke('k', { ctrlKey: true }), 'question')).toBe('palette');
    expect(find(stroke('/'), 'question')).toBeUndefined();
    expect(findCommand([paste], stroke('V', { ctrlKey: true, shiftKey: true }), 'question', false)).toBeUndefined();
  });

  test('a command that is not enabled leaves its keys to the next one', () => {
    const off = command('off', ['Mod+K'], { enabled: () => false });
    expect(findCommand([off, palette], stroke('k', { ctrlKey: true }), 'page', false)?.id).toBe('palette');
  });
});

describe('the keys that are shown', () => {
  const split = command('split', ['Mod+\\'], { inTerminal: true });
  const connect = command('connect', ['Mod+L', 'Mod+Shift+G'], { inTerminal: true });

  test('in a terminal are those that do not go to the shell', () => {
    expect(keysIn(split, 'terminal', false)).toEqual([]);
    expect(keysIn(connect, 'terminal', false)).toEqual(['Mod+Shift+G']);
    expect(keysIn(command('search', ['/', 'Mod+Shift+X']), 'terminal', false)).toEqual([]);
  });

  test('on macOS are the same everywhere, since a shell gets no Cmd', () => {
    expect(keysIn(split, 'terminal', true)).toEqual(['Mod+\\']);
    expect(keysIn(connect, 'terminal', true)).toEqual(['Mod+L', 'Mod+Shift+G']);
  });

  test('elsewhere are all of them', () => {
    expect(keysIn(split, 'page', false)).toEqual(['Mod+\\']);
  });

  test('of what the terminal itself reads are shown there, though no shortcut takes them', () => {
    const copy = command('copy', ['Mod+Shift+C'], { inTerminal: 'itself' });
    expect(keysIn(copy, 'terminal', false)).toEqual(['Mod+Shift+C']);
    expect(findCommand([copy], stroke('C', { ctrlKey: true, shiftKey: true }), 'terminal', false)).toBeUndefined();
  });
});
