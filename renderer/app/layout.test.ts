// @vitest-environment jsdom
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
  vi.unstubAllGlobals();
  vi.useRealTimers();
  sessionStorage.clear();
});

/** A page of its own, with a host that takes what it is sent and never says so: the page goes before it could. */
async function newPage(): Promise<{ layout: typeof import('./layout.ts'); sent: unknown[] }> {
  vi.resetModules();
  const sent: unknown[] = [];
  const call: RpcClient['call'] = (_method, input) => {
    sent.push(input);
    return never();
  };
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

it('takes what the host kept when nothing was left to write, also where the page went once before and was brought back', async () => {
  const before = await newPage();
  before.layout.startLayout(KEPT);
  before.layout.changeLayout({ sidebar: { open: true, width: 333 } });
  window.dispatchEvent(new Event('pagehide'));
  before.layout.changeLayout({ sidebar: { open: true, width: 444 } });
  vi.runAllTimers();
  expect(before.sent.at(-1)).toEqual({ layout: expect.stringContaining('"width":444') });
  window.dispatchEvent(new Event('pagehide'));
  const after = await newPage();
  after.layout.startLayout(KEPT);
  expect(after.layout.layoutStore.getState().sidebar.width).toBe(200);
});
