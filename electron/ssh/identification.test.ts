import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../shared/model/errors.ts';
import { createIdentificationReader } from './identification.ts';

/** Feeds bytes in pieces of these sizes, the last one holding what is left. */
function read(bytes: Buffer, sizes: readonly number[]): { line: string; rest: string; greeting: string } | undefined {
  let greeting = '';
  const collect = createIdentificationReader('web-1', (found) => {
    greeting = found.greeting;
  });
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    const piece = bytes.subarray(at, Math.min(at + size, bytes.length));
    const found = collect(piece);
    if (found !== undefined) {
      return { line: found.line.toString(), rest: bytes.subarray(at + found.used).toString('latin1'), greeting };
    }
    at += piece.length;
  }
  return undefined;
}

test('the line is found however the bytes are cut, and nothing after it is lost', () => {
  const bytes = Buffer.from('Welcome\r\nto the machine\nSSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\u0000\u0001after');
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (sizes) => {
      expect(read(bytes, sizes)).toEqual({
        line: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n',
        rest: '\u0000\u0001after',
        greeting: 'Welcome\nto the machine\n',
      });
    }),
  );
});

test('SSH 1.99 speaks SSH 2', () => {
  expect(read(Buffer.from('SSH-1.99-Old\n'), [])?.line).toBe('SSH-1.99-Old\r\n');
});

test('any bytes: a line, more wanted, or an AppError; never more than 64 KiB kept', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200_000, size: 'max' }), fc.array(fc.nat(5_000)), (bytes, sizes) => {
      try {
        const found = read(Buffer.from(bytes), sizes);
        if (found === undefined) expect(bytes.length).toBeLessThanOrEqual(64 * 1024);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }),
    { numRuns: 50 },
  );
});
