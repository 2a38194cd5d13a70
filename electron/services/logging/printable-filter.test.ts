import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPrintableFilter } from './printable-filter.ts';

const ESC = '\u001b';

/** The output of the filter for text given in blocks of this size. */
function filtered(input: string | Uint8Array, block = Number.POSITIVE_INFINITY): string {
  const filter = createPrintableFilter();
  const bytes = Buffer.from(input as string);
  const kept: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += Math.min(block, bytes.length)) {
    kept.push(filter(bytes.subarray(at, Math.min(bytes.length, at + block))).slice());
  }
  return Buffer.concat(kept).toString();
}

test.each([
  ['plain text with its line ends and tabs', 'a\tb\r\nc\f', 'a\tb\r\nc\f'],
  ['colours', `${ESC}[1;38;5;196mred${ESC}[0m`, 'red'],
  ['a title, ended by BEL or ST', `${ESC}]0;title\u0007a${ESC}]2;x${ESC}\\b`, 'ab'],
  ['a device control string', `${ESC}P1$r0m${ESC}\\a`, 'a'],
  ['character sets and other short sequences', `${ESC}(Ba${ESC}#8b${ESC}Mc${ESC} Fd`, 'abcd'],
  ['C1 controls in UTF-8', '\u009b31mred\u009b0m\u0085x\u009d0;t\u009cy', 'redxy'],
  ['bells, backspaces and delete', 'a\u0007\b\u007fb\u0000', 'ab'],
  ['a sequence that was broken off', `${ESC}[12\u0018a${ESC}]0;t\u001ab${ESC}[3${ESC}[1mc`, 'abc'],
  ['a line end within a sequence, which terminals carry out', `${ESC}[3\n1ma`, '\na'],
  ['letters of any script', 'käse 日本語 🙂 £ Â', 'käse 日本語 🙂 £ Â'],
])('takes the control sequences out of %s, in blocks of any size', (_, input, output) => {
  for (const block of [1, 2, 3, 7, 1_000]) expect(filtered(input, block)).toBe(output);
});

test('gives the same for any bytes in any blocks, and never a control character', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (bytes, block) => {
      const whole = createPrintableFilter()(bytes).slice();
      const filter = createPrintableFilter();
      const parts: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += block) parts.push(filter(bytes.subarray(at, at + block)).slice());
      expect(Buffer.concat(parts).equals(whole)).toBe(true);
      expect(whole.every((byte) => byte >= 0x20 || [0x09, 0x0a, 0x0c, 0x0d].includes(byte))).toBe(true);
    }),
  );
});
