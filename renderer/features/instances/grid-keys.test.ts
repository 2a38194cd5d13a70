import { expect, test } from 'vitest';
import { moveActive } from './grid-keys.ts';

test('arrows move by one and stop at the ends', () => {
  expect(moveActive('ArrowDown', 3, 10, 5)).toBe(4);
  expect(moveActive('ArrowDown', 9, 10, 5)).toBe(9);
  expect(moveActive('ArrowUp', 0, 10, 5)).toBe(0);
});

test('with nothing chosen, down starts at the top and up at the bottom', () => {
  expect(moveActive('ArrowDown', -1, 10, 5)).toBe(0);
  expect(moveActive('ArrowUp', -1, 10, 5)).toBe(9);
});

test('pages and ends', () => {
  expect(moveActive('PageDown', 2, 10, 5)).toBe(7);
  expect(moveActive('PageDown', 8, 10, 5)).toBe(9);
  expect(moveActive('PageUp', 2, 10, 5)).toBe(0);
  expect(moveActive('Home', 7, 10, 5)).toBe(0);
  expect(moveActive('End', 0, 10, 5)).toBe(9);
});

test('other keys, and an empty list, are no movement', () => {
  expect(moveActive('a', 0, 10, 5)).toBeUndefined();
  expect(moveActive('ArrowDown', -1, 0, 5)).toBeUndefined();
});
