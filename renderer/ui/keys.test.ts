import { expect, test } from 'vitest';
import { showKeys } from './keys.ts';

test('chords are written as the menus of the system write them', () => {
  expect(showKeys('Mod+Shift+F', false)).toBe('Ctrl+Shift+F');
  expect(showKeys('Mod+Shift+F', true)).toBe('⌘⇧F');
  expect(showKeys('ArrowUp', false)).toBe('↑');
});

test('the plus key itself is a key', () => {
  expect(showKeys('Mod++', false)).toBe('Ctrl++');
  expect(showKeys('/', true)).toBe('/');
});
