// @vitest-environment jsdom
import { Terminal as Headless } from '@xterm/headless';
import { Terminal } from '@xterm/xterm';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { cutScrollCost, scrollInternals, type ScrollInternals } from './scroll-cost.ts';

const SIZE = { cols: 12, rows: 5, scrollback: 9, allowProposedApi: true };

/** xterm.js itself, opened on a page whose cells are given a size, which a page without layout does not know. */
function setup(): { term: Terminal; internals: ScrollInternals } {
  const term = new Terminal(SIZE);
  term.open(document.body.appendChild(document.createElement('div')));
  const internals = scrollInternals(term);
  if (internals === undefined) throw new Error('xterm.js scrolls in another way than it did.');
  internals._renderService.dimensions.css.cell.height = 10;
  internals._renderService.dimensions.css.canvas.height = 50;
  return { term, internals };
}

const write = (term: Terminal | Headless, text: string): Promise<void> => new Promise((done) => void term.write(text, done));

/** Every cell with its looks, and where the view is. */
function contents(term: Terminal | Headless): unknown {
  const { active } = term.buffer;
  const lines = Array.from({ length: active.length }, (_, at) => {
    const line = active.getLine(at);
    const cells = Array.from({ length: term.cols }, (_cell, x) => {
      const cell = line?.getCell(x);
      return [cell?.getChars(), cell?.getWidth(), cell?.getFgColor(), cell?.getBgColor(), cell?.isUnderline(), cell?.isBold()];
    });
    return [line?.isWrapped, cells];
  });
  return { lines, viewportY: active.viewportY, baseY: active.baseY };
}

/** What shells print, and what fills the rare parts of a line: wide and combining characters, links, coloured underlines. */
const piece = fc.oneof(
  fc.constantFrom(
    '\r\n',
    '\n',
    'abc',
    'a longer text that wraps around',
    '漢字',
    'e\u0301',
    '👩‍👩‍👧',
    '\u001B[7;5H',
    '\u001B[2;4r',
    '\u001B[r',
  ),
  fc.constantFrom('\u001B[31m', '\u001B[44m', '\u001B[0m', '\u001B[4:3;58;5;9m', '\u001B]8;;http://a.example\u0007link\u001B]8;;\u0007'),
  fc.constantFrom(
    '\u001B[2J',
    '\u001B[3J',
    '\u001B[?1049h',
    '\u001B[?1049l',
    '\u001BM',
    '\u001BD',
    '\u001B[3S',
    '\u001B[2T',
    '\u001B[2L',
    '\u001B[M',
  ),
);
const lines = fc.integer({ min: 1, max: 12 }).map((count) => 'line\r\n'.repeat(count));
const step = fc.oneof(
  { weight: 3, arbitrary: lines },
  { weight: 1, arbitrary: fc.constant('frame') },
  { weight: 8, arbitrary: piece },
  { weight: 2, arbitrary: fc.integer({ min: -7, max: 7 }) },
);

beforeEach(() => {
  window.matchMedia = (() => ({ addListener() {}, removeListener() {} })) as unknown as typeof window.matchMedia;
  asked = [];
  vi.spyOn(window, 'requestAnimationFrame').mockImplementation((run) => asked.push(run));
});

/** Where the scroll bar stands, and of what, in pixels. */
function scrollBar({ _viewport }: ScrollInternals): unknown {
  const { _scrollableElement: bar } = _viewport as unknown as {
    _scrollableElement: { getScrollPosition(): { scrollTop: number }; getScrollDimensions(): { height: number; scrollHeight: number } };
  };
  const { height, scrollHeight } = bar.getScrollDimensions();
  return { height, scrollHeight, top: bar.getScrollPosition().scrollTop };
}

let asked: FrameRequestCallback[] = [];
/** Pictures come when a test says so: two terminals are not to be caught on the two sides of one. */
function drawFrame(): void {
  const due = asked;
  asked = [];
  for (const run of due) run(0);
}

describe('a terminal that spares scrolled lines their cost', () => {
  it('holds the same as one that does not, whatever is printed and wherever a person scrolls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { term } = setup();
        cutScrollCost(term);
        const plain = new Headless(SIZE);
        for (const one of steps) {
          if (typeof one === 'number') {
            term.scrollLines(one);
            plain.scrollLines(one);
          } else if (one !== 'frame') await Promise.all([write(term, one), write(plain, one)]);
        }
        expect(contents(term)).toEqual(contents(plain));
        term.dispose();
        plain.dispose();
      }),
      { numRuns: 20 },
    );
  });

  it('has its scroll bar where the other has it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const spared = setup();
        cutScrollCost(spared.term);
        const other = setup();
        for (const one of steps) {
          for (const { term } of [spared, other]) {
            if (typeof one === 'number') term.scrollLines(one);
            else if (one !== 'frame') await write(term, one);
          }
          if (one === 'frame') drawFrame();
          expect(scrollBar(spared.internals)).toEqual(scrollBar(other.internals));
        }
        drawFrame();
        expect(scrollBar(spared.internals)).toEqual(scrollBar(other.internals));
        spared.term.dispose();
        other.term.dispose();
      }),
      { numRuns: 20 },
    );
  });

  it('asks nothing of the scroll bar, and makes no object, for a line that leaves a full scrollback', async () => {
    const { term, internals } = setup();
    const sync = vi.spyOn(internals._viewport, '_sync');
    cutScrollCost(term);
    await write(term, 'x\r\n'.repeat(20));
    const { lines } = internals._bufferService.buffer;
    const parts = (): object[] =>
      Array.from({ length: lines.length }, (_, at) => lines.get(at)).flatMap(({ _combined, _extendedAttrs }) => [
        _combined,
        _extendedAttrs,
      ]);
    const before = new Set(parts());
    sync.mockClear();
    await write(term, 'y\r\n'.repeat(40));
    expect(sync).not.toHaveBeenCalled();
    expect(parts().filter((part) => !before.has(part))).toEqual([]);
    expect(term.buffer.active.getLine(3)?.translateToString(true)).toBe('y');
    term.dispose();
  });

  it('keeps the scroll bar’s length while a person looks back and the scrollback fills', async () => {
    const { term, internals } = setup();
    cutScrollCost(term);
    await write(term, 'x\r\n'.repeat(8));
    term.scrollLines(-2);
    await write(term, 'y\r\n'.repeat(3));
    expect(scrollBar(internals)).toMatchObject({ scrollHeight: 12 * 10, top: 2 * 10 });
    term.dispose();
  });

  it('follows a change of the size of cells', async () => {
    const { term, internals } = setup();
    cutScrollCost(term);
    await write(term, 'x\r\n'.repeat(20));
    internals._renderService.dimensions.css.cell.height = 20;
    await write(term, 'y\r\n');
    expect(scrollBar(internals)).toMatchObject({ scrollHeight: 14 * 20, top: 9 * 20 });
    term.dispose();
  });
});
