// @vitest-environment node
import { expect, it } from 'vitest';
import { dropBytes } from './drop-bytes.ts';

it('empties an array that has its buffer for itself, or most of it, and may be asked again', () => {
  const frame = new Uint8Array(100_004);
  const bytes = frame.subarray(4);
  dropBytes(bytes);
  expect([bytes.length, frame.length, frame.buffer.byteLength]).toEqual([0, 0, 0]);
  dropBytes(bytes);
});

it.each([
  ['a small one', new Uint8Array(100)],
  ['a part of a larger buffer', new Uint8Array(100_000).subarray(0, 40_000)],
])('leaves %s as it is', (_what, bytes) => {
  const before = bytes.length;
  dropBytes(bytes);
  expect(bytes.length).toBe(before);
});
