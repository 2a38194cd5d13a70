import headless from '@xterm/headless';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayText } from '../../../shared/model/display-text.ts';
import { createProgramTitle } from './program-title.ts';

const titleOf = (...chunks: readonly string[]): string => {
  const title = createProgramTitle();
  for (const chunk of chunks) title.read(Buffer.from(chunk));
  return title.current();
};

/** What the page shows after the same output. */
async function inPage(output: string): Promise<string> {
  const term = new headless.Terminal({ allowProposedApi: true, logLevel: 'off' });
  let shown = '';
  term.onTitleChange((title) => (shown = displayText(title, 256)));
  await new Promise<void>((done) => term.write(Buffer.from(output), done));
  term.dispose();
  return shown;
}

describe('the title that a program gives its terminal', () => {
  it('is the last one, by either sequence and either end', () => {
    expect(titleOf('ls\r\n')).toBe('');
    expect(titleOf('\u001b]0;one\u0007text\u001b]2;two\u001b\\more')).toBe('two');
    expect(titleOf('\u001b]0;one\u0007\u001b]2;\u0007')).toBe('');
    expect(titleOf('\u001b]0;vim – größe\u0007')).toBe('vim – größe');
  });

  it('is found wherever the output is cut', () => {
    const output = 'a\u001b]0;on\u00e9\u001b\\b';
    for (let at = 0; at <= Buffer.byteLength(output); at += 1) {
      const title = createProgramTitle();
      title.read(Buffer.from(output).subarray(0, at));
      title.read(Buffer.from(output).subarray(at));
      expect(title.current()).toBe('on\u00e9');
    }
  });

  it('is short, without controls, and never that of a sequence that was broken off', () => {
    expect(titleOf('\u001b]0;', ...Array.from({ length: 1_000 }, () => 'long title '), '\u0007')).toHaveLength(256);
    expect(titleOf('\u001b]0;a\u202eb\tc\u0007')).toBe('a\ufffdbc');
    expect(titleOf('\u001b]0;one\u0007\u001b]0;two\u0018three\u0007')).toBe('one');
    expect(titleOf('\u001b]52;c;\u001b]1337;File=:\u0007\u001b]8;;http://x\u0007')).toBe('');
  });

  it('is the one that the page shows, whatever is printed and however it comes', async () => {
    const pieces = fc.constantFrom(
      '\u001b',
      ']',
      '0',
      '2',
      '1',
      ';',
      '\u0007',
      '\\',
      '\u0018',
      '\n',
      '[m',
      'P',
      'é',
      'text',
      '\u001b]0;',
      '\u001b]2;',
      '\u001b]8;',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), fc.array(fc.nat(60), { maxLength: 6 }), async (parts, cuts) => {
        // Nobody writes a control between the two bytes of a beginning.
        fc.pre(!/\u001b[\u0007\n]+\]/u.test(parts.join('')));
        const output = Buffer.from(parts.join(''));
        const title = createProgramTitle();
        let from = 0;
        for (const cut of [...cuts.toSorted((a, b) => a - b), output.length]) {
          title.read(output.subarray(from, cut));
          from = Math.max(from, cut);
        }
        expect(title.current()).toBe(await inPage(output.toString()));
      }),
      { numRuns: 1_000 },
    );
  });
});
