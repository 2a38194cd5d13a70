import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { oneByteCode } from './one-byte-code.ts';

const ONE_BYTE = /^[\u0000-\u00ff]*$/u;

it('means what it meant, in strings, templates and patterns', () => {
  const code = 'const dots = "…", who = `→ ${dots} é`; [dots, who, "😀".length, /^[😀…]$/u.test("😀"), /…+/.exec("a……")[0], "\\\\" + "”"]';
  const escaped = oneByteCode(code);
  expect(escaped).toMatch(ONE_BYTE);
  expect(escaped).toContain('é');
  expect(runInNewContext(escaped)).toEqual(runInNewContext(code));
});

it('says any text that it said before', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const code = `${JSON.stringify(text)} // ${'-'.repeat(text.length * 12)}`;
      const escaped = oneByteCode(code);
      expect(runInNewContext(escaped)).toBe(text);
      expect(ONE_BYTE.test(escaped) || /\\[^\u0000-\u00ff]/u.test(code)).toBe(true);
    }),
  );
});

it.each([
  ['a character behind a backslash', 'a = /\\…/'],
  ['a raw text', 'a = String.raw`C:\\…`'],
  ['a text that mostly consists of such characters', 'a = "一二三四五六七八九十"'],
])('leaves %s alone', (_what, code) => expect(oneByteCode(code)).toBe(code));
