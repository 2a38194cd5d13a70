// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import { createElement } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RpcClient } from '../../shared/rpc/client.ts';

const KEPT = JSON.stringify({ version: 1, sidebar: { open: true, width: 200 } });
const never = (): Promise<never> => new Promise(() => {});

beforeEach(() => {
  vi.useFakeTimers();
  // jsdom has none: a system that says nothing of colours.
  vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: false }));
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  sessionStorage.clear();
});

/** A page of its own, with a host that takes what it is sent; whether it comes to say so depends. */
async function newPage(answer: () => Promise<undefined> = never): Promise<{ layout: typeof import('./layout.ts'); sent: unknown[] }> {
  vi.resetModules();
  const sent: unknown[] = [];
  const call = ((_method: string, input: unknown) => {
    sent.push(input);
    return answer();
  }) as unknown as RpcClient['call'];
  const { setClient } = await import('./client.ts');
  setClient({ call } as unknown as RpcClient);
  return { layout: await import('./layout.ts'), sent };
}

it('has after a reload what was changed just before it, whatever of it reached the host', async () => {
  const before = await newPage();
  before.layout.startLayout(KEPT);
  expect(before.layout.layoutStore.getState().sidebar.width).toBe(200);
  before.layout.changeLayout({ sidebar: { open: true, width: 333 } });
  window.dispatchEvent(new Event('pagehide'));

  const after = await newPage();
  after.layout.startLayout(KEPT);
  expect(after.layout.layoutStore.getState().sidebar.width).toBe(333);
  expect(after.sent).toEqual([{ layout: expect.stringContaining('"width":333') }]);
});

it('has after a reload what could not be sent, as when the Link has ended', async () => {
  for (const answer of [never, () => Promise.reject(new Error('The Link has ended.'))]) {
    const before = await newPage(answer);
    before.layout.startLayout(KEPT);
    before.layout.changeLayout({ sidebar: { open: true, width: 333 } });
    await vi.runAllTimersAsync();
    expect(before.sent).toHaveLength(1);
    window.dispatchEvent(new Event('pagehide'));
    const after = await newPage();
    after.layout.startLayout(KEPT);
    expect(after.layout.layoutStore.getState().sidebar.width).toBe(333);
  }
});

it('takes what the host kept when nothing was left to write, also where the page went once before and was brought back', async () => {
  const before = await newPage(() => Promise.resolve(undefined));
  before.layout.startLayout(KEPT);
  before.layout.changeLayout({ sidebar: { open: true, width: 333 } });
  window.dispatchEvent(new Event('pagehide'));
  before.layout.changeLayout({ sidebar: { open: true, width: 444 } });
  await vi.runAllTimersAsync();
  expect(before.sent.at(-1)).toEqual({ layout: expect.stringContaining('"width":444') });
  window.dispatchEvent(new Event('pagehide'));
  const after = await newPage();
  after.layout.startLayout(KEPT);
  expect(after.layout.layoutStore.getState().sidebar.width).toBe(200);
});

it('goes back to what it was while that is still under way', async () => {
  const answers: (() => void)[] = [];
  const page = await newPage(() => new Promise((resolve) => answers.push(() => resolve(undefined))));
  page.layout.startLayout(KEPT);
  const toggle = async (open: boolean): Promise<void> => {
    page.layout.changeLayout({ sidebar: { open, width: 200 } });
    await vi.advanceTimersByTimeAsync(300);
  };
  await toggle(false);
  await toggle(true);
  for (const answer of answers) answer();
  await vi.advanceTimersByTimeAsync(300);
  expect(page.sent).toEqual([{ layout: expect.stringContaining('"open":false') }, { layout: expect.stringContaining('"open":true') }]);
  // The host has confirmed the second one: nothing is left for the tab to keep.
  window.dispatchEvent(new Event('pagehide'));
  const after = await newPage();
  after.layout.startLayout(JSON.stringify({ version: 1, sidebar: { open: true, width: 222 } }));
  expect(after.layout.layoutStore.getState().sidebar.width).toBe(222);
});

it('does not put back what another window has changed since', async () => {
  const before = await newPage(() => Promise.reject(new Error('Another window has taken over.')));
  before.layout.startLayout(KEPT);
  before.layout.changeLayout({ sidebar: { open: true, width: 333 } });
  await vi.runAllTimersAsync();
  window.dispatchEvent(new Event('pagehide'));
  const after = await newPage();
  after.layout.startLayout(JSON.stringify({ version: 1, sidebar: { open: true, width: 444 } }));
  expect(after.layout.layoutStore.getState().sidebar.width).toBe(444);
  expect(after.sent).toEqual([]);
});

it('is kept at once, and while an edge is dragged four times a second', async () => {
  const page = await newPage(() => Promise.resolve(undefined));
  page.layout.startLayout(KEPT);
  await vi.advanceTimersByTimeAsync(10_000);
  page.layout.changeLayout({ sidebar: { open: false, width: 200 } });
  await vi.advanceTimersByTimeAsync(0);
  expect(page.sent).toHaveLength(1);
  for (let width = 201; width <= 300; width++) {
    page.layout.changeLayout({ sidebar: { open: true, width } });
    await vi.advanceTimersByTimeAsync(10);
  }
  await vi.advanceTimersByTimeAsync(250);
  expect(page.sent.length).toBeLessThan(7);
  expect(page.sent.at(-1)).toEqual({ layout: expect.stringContaining('"width":300') });
  // Nothing has changed since.
  page.layout.changeLayout({});
  await vi.advanceTimersByTimeAsync(1_000);
  expect(page.sent.length).toBeLessThan(7);
});

it('says once that it cannot be kept, and again only after it could be', async () => {
  const disk = { full: true };
  const page = await newPage(() => (disk.full ? Promise.reject(new Error('The disk is full.')) : Promise.resolve(undefined)));
  const { ToastHost } = await import('../ui/toast.tsx');
  render(createElement(ToastHost));
  const told = (): number => screen.queryAllByRole('alert').filter(({ textContent }) => textContent === 'The disk is full.').length;
  page.layout.startLayout(KEPT);
  const drag = async (width: number): Promise<void> => {
    page.layout.changeLayout({ sidebar: { open: true, width } });
    await act(() => vi.advanceTimersByTimeAsync(300));
  };
  await drag(301);
  await drag(302);
  expect(page.sent).toHaveLength(2);
  expect(told()).toBe(1);
  disk.full = false;
  await drag(303);
  disk.full = true;
  await drag(304);
  await drag(305);
  expect(told()).toBe(2);
});
