import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright';
import { builtApp, startApp } from './app.ts';
import { makeAwsHome, type AwsHome } from './aws-home.ts';
import { launchChromium, VIEWPORT } from './chromium.ts';
import { openEc2Endpoint } from './ec2-endpoint.ts';
import { makeFleet } from './fleet.ts';
import { median, p95, repeat, reportRatio, type Suite } from './harness.ts';

const run = promisify(execFile);
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
  } finally {
    await browser.close();
    await endpoint.close();
    rmSync(home.folder, { recursive: true, force: true });
  }
};

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

async function appShows(browser: Browser, home: AwsHome, data: string, shown: (page: Page) => Promise<number>): Promise<number> {
  const start = now();
  const app = await startApp(home, { data, probe: false });
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.addInitScript(watchFrame);
  try {
    await page.goto(app.url, { waitUntil: 'commit' });
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
  const page = await browser.newPage({ viewport: VIEWPORT });
  try {
    await page.goto(url, { waitUntil: 'commit' });
    return (await firstPaint(page)) - start;
  } finally {
    await page.close();
    child.kill();
    await exited;
  }
}

/** When the page first drew something of its own; epoch milliseconds. */
async function firstPaint(page: Page): Promise<number> {
  const found = await page.waitForFunction(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return paint === undefined ? undefined : performance.timeOrigin + paint.startTime;
  });
  return (await found.jsonValue()) ?? Number.NaN;
}

/** Runs in the page before all else: notes when the app's frame, not just a word that it is coming, has been drawn. */
function watchFrame(): void {
  const seen = new MutationObserver(() => {
    if (document.querySelector('[role=toolbar]') === null) return;
    seen.disconnect();
    requestAnimationFrame(() => {
      // A message that is sent in the frame is delivered when the frame has been drawn.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => Object.assign(window, { benchFrame: performance.timeOrigin + performance.now() }));
      port1.start();
      port2.postMessage(0);
    });
  });
  seen.observe(document, { subtree: true, childList: true });
}

async function framePainted(page: Page): Promise<number> {
  const found = await page.waitForFunction(() => (window as unknown as { benchFrame?: number }).benchFrame);
  return Math.max(await firstPaint(page), (await found.jsonValue()) ?? Number.NaN);
}

async function firstRow(page: Page): Promise<number> {
  const found = await page.waitForFunction(() => {
    const row = document.querySelector('[role=grid] [role=rowgroup] [role=row]:not([aria-rowindex="1"])');
    return row === null || row.textContent === '' ? undefined : performance.timeOrigin + performance.now();
  });
  return (await found.jsonValue()) ?? Number.NaN;
}
