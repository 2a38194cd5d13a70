import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright';
import { makeHomeOfBoth, openEcsEndpoint } from './alibaba-account.ts';
import { builtApp, builtWithoutAlibaba, processorMs, startApp } from './app.ts';
import { makeAwsHome, type AwsHome } from './aws-home.ts';
import { launchChromium } from './chromium.ts';
import { openEc2Endpoint } from './ec2-endpoint.ts';
import { makeFleet } from './fleet.ts';
import { format, median, p95, repeat, reportRatio, spread, type Bench, type Suite } from './harness.ts';
import { openUnwatched, type UnwatchedPage } from './unwatched-page.ts';

const run = promisify(execFile);
/** Differences of a few per cent need more rounds than three. */
const CLOUD_ROUNDS = 5;
/** As largest ÷ smallest. */
const CLOUD_STEADY = 1.1;
const now = (): number => performance.timeOrigin + performance.now();

/** From nothing to something on the screen. */
export const suite: Suite = async (bench) => {
  const endpoint = await openEc2Endpoint(makeFleet(40));
  const home = makeAwsHome(endpoint.url);
  const browser = await launchChromium();
  const freshData = (): string => mkdtempSync(join(home.folder, 'data-'));
  try {
    const loads = await repeat(bench.rounds, () => loadMain(home, freshData()));
    bench.report({
      name: 'main bundle loaded and listening',
      value: median(loads),
      unit: 'ms',
      goal: 150,
      samples: { ours: loads },
      note: 'within the process',
    });

    await reportRatio(bench, {
      name: 'host process to painted page ÷ a bare Node http server',
      goal: 3,
      ours: () => appShows(browser, home, freshData(), framePainted),
      base: () => bareServerShows(browser),
    });

    const rows = await repeat(bench.rounds, () => appShows(browser, home, freshData(), firstRow));
    bench.report({
      name: 'host start to first instance row, first time',
      value: median(rows),
      unit: 'ms',
      samples: { ours: rows },
      note: `p95 ${p95(rows).toFixed(0)} ms`,
    });
    const kept = freshData();
    const again = await repeat(bench.rounds, () => appShows(browser, home, kept, firstRow));
    bench.report({
      name: 'host start to first instance row, list kept',
      value: median(again),
      unit: 'ms',
      samples: { ours: again },
      note: `p95 ${p95(again).toFixed(0)} ms`,
    });
    await compareClouds(bench, { browser, home, ec2: endpoint.url });
  } finally {
    await browser.close();
    await endpoint.close();
    rmSync(home.folder, { recursive: true, force: true });
  }
};

type Side = 'without' | 'with' | 'removed';
type Costs = Readonly<Record<'painted page' | 'first instance row' | 'processor', number>>;

/**
 * What the second cloud costs: with an account there, and without one against the same build that has no such cloud. Each start gives all
 * three figures; the sides take turns.
 */
async function compareClouds(bench: Bench, { browser, home, ec2 }: { browser: Browser; home: AwsHome; ec2: string }): Promise<void> {
  const ecs = await openEcsEndpoint(40);
  const both = makeHomeOfBoth(ec2, ecs.url);
  const sides: Readonly<Record<Side, { readonly home: AwsHome; readonly build: string }>> = {
    without: { home, build: builtApp() },
    with: { home: both, build: builtApp() },
    removed: { home, build: builtWithoutAlibaba() },
  };
  const order: readonly Side[] = ['without', 'with', 'removed'];
  const samples: Record<Side, Costs[]> = { without: [], with: [], removed: [] };
  try {
    for (let round = 0; round <= Math.max(bench.rounds, CLOUD_ROUNDS); round++) {
      for (const [at] of order.entries()) {
        const side = order[(at + round) % order.length] ?? 'without';
        const costs = await startCosts(browser, sides[side]);
        if (round > 0) samples[side].push(costs);
      }
    }
    if (ecs.lists === 0) throw new Error('The account of Alibaba Cloud was never listed.');
    for (const what of ['painted page', 'first instance row', 'processor'] as const) {
      const name = what === 'processor' ? 'processor time of the host until the first row' : `host start to ${what}`;
      const of = (side: Side): number[] => samples[side].map((costs) => costs[what]);
      const compare = (title: string, goal: number, ours: Side, base: Side): void => {
        const ratio = median(of(ours)) / median(of(base));
        // A machine that varies by more than what is looked for cannot say no.
        const unsure = ratio > goal && spread(of(base)) > CLOUD_STEADY;
        const note = `${format(median(of(ours)))} against ${format(median(of(base)))} ms`;
        const both = { ours: of(ours), base: of(base) };
        bench.report({ name: title, value: ratio, unit: '×', goal, samples: both, note, ...(unsure ? { verdict: 'inconclusive' } : {}) });
      };
      compare(`${name}, an account of Alibaba Cloud besides ÷ none`, 1.1, 'with', 'without');
      compare(`${name}, no account there ÷ a build without Alibaba Cloud`, 1.02, 'without', 'removed');
    }
  } finally {
    await ecs.close();
    both.remove();
  }
}

