import type { Page } from 'playwright';
import { openTerminal, runLine, seen, type TappedWindow } from './app-page.ts';
import { p95, quantile, type Bench } from './harness.ts';
import { PROMPT } from './ssh-world.ts';
import { interrupt, startFlood } from './stream-flood.ts';

/** Keys of one round: fewer than a line holds. */
const KEYS = 60;
/** A fast typist; each echo is there before the next key. */
const BETWEEN_MS = 40;

/** Milliseconds from a key to its echo parsed, in a quiet tab, alone and beside a tab that floods. */
export async function measureEcho(bench: Bench, page: Page, flood: number): Promise<void> {
  await page.getByText('Instances', { exact: true }).first().click();
  const calm = await openTerminal(page, 'calm');
  const idle = await echoTimes(page, calm, bench.rounds);
  bench.report({ name: 'echo idle p50', value: quantile(idle, 0.5), unit: 'ms', goal: 4, samples: { ours: idle } });
  bench.report({ name: 'echo idle p95', value: p95(idle), unit: 'ms', goal: 10 });

  await showTab(page, 'flood');
  await startFlood(page, flood);
  await showTab(page, 'calm');
  const beside = await echoTimes(page, calm, bench.rounds);
  bench.report({
    name: 'echo with another tab flooding p95',
    value: p95(beside),
    unit: 'ms',
    goal: 50,
    samples: { ours: beside },
    note: `p50 ${quantile(beside, 0.5).toFixed(1)} ms`,
  });
  await showTab(page, 'flood');
  await interrupt(page, flood);
}

export async function showTab(page: Page, name: string): Promise<void> {
  await page
    .getByRole('tab', { name })
    .or(page.locator('.dv-tab', { hasText: name }))
    .first()
    .click();
  await page.getByLabel(`Terminal ${name}`).locator('.xterm-helper-textarea').focus();
}

/** Types letters that the remote terminal itself echoes, byte for byte; the first round is dropped. */
export async function echoTimes(page: Page, stream: number, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    await runLine(page, stream, '');
    await page.keyboard.insertText('cat > /dev/null');
    const before = await page.evaluate((id) => (window as unknown as TappedWindow).benchTap.streams[id]?.received ?? 0, stream);
    await page.keyboard.press('Enter');
    // The line break that Enter makes is the last thing before silence.
    await page.waitForFunction(
      ([id, count]) => {
        const one = (window as unknown as TappedWindow).benchTap.streams[id];
        return one !== undefined && one.parsed === one.received && one.received >= count;
      },
      [stream, before + 2] as const,
    );
    await page.evaluate((id) => (window as unknown as TappedWindow).benchTap.echoes(id), stream);
    await page.keyboard.type('abcdefghij'.repeat(KEYS / 10), { delay: BETWEEN_MS });
    await page.waitForFunction((count) => (window as unknown as TappedWindow).benchTap.echoTimes.length >= count, KEYS);
    const round1 = await page.evaluate(() => {
      const { benchTap } = window as unknown as TappedWindow;
      const all = [...benchTap.echoTimes];
      benchTap.echoes(-1);
      return all;
    });
    if (round > 0) times.push(...round1);
    const prompt = seen(page, PROMPT, stream);
    await page.keyboard.press('Control+c');
    await prompt;
  }
  return times;
}
