// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useFixedRows, type FixedRows } from './use-fixed-rows.ts';

let measured: (height: number) => void;
let rows: () => FixedRows;
let scroller: HTMLElement;

beforeEach(() => {
  // jsdom lays nothing out: what the browser would tell is told here.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(told: (entries: { contentRect: { height: number } }[]) => void) {
        measured = (height) => act(() => told([{ contentRect: { height } }]));
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** Gives what changes the number of rows. */
function show(count: number): (count: number) => void {
  scroller = document.createElement('div');
  Object.defineProperty(scroller, 'clientHeight', { value: 120 });
  Object.defineProperty(scroller, 'scrollTo', { value: ({ top }: ScrollToOptions) => (scroller.scrollTop = top ?? 0) });
  const options = { rowPx: 10, headPx: 20, overscan: 2 };
  const { result, rerender } = renderHook((now: number) => useFixedRows({ current: scroller }, { ...options, count: now }), {
    initialProps: count,
  });
  rows = () => result.current;
  measured(120);
  return rerender;
}

function scroll(top: number): void {
  scroller.scrollTop = top;
  act(() => void scroller.dispatchEvent(new Event('scroll')));
}

it('draws what is in view below the head, and a few rows more', () => {
  show(50_000);
  expect([rows().from, rows().to]).toEqual([0, 13]);
  scroll(1_005);
  expect([rows().from, rows().to]).toEqual([98, 113]);
});

it('draws the end of a list that became shorter than where it was scrolled to', () => {
  const setCount = show(50_000);
  scroll(400_000);
  setCount(30);
  expect([rows().from, rows().to]).toEqual([17, 30]);
  setCount(3);
  expect([rows().from, rows().to]).toEqual([0, 3]);
});

it('scrolls to a row by no more than is needed', () => {
  show(1_000);
  rows().scrollTo(5);
  expect(scroller.scrollTop).toBe(0);
  // Its lower edge at the lower edge of the view: (20 + 1) × 10 and the head, less the height.
  rows().scrollTo(20);
  expect(scroller.scrollTop).toBe(110);
  rows().scrollTo(15);
  expect(scroller.scrollTop).toBe(110);
  rows().scrollTo(4);
  expect(scroller.scrollTop).toBe(40);
});
