import type { Browser, Page } from 'playwright';
import { filterRows } from '../renderer/features/instances/order.ts';
import { searchWords, toRow } from '../renderer/features/instances/rows.ts';
import { toInstance } from '../electron/clouds/aws/instance-row.ts';
import { readInstancesPage } from '../electron/clouds/aws/instances-xml.ts';
import { startApp, type App } from './app.ts';
import { knowServer, openAppPage, openTerminal, serverInstance } from './app-page.ts';
import { makeAwsHome } from './aws-home.ts';
import { launchChromium } from './chromium.ts';
import { openEc2Endpoint, describeAll, type Ec2Endpoint } from './ec2-endpoint.ts';
import { makeFleet, REGION } from './fleet.ts';
import { p95, quantile, type Bench, type Suite } from './harness.ts';
import { reportBlock, startIdleProcess } from './idle-process.ts';
import { watchPaints, type PaintWindow } from './paints.ts';
import type { Spent } from './loop-meter.ts';
import { startSshWorld, type SshWorld } from './ssh-world.ts';
import { echoTimes } from './stream-echo.ts';

/** What a person types to find a machine: words that match thousands, dozens and none. */
const SEARCHES = ['web-payments', 'prod cache 00', 'r6i', '10.0.12', 'nothing like it'];

/** Sorts before all others, so that it is on the screen without a search. */
const TERMINAL = 'a-calm';

/** The list of instances with many rows in it. */
export const suite: Suite = async (bench) => {
  const world = await startSshWorld();
  const browser = await launchChromium();
  try {
    for (const count of [10_000, 50_000]) await rows(bench, browser, world, count);
  } finally {
    await browser.close();
    await world.stop();
  }
};

async function rows(bench: Bench, browser: Browser, world: SshWorld, count: number): Promise<void> {
  const fleet = makeFleet(count, [serverInstance(0, TERMINAL, world, world.sshd.port)]);
  const endpoint = await openEc2Endpoint(fleet);
  const home = makeAwsHome(endpoint.url);
  knowServer(home, world);
  let app: App | undefined;
  try {
    filter(bench, count, fleet);
    app = await startApp(home);
    const page = await openAppPage(browser, app);
    await listed(page, count);
    await search(bench, page, count);
    await scroll(bench, page, count);
    if (count === 10_000) await refresh(bench, { page, app, endpoint }, count);
    await page.close();
  } finally {
    await app?.close();
    await endpoint.close();
    home.remove();
  }
}

/** The page's own filter, row by row, without its page. */
function filter(bench: Bench, count: number, fleet: Parameters<typeof describeAll>[0]): void {
  const all = readInstancesPage(describeAll(fleet)).instances.map((row) => toRow(toInstance(row, 'aws:bench', REGION)));
  const times: number[] = [];
  for (let round = 0; round <= bench.rounds; round++) {
    for (const text of SEARCHES) {
      for (let end = 1; end <= text.length; end++) {
        const start = performance.now();
        filterRows(all, searchWords(text.slice(0, end)));
        if (round > 0) times.push(performance.now() - start);
      }
    }
  }
  bench.report({
    name: `${count} rows, filter p95`,
    value: p95(times),
    unit: 'ms',
    goal: 20,
    note: `p50 ${quantile(times, 0.5).toFixed(1)} ms`,
  });
}

async function listed(page: Page, count: number): Promise<void> {
  await page
    .getByRole('toolbar', { name: 'Instances' })
    .getByText(count.toLocaleString('en'), { exact: true })
    .waitFor({ timeout: 120_000 });
  await page.getByText(TERMINAL, { exact: true }).first().waitFor();
}

/** After this long without a new picture the last one is taken as the answer to a key. Milliseconds. */
const SETTLE_MS = 250;

