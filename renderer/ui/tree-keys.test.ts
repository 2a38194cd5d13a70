import { describe, expect, test } from 'vitest';
import { treeKey } from './tree-keys.ts';

const lines = [
  { id: 'all', level: 1, label: 'All instances' },
  { id: 'prod', level: 1, label: 'prod', open: true },
  { id: 'prod/eu', level: 2, label: 'eu-central-1' },
  { id: 'prod/us', level: 2, label: 'us-east-1' },
  { id: 'staging', level: 1, label: 'staging', open: false },
];

describe('keys of a tree', () => {
  test('arrows move between the lines shown and stop at the ends', () => {
    expect(treeKey('ArrowDown', 'all', lines)).toEqual({ do: 'focus', id: 'prod' });
    expect(treeKey('ArrowUp', 'prod', lines)).toEqual({ do: 'focus', id: 'all' });
    expect(treeKey('ArrowUp', 'all', lines)).toBeUndefined();
    expect(treeKey('ArrowDown', 'staging', lines)).toBeUndefined();
    expect(treeKey('End', 'all', lines)).toEqual({ do: 'focus', id: 'staging' });
  });

  test('right opens a closed line, then goes into it', () => {
    expect(treeKey('ArrowRight', 'staging', lines)).toEqual({ do: 'toggle', id: 'staging', open: true });
    expect(treeKey('ArrowRight', 'prod', lines)).toEqual({ do: 'focus', id: 'prod/eu' });
    expect(treeKey('ArrowRight', 'prod/eu', lines)).toBeUndefined();
  });

  test('left closes an open line, and from a child goes to its parent', () => {
    expect(treeKey('ArrowLeft', 'prod', lines)).toEqual({ do: 'toggle', id: 'prod', open: false });
    expect(treeKey('ArrowLeft', 'prod/us', lines)).toEqual({ do: 'focus', id: 'prod' });
  });

  test('a letter goes to the next line that starts with it, around the end', () => {
    expect(treeKey('s', 'prod', lines)).toEqual({ do: 'focus', id: 'staging' });
    expect(treeKey('A', 'staging', lines)).toEqual({ do: 'focus', id: 'all' });
    expect(treeKey('x', 'all', lines)).toBeUndefined();
  });

  test('Enter and Space select', () => {
    expect(treeKey('Enter', 'prod/eu', lines)).toEqual({ do: 'select', id: 'prod/eu' });
    expect(treeKey(' ', 'all', lines)).toEqual({ do: 'select', id: 'all' });
  });
});
