import { expect, it } from 'vitest';
import { releaseBytes } from './release-bytes.ts';

it('empties an array that has its buffer for itself, or most of it', () => {
  const frame = new Uint8Array(100_004);
  const bytes = frame.subarray(4);
  releaseBytes(bytes);
  expect([bytes.length, frame.length, frame.buffer.byteLength]).toEqual([0, 0, 0]);
  releaseBytes(bytes);
});

it.each([
  ['a small one', new Uint8Array(100)],
  ['a part of a larger buffer', new Uint8Array(100_000).subarray(0, 40_000)],
  ['one of shared memory', new Uint8Array(new SharedArrayBuffer(100_000))],
])('leaves %s as it is', (_what, bytes) => {
  const before = bytes.length;
  releaseBytes(bytes);
  expect(bytes.length).toBe(before);
});
