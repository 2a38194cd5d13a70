import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPatience } from './patience.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a wait ends after its time', () => {
  const expired = vi.fn();
  createPatience().wait(1_000, expired);
  vi.advanceTimersByTime(999);
  expect(expired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(expired).toHaveBeenCalledTimes(1);
});

test('it stands still while a person is asked, and goes on with what was left', async () => {
  const expired = vi.fn();
  const patience = createPatience();
  patience.wait(1_000, expired);
  vi.advanceTimersByTime(600);
  const answer = Promise.withResolvers<string>();
  const asked = patience.standStill(() => answer.promise);
  vi.advanceTimersByTime(3_600_000);
  expect(expired).not.toHaveBeenCalled();
  answer.resolve('yes');
  expect(await asked).toBe('yes');
  vi.advanceTimersByTime(399);
  expect(expired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(expired).toHaveBeenCalledTimes(1);
});

test('it tells how long it has stood still', async () => {
  const patience = createPatience();
  vi.advanceTimersByTime(500);
  expect(patience.stoodStill()).toBe(0);
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const asked = answers.map(({ promise }) => patience.standStill(() => promise));
  vi.advanceTimersByTime(300);
  expect(patience.stoodStill()).toBe(300);
  answers[0].resolve();
  await asked[0];
  vi.advanceTimersByTime(700);
  answers[1].resolve();
  await asked[1];
  vi.advanceTimersByTime(5_000);
  await patience.standStill(async () => {
    vi.advanceTimersByTime(50);
  });
  expect(patience.stoodStill()).toBe(1_050);
});

test('it goes on after a question that was dismissed', async () => {
  const expired = vi.fn();
  const patience = createPatience();
  patience.wait(1_000, expired);
  await expect(patience.standStill(() => Promise.reject(new Error('dismissed')))).rejects.toThrow('dismissed');
  vi.advanceTimersByTime(1_000);
  expect(expired).toHaveBeenCalledTimes(1);
});

test('two questions at once: it goes on after the last answer', async () => {
  const expired = vi.fn();
  const patience = createPatience();
  patience.wait(1_000, expired);
  const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const asked = answers.map(({ promise }) => patience.standStill(() => promise));
  answers[0].resolve();
  await asked[0];
  vi.advanceTimersByTime(5_000);
  expect(expired).not.toHaveBeenCalled();
  answers[1].resolve();
  await asked[1];
  vi.advanceTimersByTime(1_000);
  expect(expired).toHaveBeenCalledTimes(1);
});

test('a wait that begins during a question runs only after the answer', async () => {
  const expired = vi.fn();
  const patience = createPatience();
  const answer = Promise.withResolvers<void>();
  const asked = patience.standStill(() => answer.promise);
  patience.wait(1_000, expired);
  vi.advanceTimersByTime(5_000);
  expect(expired).not.toHaveBeenCalled();
  answer.resolve();
  await asked;
  vi.advanceTimersByTime(1_000);
  expect(expired).toHaveBeenCalledTimes(1);
});

test('nothing expires when it is done', async () => {
  const expired = vi.fn();
  const patience = createPatience();
  patience.wait(1_000, expired);
  patience.done();
  await patience.standStill(async () => {});
  vi.advanceTimersByTime(10_000);
  expect(expired).not.toHaveBeenCalled();
});
