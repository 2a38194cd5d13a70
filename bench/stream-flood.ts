import type { Browser, Page } from 'playwright';
import { openTerminal, runLine, seen, type TappedWindow } from './app-page.ts';
import { residentBytes } from './app.ts';
import type { DelayProxy } from '../e2e/testbed/delay-proxy.ts';
import { median, p95, repeat, type Bench } from './harness.ts';
import { show } from './report.ts';
import { PROMPT } from './ssh-world.ts';

/** The window of a terminal's channel: what may be under way. */
const WINDOW = 512 * 1024;
const ACK_STEP = 64 * 1024;
const FLOOD = 'seq 1 1000000000';
/** The flood has settled when so much was parsed. */
const SETTLED_BYTES = 4 * 1024 * 1024;
const MEMORY_SAMPLES = 20;
const SAMPLE_MS = 250;
/** Nothing came for so long: nothing more will come. */
const QUIET_MS = 500;

/** What a flood does to keys, to the page and to memory. */
export async function measureFlood(
  bench: Bench,
  { browser, page, stream, hostPid }: { browser: Browser; page: Page; stream: number; hostPid: number },
): Promise<void> {
  await page.bringToFront();
  await forgetTasks(page);
  const parsedAfter: number[] = [];
  const stopped = await repeat(bench.rounds * 4, async () => {
    await startFlood(page, stream);
    const { took, parsed } = await interrupt(page, stream);
    parsedAfter.push(parsed);
    return took;
  });
  bench.report({
    name: 'Ctrl-C to prompt in a flood, p95',
    value: p95(stopped),
    unit: 'ms',
    goal: 150,
    samples: { ours: stopped },
    note: `p50 ${median(stopped).toFixed(0)} ms`,
  });
  bench.report({
    name: 'bytes parsed after Ctrl-C',
    value: Math.max(...parsedAfter),
    unit: 'bytes',
    goal: WINDOW + ACK_STEP,
    exact: true,
    samples: { ours: parsedAfter },
  });

  await startFlood(page, stream);
  const host: number[] = [];
  const pages: number[] = [];
  const own = { host: [] as number[], page: [] as number[] };
  for (let sample = 0; sample < MEMORY_SAMPLES; sample++) {
    await page.waitForTimeout(SAMPLE_MS);
    host.push(residentBytes(hostPid));
    pages.push(await largestRenderer(browser, 'VmRSS'));
    own.host.push(residentBytes(hostPid, 'RssAnon'));
    own.page.push(await largestRenderer(browser, 'RssAnon'));
  }
  await interrupt(page, stream);
  bench.report({
    name: 'memory of the host in a flood',
    value: Math.max(...host),
    unit: 'bytes',
    goal: 120 * 1_048_576,
    samples: { ours: host },
    note: `RssAnon ${show(Math.max(...own.host), 'bytes')}`,
  });
  bench.report({
    name: 'memory of the renderer in a flood',
    value: Math.max(...pages),
    unit: 'bytes',
    goal: 280 * 1_048_576,
    samples: { ours: pages },
    note: `RssAnon ${show(Math.max(...own.page), 'bytes')}`,
  });

  const tasks = await page.evaluate(() => (window as unknown as TappedWindow).benchTap.longTasks.map((task) => task.took));
  bench.report({
    name: 'longest page task in a flood',
    // Only tasks from 50 ms on are told of.
    value: Math.max(50, ...tasks),
    unit: 'ms',
    goal: 100,
    samples: { ours: tasks },
    note: `${tasks.length} of 50 ms and more`,
  });
}

/** Starts a flood and waits until it runs evenly. */
export async function startFlood(page: Page, stream: number): Promise<void> {
  const before = await parsedOf(page, stream);
  await page.keyboard.insertText(FLOOD);
  await page.keyboard.press('Enter');
  await page.waitForFunction(([id, goal]) => ((window as unknown as TappedWindow).benchTap.streams[id]?.parsed ?? 0) > goal, [
    stream,
    before + SETTLED_BYTES,
  ] as const);
}

/** Presses Ctrl-C; milliseconds and bytes parsed from the key to the prompt. */
export async function interrupt(page: Page, stream: number): Promise<{ took: number; parsed: number }> {
  const prompt = seen(page, PROMPT, stream);
  await page.keyboard.press('Control+c');
  const end = await prompt;
  const key = await page.evaluate(() => (window as unknown as TappedWindow).benchTap.key);
  return { took: end.at - key.at, parsed: end.parsed - (key.parsed[stream] ?? 0) };
}

/** The page stops parsing in the middle of a flood: what has left the server by then lies in the host or on the way. */
export async function measureHeld(bench: Bench, page: Page, counted: DelayProxy): Promise<void> {
  await page.getByText('Instances', { exact: true }).first().click();
  const stream = await openTerminal(page, 'counted');
  const idle = await runLine(page, stream, '');
  const sentBefore = counted.fromTarget;
  await startFlood(page, stream);
  await page.evaluate(() => void ((window as unknown as TappedWindow).benchTap.hold = true));
  for (let before = -1; before !== counted.fromTarget; ) {
    before = counted.fromTarget;
    await page.waitForTimeout(QUIET_MS);
  }
  const parsed = (await parsedOf(page, stream)) - idle.parsed;
  bench.report({
    name: 'unread bytes that left the server, page hangs',
    value: counted.fromTarget - sentBefore - parsed,
    unit: 'bytes',
    goal: 2 * WINDOW,
    exact: true,
    note: 'held by the host or under way to the page',
  });
}

function parsedOf(page: Page, stream: number): Promise<number> {
  return page.evaluate((id) => (window as unknown as TappedWindow).benchTap.streams[id]?.parsed ?? 0, stream);
}

async function forgetTasks(page: Page): Promise<void> {
  await page.evaluate(() => void ((window as unknown as TappedWindow).benchTap.longTasks.length = 0));
}

/** The app's page is the one that works: no other has nearly as much. */
async function largestRenderer(browser: Browser, part: 'VmRSS' | 'RssAnon'): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentBytes(id, part));
  return Math.max(...sizes);
}