async function startCosts(browser: Browser, { home, build }: { readonly home: AwsHome; readonly build: string }): Promise<Costs> {
  const start = now();
  const app = await startApp(home, { data: mkdtempSync(join(home.folder, 'data-')), build, probe: false });
  const page = await openUnwatched(browser, watchPage);
  try {
    await page.goto(app.url);
    const painted = await framePainted(page);
    const row = await firstRow(page);
    return { 'painted page': painted - start, 'first instance row': row - start, processor: processorMs(app.host.pid) };
  } finally {
    await page.close();
    await app.close();
  }
}

/** Milliseconds that a fresh process needs to bring in the bundle and listen; the process's own start is not in it. */
async function loadMain(home: AwsHome, data: string): Promise<number> {
  const entry = pathToFileURL(join(builtApp(), 'out/main/browser-host.js')).href;
  const code = `const start = performance.now(); await import(${JSON.stringify(entry)}); console.log('took ' + (performance.now() - start)); process.kill(process.pid, 'SIGTERM');`;
  const args = ['--input-type=module', '--eval', code, 'browser-host', '--no-open', '--data-dir', data];
  const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...home.env }, encoding: 'utf8' });
  const took = /^took ([\d.]+)$/mu.exec(stdout)?.[1];
  if (took === undefined) throw new Error(`The bundle did not load: ${stdout}`);
  return Number(took);
}

async function appShows(browser: Browser, home: AwsHome, data: string, shown: (page: UnwatchedPage) => Promise<number>): Promise<number> {
  const start = now();
  const app = await startApp(home, { data, probe: false });
  const page = await openUnwatched(browser, watchPage);
  try {
    await page.goto(app.url);
    return (await shown(page)) - start;
  } finally {
    await page.close();
    await app.close();
  }
}

async function bareServerShows(browser: Browser): Promise<number> {
  const code = `const s = require('node:http').createServer((q, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>.')); s.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + s.address().port));`;
  const start = now();
  const child = spawn(process.execPath, ['--eval', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  const page = await openUnwatched(browser, watchPage);
  try {
    await page.goto(url);
    return (await firstPaint(page)) - start;
  } finally {
    await page.close();
    child.kill();
    await exited;
  }
}

/** When the page first drew something of its own; epoch milliseconds. */
function firstPaint(page: UnwatchedPage): Promise<number> {
  return page.until(`(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return paint === undefined ? undefined : performance.timeOrigin + paint.startTime;
  })()`);
}

/** Runs in the page before all else: notes when the app's frame, not just a word that it is coming, has been drawn; and its first row. */
function watchPage(): void {
  const now = (): number => performance.timeOrigin + performance.now();
  let framed = false;
  const seen = new MutationObserver(() => {
    if (!framed && document.querySelector('[role=toolbar]') !== null) {
      framed = true;
      requestAnimationFrame(() => {
        // A message that is sent in the frame is delivered when the frame has been drawn.
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => Object.assign(window, { benchFrame: now() }));
        port1.start();
        port2.postMessage(0);
      });
    }
    const row = document.querySelector('[role=grid] [role=rowgroup] [role=row]:not([aria-rowindex="1"])');
    if (row === null || row.textContent === '') return;
    Object.assign(window, { benchRow: now() });
    seen.disconnect();
  });
  seen.observe(document, { subtree: true, childList: true });
}

async function framePainted(page: UnwatchedPage): Promise<number> {
  const framed = await page.until<number>('window.benchFrame');
  return Math.max(await firstPaint(page), framed);
}

const firstRow = (page: UnwatchedPage): Promise<number> => page.until<number>('window.benchRow');
