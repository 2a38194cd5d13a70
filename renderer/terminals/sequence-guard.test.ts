import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { guardSequences } from './sequence-guard.ts';
import { createWorkBudget, SLICE_LINES } from './work-budget.ts';

const HUGE = 2_147_483_647;
const COLS = 80;
const ROWS = 24;

const plain = (): Terminal => new Terminal({ cols: COLS, rows: ROWS, allowProposedApi: true });

/** `turns` gets what waits for the page's turn; without it each turn comes at once. */
function guarded(turns?: (() => void)[]): { term: Terminal; replies: string[] } {
  const term = plain();
  const later = turns === undefined ? queueMicrotask : (run: () => void) => void turns.push(run);
  guardSequences(term as never, createWorkBudget({ later, unseen: () => false }));
  const replies: string[] = [];
  term.onData((data) => replies.push(data));
  return { term, replies };
}

const write = (term: Terminal, text: string): Promise<void> => new Promise((done) => term.write(text, done));
const line = (term: Terminal, y: number): string => term.buffer.active.getLine(y)?.translateToString(true) ?? '';
const picture = ({ buffer: { active } }: Terminal): unknown => ({
  cursor: [active.cursorX, active.cursorY],
  lines: Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true)),
});

describe('the sequence guard', () => {
  // Without it the first of these takes four minutes: the test's own time-out is the proof.
  it.each(['S', 'T', 'L', 'M', 'I', 'Z'])(
    'does for CSI 2147483647 %s what is enough on this screen, and goes on behind it',
    async (final) => {
      const before = Array.from({ length: ROWS }, (_, y) => `${y}`).join('\r\n');
      const huge = guarded().term;
      await write(huge, `${before}\u001b[5;9Ha\u001b[${HUGE}${final}c\u001b[${HUGE}:3${final}d`);
      const enough = plain();
      const most = final === 'I' || final === 'Z' ? COLS : ROWS;
      await write(enough, `${before}\u001b[5;9Ha\u001b[${most}${final}c\u001b[${most}${final}d`);
      expect(picture(huge)).toEqual(picture(enough));
    },
  );

  it('repeats a character a screenful of times at most, also when the number comes in pieces', async () => {
    const { term } = guarded();
    await write(term, `a\u001b[21474`);
    await write(term, '83647bc');
    const enough = plain();
    await write(enough, `a${'a'.repeat(COLS * ROWS)}c`);
    expect(picture(term)).toEqual(picture(enough));
  });

  it('leaves ordinary repeats to xterm', async () => {
    const { term } = guarded();
    await write(term, 'a\u001b[5b\r\nline\u001b[1A\u001b[1L');
    expect(line(term, 0)).toBe('');
    expect(line(term, 1)).toBe('aaaaaa');
  });

  it.each(['\u001b[5000S', '\u001b[H\u001b[5000L', 'a\u001b[5000b', '\u001bc', '\u001b#8', '\u001b[2J', '\u001b[?1049h\u001b[?1049l'])(
    'a flood of %j in one block lets the page have its turn, and ends as it would have at once',
    async (sequence) => {
      const turns: (() => void)[] = [];
      const { term } = guarded(turns);
      let parsed = false;
      term.write(`${sequence.repeat(3_000)}end`, () => void (parsed = true));
      await expect.poll(() => turns.length, { interval: 1 }).toBe(1);
      expect(parsed).toBe(false);
      await expect
        .poll(
          () => {
            turns.shift()?.();
            return parsed;
          },
          { interval: 1 },
        )
        .toBe(true);
      const { term: other } = guarded();
      await write(other, `${sequence.repeat(3_000)}end`);
      expect(picture(term)).toEqual(picture(other));
    },
    60_000,
  );

  it('a page that nobody looks at has no turn to wait for', () => {
    const later: (() => void)[] = [];
    const spend = createWorkBudget({ later: (run) => void later.push(run), unseen: () => true });
    expect([spend(SLICE_LINES), spend(SLICE_LINES)]).toEqual([false, false]);
    expect(later).toEqual([]);
  });

  it('answers neither a clipboard read nor a title report', async () => {
    const { term, replies } = guarded();
    await write(term, '\u001b]2;evil\u0007\u001b]52;c;?\u0007\u001b]52;c;cm0gLXJm\u0007\u001b[21t\u001b[20t\u001b]4;1;?\u0007\u0005');
    expect(replies).toEqual([]);
  });
});
