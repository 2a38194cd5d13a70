import { describe, expect, it } from 'vitest';
import { readKey } from './keys.ts';

const key = (chord: string) => {
  const parts = chord.split('+');
  return {
    key: parts.at(-1) ?? '',
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Cmd'),
  };
};

describe('keys in a terminal', () => {
  it.each([
    ['Ctrl+c', 'shell'],
    ['Ctrl+v', 'shell'],
    ['Ctrl+Shift+C', 'copy'],
    ['Ctrl+Shift+V', 'native'],
    ['Shift+Insert', 'native'],
    ['Ctrl+Insert', 'copy'],
    ['Enter', 'enter'],
    ['Shift+Enter', 'shell'],
    ['Alt+Ctrl+Shift+C', 'shell'],
    ['c', 'shell'],
  ])('on Linux and Windows %s is for: %s', (chord, meaning) => expect(readKey(key(chord), false)).toBe(meaning));

  it.each([
    ['Cmd+c', 'native'],
    ['Cmd+v', 'native'],
    ['Ctrl+c', 'shell'],
    ['Ctrl+Shift+C', 'shell'],
    ['Enter', 'enter'],
  ])('on macOS %s is for: %s', (chord, meaning) => expect(readKey(key(chord), true)).toBe(meaning));
});