/** From a key in the search field to the last picture that it changed. */
async function search(bench: Bench, page: Page, count: number): Promise<void> {
  await page.evaluate(watchPaints, '[role=grid], [role=toolbar]');
  const field = page.getByRole('searchbox', { name: 'Search instances' });
  const times: number[] = [];
  for (let round = 0; round <= bench.rounds; round++) {
    for (const text of SEARCHES) {
      await field.click();
      await field.fill('');
      await page.waitForTimeout(SETTLE_MS);
      for (const letter of text) {
        await page.keyboard.type(letter);
        await page.waitForTimeout(SETTLE_MS);
        const took = await page.evaluate(() => (window as unknown as PaintWindow).benchPaints.sinceKey());
        if (round > 0) times.push(took);
      }
    }
  }
  await field.fill('');
  bench.report({
    name: `${count} rows, search key to paint p95`,
    value: p95(times),
    unit: 'ms',
    goal: 50,
    samples: { ours: times },
    note: `p50 ${quantile(times, 0.5).toFixed(1)} ms`,
  });
}

const WHEEL_STEPS = 60;
const WHEEL_PIXELS = 700;

async function scroll(bench: Bench, page: Page, count: number): Promise<void> {
  await page.waitForTimeout(SETTLE_MS);
  await page.getByRole('grid', { name: 'Instances' }).hover();
  await page.evaluate(() => (window as unknown as PaintWindow).benchPaints.frames.splice(0));
  for (let step = 0; step < WHEEL_STEPS; step++) await page.mouse.wheel(0, WHEEL_PIXELS);
  const gaps = await page.evaluate(() => [...(window as unknown as PaintWindow).benchPaints.frames]);
  bench.report({
    name: `${count} rows, between frames while scrolling p95`,
    value: p95(gaps),
    unit: 'ms',
    samples: { ours: gaps },
    note: `p50 ${quantile(gaps, 0.5).toFixed(1)} ms of ${gaps.length} frames`,
  });
}

/** A terminal in use while the whole list is read anew, over and over, and finds one row in a hundred changed each time. */
async function refresh(
  bench: Bench,
  { page, app, endpoint }: { readonly page: Page; readonly app: App; readonly endpoint: Ec2Endpoint },
  count: number,
): Promise<void> {
  // What watched the page before draws a frame all the time.
  await page.reload();
  await listed(page, count);
  await page.getByRole('searchbox', { name: 'Search instances' }).fill(TERMINAL);
  const calm = await openTerminal(page, TERMINAL);
  // The list beside the terminal: it has the button that refreshes, and its pictures take their time as well.
  await page.getByText('Instances', { exact: true }).first().click();
  await page.keyboard.press('Control+\\');
  await page.getByLabel(`Terminal ${TERMINAL}`).locator('.xterm-helper-textarea').focus();
  const button = page.getByRole('button', { name: 'Refresh all instances' });
  await button.waitFor();
  const before = endpoint.listed;
  let going = true;
  const refreshing = (async () => {
    while (going) {
      endpoint.change();
      await button.evaluate((element: HTMLElement) => element.click());
      await page.waitForTimeout(1_000);
    }
  })();
  const times: number[] = [];
  const spent: Spent[] = [];
  const idleBlocks: number[] = [];
  const idle = startIdleProcess();
  for (let round = 0; round < bench.rounds; round++) {
    await idle.start();
    await app.host.ask('start');
    times.push(...(await echoTimes(page, calm, 1)));
    spent.push(await app.host.ask<Spent>('stop'));
    idleBlocks.push(await idle.stop());
  }
  going = false;
  await idle.close();
  await refreshing;
  if (endpoint.listed - before < count * bench.rounds) throw new Error('The list was not read while it was measured.');
  bench.report({
    name: `echo during a refresh of ${count} instances p95`,
    value: p95(times),
    unit: 'ms',
    goal: 20,
    samples: { ours: times },
    note: `p50 ${quantile(times, 0.5).toFixed(1)} ms`,
  });
  reportBlock(bench, `longest block of the host's loop during it`, spent, idleBlocks);
}
