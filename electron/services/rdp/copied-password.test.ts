import { expect, it, vi } from 'vitest';
import { CLEAR_AFTER_MS, createCopiedPassword } from './copied-password.ts';
import { movedClock } from './testing/moved-clock.ts';

function desk() {
  const on = { text: 'before' };
  const clock = movedClock(0);
  const copied = createCopiedPassword({ read: async () => on.text, write: async (text) => void (on.text = text) }, clock);
  return { on, clock, copied };
}

it('a copied password leaves the clipboard after a minute', async () => {
  const { on, clock, copied } = desk();
  await copied.copy('p4$$ 🔑');
  clock.move(CLEAR_AFTER_MS - 1);
  expect(on.text).toBe('p4$$ 🔑');
  clock.move(1);
  await vi.waitFor(() => expect(on.text).toBe(''));
});

it('what the person copied since is left alone', async () => {
  const { on, clock, copied } = desk();
  await copied.copy('p4$$');
  on.text = 'a link';
  clock.move(CLEAR_AFTER_MS);
  await copied.clear();
  expect(on.text).toBe('a link');
});

it('a second one has a minute of its own', async () => {
  const { on, clock, copied } = desk();
  await copied.copy('one');
  clock.move(CLEAR_AFTER_MS - 1);
  await copied.copy('two');
  clock.move(CLEAR_AFTER_MS - 1);
  expect(on.text).toBe('two');
  clock.move(1);
  await vi.waitFor(() => expect(on.text).toBe(''));
});

it('it goes at once when the app ends, and only then if it is still there', async () => {
  const { on, clock, copied } = desk();
  await copied.copy('one');
  await copied.clear();
  expect([on.text, clock.waiting()]).toEqual(['', []]);
  on.text = 'other';
  await copied.clear();
  expect(on.text).toBe('other');
});
