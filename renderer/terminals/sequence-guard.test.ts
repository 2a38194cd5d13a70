import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { guardSequences, MOST_REPEATS } from './sequence-guard.ts';

const HUGE = 2_147_483_647;

function guarded(): { term: Terminal; replies: string[] } {
  const term = new Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  guardSequences(term.parser);
  const replies: string[] = [];
  term.onData((data) => replies.push(data));
  return { term, replies };
}

const write = (term: Terminal, text: string): Promise<void> => new Promise((done) => term.write(text, done));
const line = (term: Terminal, y: number): string => term.buffer.active.getLine(y)?.translateToString(true) ?? '';

describe('the sequence guard', () => {
  // Without it the first of these takes four minutes: the test's own time-out is the proof.
  it.each(['b', 'S', 'T', 'L', 'M', 'I', 'Z'])('swallows CSI 2147483647 %s whole and goes on behind it', async (final) => {
    const { term } = guarded();
    await write(term, `a\u001b[${HUGE}${final}c`);
    expect(line(term, 0)).toBe('ac');
    expect(term.buffer.active.cursorX).toBe(2);
    expect(term.buffer.active.length).toBe(24);
  });

  it('swallows it too when the number comes with a sub-parameter or in pieces', async () => {
    const { term } = guarded();
    await write(term, `a\u001b[21474`);
    await write(term, '83647bc');
    await write(term, `\u001b[${HUGE}:3bd`);
    expect(line(term, 0)).toBe('acd');
  });

  it('leaves ordinary repeats to xterm', async () => {
    const { term } = guarded();
    await write(term, 'a\u001b[5b\r\nline\u001b[1A\u001b[1L');
    expect(line(term, 0)).toBe('');
    expect(line(term, 1)).toBe('aaaaaa');
    const limit = guarded().term;
    await write(limit, `x\u001b[${MOST_REPEATS}b`);
    expect(line(limit, 0)).toBe('x'.repeat(80));
  });

  it('answers neither a clipboard read nor a title report', async () => {
    const { term, replies } = guarded();
    await write(term, '\u001b]2;evil\u0007\u001b]52;c;?\u0007\u001b]52;c;cm0gLXJm\u0007\u001b[21t\u001b[20t\u001b]4;1;?\u0007\u0005');
    expect(replies).toEqual([]);
  });
});
