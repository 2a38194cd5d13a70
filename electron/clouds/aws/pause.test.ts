import { expect, it } from 'vitest';
import { createPause } from './pause.ts';

it('rests three times as long as the thread has worked since the last pause, and never for long', async () => {
  const clock = { worked: 1_000 };
  const rests: number[] = [];
  const pause = createPause(
    () => clock.worked,
    (ms) => {
      rests.push(ms);
      // Other work of the thread meanwhile is none of this list's.
      clock.worked += 50;
      return Promise.resolve();
    },
  );
  for (const work of [10, 0, 20, 400]) {
    clock.worked += work;
    await pause();
  }
  expect(rests).toEqual([30, 0, 60, 100]);
});
