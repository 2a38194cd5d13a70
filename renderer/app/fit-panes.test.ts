import { expect, test } from 'vitest';
import { fitPanes, ROOM_FOR_ALL } from './fit-panes.ts';
import { DETAILS_WIDTH, SIDEBAR_WIDTH } from './layout-shape.ts';

const USUAL = { sidebar: SIDEBAR_WIDTH.usual, details: DETAILS_WIDTH.usual };
const WIDEST = { sidebar: SIDEBAR_WIDTH.max, details: DETAILS_WIDTH.max };
const widths = (room: number, kept = USUAL) => {
  const { sidebar, details, over } = fitPanes(room, kept);
  return { sidebar: sidebar?.width ?? 0, details: details?.width ?? 0, over };
};

test('panes have the width that is kept of them wherever there is room', () => {
  for (const room of [800, 1280, 1920]) expect(widths(room)).toEqual({ sidebar: 224, details: 300, over: false });
  expect(widths(ROOM_FOR_ALL, WIDEST)).toEqual({ sidebar: 480, details: 640, over: false });
});

test('the details give way first, then the sidebar, then the details lie over the list', () => {
  expect(widths(720)).toEqual({ sidebar: 224, details: 256, over: false });
  expect(widths(680)).toEqual({ sidebar: 200, details: 240, over: false });
  expect(widths(640)).toEqual({ sidebar: 160, details: 240, over: false });
  expect(widths(639)).toEqual({ sidebar: 160, details: 240, over: true });
  expect(widths(320)).toEqual({ sidebar: 128, details: 240, over: true });
  expect(fitPanes(500, { sidebar: undefined, details: 300 })).toMatchObject({ details: { width: 260 }, over: false });
});

test('nothing is outside a window of any width, and no step of it makes anything jump', () => {
  for (const kept of [USUAL, WIDEST]) {
    for (let room = 320; room <= ROOM_FOR_ALL; room += 1) {
      const { sidebar, details, over } = widths(room, kept);
      expect(over ? Math.max(sidebar, details) : sidebar + 240 + details).toBeLessThanOrEqual(room);
      expect(Math.abs(widths(room + 1, kept).sidebar - sidebar)).toBeLessThanOrEqual(1);
      expect(Math.abs(widths(room + 1, kept).details - details)).toBeLessThanOrEqual(1);
    }
  }
});

test('opening the details does not move the sidebar', () => {
  for (let room = 320; room <= 1280; room += 16) {
    expect(fitPanes(room, { ...USUAL, details: undefined }).sidebar).toEqual(fitPanes(room, USUAL).sidebar);
  }
});

test('an edge is dragged no further than there is room', () => {
  expect(fitPanes(720, USUAL).details).toEqual({ width: 256, min: 240, max: 256 });
  expect(fitPanes(1280, USUAL).sidebar).toEqual({ width: 224, min: 160, max: 480 });
});
