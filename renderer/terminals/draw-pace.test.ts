// @vitest-environment jsdom
import { Terminal } from '@xterm/xterm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paceDrawing, renderInternals } from './draw-pace.ts';

const FLOOD = 100 * 1024;

/** xterm.js itself, opened on a page without layout; counts what its own drawing is asked for. */
function setup(costly = true) {
  const term = new Terminal({ cols: 80, rows: 24 });
  term.open(document.body.appendChild(document.createElement('div')));
  const internals = renderInternals(term);
  if (internals === undefined) throw new Error('xterm.js draws in another way than it did.');
  const drawn: [number | undefined, number | undefined][] = [];
  const selections: unknown[] = [];
  internals._renderDebouncer.refresh = (start, end) => void drawn.push([start, end]);
  internals.handleSelectionChanged = (start) => void selections.push(start);
  const pace = paceDrawing(term, { costly: () => costly });
  const ask = (start: number, end: number): void => internals._renderDebouncer.refresh(start, end, 24);
  return { term, pace, drawn, selections, ask, internals };
}

beforeEach(() => {
  window.matchMedia = (() => ({ addListener() {}, removeListener() {} })) as unknown as typeof window.matchMedia;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => void vi.useRealTimers());

describe('the pace of drawing', () => {
  it('is the terminal’s own for little output', () => {
    const { pace, drawn, ask } = setup();
    for (let row = 0; row < 5; row++) {
      pace.noteOutput(2_000);
      ask(row, row);
    }
    expect(drawn).toEqual([0, 1, 2, 3, 4].map((row) => [row, row]));
  });

  it('draws a flood a few times a second, all asked rows together, and its last picture too', () => {
    const { pace, drawn, ask } = setup();
    for (let ms = 0; ms < 600; ms += 5) {
      pace.noteOutput(FLOOD);
      ask(ms / 5 === 60 ? 3 : 7, 20);
      vi.advanceTimersByTime(5);
    }
    expect(drawn.length).toBeGreaterThan(5);
    expect(drawn.length).toBeLessThan(13);
    expect(drawn).toContainEqual([3, 20]);
    const before = drawn.length;
    ask(0, 23);
    vi.advanceTimersByTime(100);
    expect(drawn.slice(before).at(-1)?.[1]).toBe(23);
  });

  it('draws at once again when the flood is over', () => {
    const { pace, drawn, ask } = setup();
    pace.noteOutput(FLOOD);
    ask(0, 23);
    vi.advanceTimersByTime(300);
    const before = drawn.length;
    for (const row of [1, 2]) {
      pace.noteOutput(1);
      ask(row, row);
    }
    expect(drawn.slice(before)).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('draws the last of a flood as soon as nothing more comes', () => {
    const { pace, drawn, ask } = setup();
    pace.noteOutput(FLOOD);
    ask(0, 23);
    // Parsed, but more comes: no end.
    pace.noteDrained();
    vi.advanceTimersByTime(10);
    pace.noteOutput(FLOOD);
    ask(1, 22);
    vi.advanceTimersByTime(20);
    expect(drawn).toEqual([[0, 23]]);
    pace.noteDrained();
    vi.advanceTimersByTime(15);
    expect(drawn).toEqual([
      [0, 23],
      [1, 22],
    ]);
    pace.noteDrained();
    vi.advanceTimersByTime(200);
    expect(drawn).toHaveLength(2);
  });

  it('does not hold back a graphics card', () => {
    const { pace, drawn, ask } = setup(false);
    for (let frame = 0; frame < 10; frame++) {
      pace.noteOutput(FLOOD);
      ask(0, 23);
    }
    expect(drawn).toHaveLength(10);
  });

  it('draws rows for a selection only where there is one, or was', () => {
    const { internals, selections } = setup();
    internals.handleSelectionChanged(undefined, undefined, false);
    expect(selections).toEqual([]);
    internals.handleSelectionChanged([1, 2], [5, 2], false);
    internals.handleSelectionChanged(undefined, undefined, false);
    internals.handleSelectionChanged(undefined, undefined, false);
    expect(selections).toEqual([[1, 2], undefined]);
  });

  it('paints no selection anew that was taken back before the terminal changed its size', () => {
    let asked: FrameRequestCallback[] = [];
    vi.spyOn(window, 'requestAnimationFrame').mockImplementation((run) => asked.push(run));
    const frames = (): void => {
      for (let round = 0; round < 3; round++) {
        const due = asked;
        asked = [];
        for (const run of due) run(0);
      }
    };
    const term = new Terminal({ cols: 80, rows: 24 });
    const at = document.body.appendChild(document.createElement('div'));
    term.open(at);
    const pace = paceDrawing(term, { costly: () => true });
    const boxes = (): number => at.querySelector('.xterm-selection')?.childElementCount ?? -1;
    term.select(2, 3, 40);
    frames();
    expect(boxes()).toBeGreaterThan(0);
    term.clearSelection();
    frames();
    expect(boxes()).toBe(0);
    term.resize(70, 20);
    frames();
    expect(boxes()).toBe(0);
    pace.dispose();
    term.dispose();
    vi.restoreAllMocks();
  });

  it('leaves everything as it was when it ends', () => {
    const { internals, pace, drawn, ask } = setup();
    pace.noteOutput(FLOOD);
    ask(0, 1);
    ask(2, 3);
    pace.dispose();
    vi.advanceTimersByTime(200);
    expect(drawn).toEqual([[0, 1]]);
    expect(renderInternals(new Terminal())).toBeUndefined();
    expect(internals._renderDebouncer).toBeDefined();
  });
});
