import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { collectAtRest } from './loading-garbage.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('collects once, when no call has run for a while', () => {
  const collect = vi.fn<() => void>();
  const rest = collectAtRest(collect);
  rest.begin();
  rest.begin();
  rest.end();
  vi.advanceTimersByTime(60_000);
  expect(collect).not.toHaveBeenCalled();
  rest.end();
  vi.advanceTimersByTime(2_000);
  rest.begin();
  vi.advanceTimersByTime(60_000);
  expect(collect).not.toHaveBeenCalled();
  rest.end();
  vi.advanceTimersByTime(60_000);
  expect(collect).toHaveBeenCalledOnce();
  rest.begin();
  rest.end();
  vi.advanceTimersByTime(60_000);
  expect(collect).toHaveBeenCalledOnce();
});

it('does nothing where the engine has no way to collect', () => {
  const rest = collectAtRest(undefined);
  rest.begin();
  rest.end();
  expect(vi.getTimerCount()).toBe(0);
});
