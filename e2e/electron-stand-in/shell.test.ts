import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureBuilt } from '../../scripts/build.ts';
import { startShell, type Shell } from './shell.ts';

let folder: string;
let shell: Shell;
let browser: Browser;
let page: Page;

function env(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder, TMPDIR: tmpdir() };
}

beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'gangway-shell-'));
  shell = await startShell({ env: env(), dataFolder: join(folder, 'data') });
  browser = await chromium.connectOverCDP(shell.endpoint);
  page = browser.contexts()[0]?.pages()[0] ?? expect.fail('no page');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await shell?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ORIGIN = 'https://gangway.app-scheme.test';

describe('built main process, preload script and page together', () => {
  it('show the app, which has reached its host process through the port', async () => {
    await page.waitForSelector('text=/No AWS profile|profile|Instances/i');
    expect(await page.title()).toContain('Gangway');
  });

  it('leave the page nothing of Node, Electron or the preload script', async () => {
    const names = ['process', 'require', 'module', 'Buffer', 'electron', 'ipcRenderer', 'standInTell', 'standInHear'];
    expect(await page.evaluate((list) => list.filter((name) => name in globalThis), names)).toEqual([]);
  });

  it('give a reloaded page a new port', async () => {
    await page.reload();
    await page.waitForSelector('text=/No AWS profile|profile|Instances/i');
  });

  it('keep the page where it is', async () => {
    await page.evaluate(() => location.assign('https://evil.example/'));
    await page.evaluate(() => location.assign('data:text/html,evil'));
    expect(await page.evaluate(() => document.readyState)).toBe('complete');
    expect(new URL(page.url()).origin).toBe(ORIGIN);
  });

  it('let no script of another in, be it inline, evaluated or from elsewhere', async () => {
    const blocked = await page.evaluate(async () => {
      const violations: string[] = [];
      const heard = new Promise<void>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => {
          violations.push(event.effectiveDirective);
          if (violations.length >= 4) resolve();
        });
      });
      const inline = document.createElement('script');
      inline.textContent = 'globalThis.evil = 1';
      const foreign = document.createElement('script');
      foreign.src = 'https://evil.example/x.js';
      const frame = document.createElement('iframe');
      frame.src = 'https://evil.example/';
      document.body.append(inline, foreign, frame);
      await fetch('https://evil.example/').catch(() => {});
      await heard;
      for (const element of [inline, foreign, frame]) element.remove();
      return { violations: violations.toSorted(), evil: 'evil' in globalThis };
    });
    expect(blocked).toEqual({ violations: ['connect-src', 'frame-src', 'script-src-elem', 'script-src-elem'], evil: false });
  });

  it('deny permissions, but for writing the clipboard', async () => {
    const states = await page.evaluate(async () => {
      const state = async (name: string): Promise<string> => (await navigator.permissions.query({ name: name as PermissionName })).state;
      return [await state('geolocation'), await state('notifications'), await state('clipboard-read'), await state('clipboard-write')];
    });
    expect(states).toEqual(['denied', 'denied', 'denied', 'granted']);
  });

  it('open no window', async () => {
    const targets = await browser.newBrowserCDPSession();
    const known = new Set<string>();
    let listening = false;
    const closed = new Promise<void>((resolve) => {
      targets.on('Target.targetCreated', ({ targetInfo }) => void (listening || known.add(targetInfo.targetId)));
      targets.on('Target.targetDestroyed', ({ targetId }) => void (known.has(targetId) || resolve()));
    });
    await targets.send('Target.setDiscoverTargets', { discover: true });
    listening = true;
    // Not waited for: Chromium holds a page's script until it has made the window, and this one is closed while it is being made.
    await page.evaluate(() => void setTimeout(() => window.open('app://gangway/', '_blank')));
    await closed;
    expect(browser.contexts().flatMap((context) => context.pages())).toHaveLength(1);
    await targets.detach();
  });
});

it('the self-test passes on the stand-in, and ends by itself', async () => {
  const own = await startShell({ env: env(), dataFolder: join(folder, 'unused'), args: ['--self-test'] });
  onTestFinished(() => void own.stop());
  expect(await own.ended).toBe(0);
  const results = own
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { check: string; result: string });
  expect(results.filter(({ result }) => result === 'failed')).toEqual([]);
  expect(results.filter(({ result }) => result === 'passed').length).toBeGreaterThanOrEqual(6);
}, 120_000);
