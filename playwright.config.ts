import { existsSync } from 'node:fs';
import { defineConfig } from 'playwright/test';
import { CHROMIUM_ARGS } from './e2e/testbed/chromium-args.ts';

const chromium = '/usr/bin/chromium';
/** What has to be seen to work through every way from the page to its host; the page itself is the same everywhere. */
const EVERY_SHELL = [
  ...[
    'main-job',
    'keyboard',
    'trust',
    'sessions',
    'session-settings',
    'imports',
    'keys',
    'vault',
    'ways-to-log-in',
    'rdp',
    'alibaba',
    'alibaba-accounts',
    'alibaba-password',
    'alibaba-desktop',
    'power',
    'reach',
  ].map((name) => `**/${name}.spec.ts`),
];

/**
 * The same specs in three shells: `browser` (the browser host), `shell` (built main, preload and page on a Chromium-backed
 * stand-in for Electron) and `electron` (a real binary; its specs are skipped, and counted, where there is none).
 */
export default defineConfig({
  testDir: 'e2e/specs',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  // The report for `npm test`, which says where to; printed it would bury the list.
  reporter: [['list'], ...(process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] === undefined ? [] : [['json'] as const])],
  use: {
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    // Costs every spec a seventh of its time: ask for one with `--trace retain-on-failure`.
    trace: 'off',
    launchOptions: {
      ...(existsSync(chromium) ? { executablePath: chromium } : {}),
      args: [
        ...CHROMIUM_ARGS,
        // Terminals are then drawn as DOM rows, which a test can read.
        '--disable-gpu',
      ],
    },
  },
  projects: [{ name: 'browser' }, { name: 'shell', testMatch: EVERY_SHELL }, { name: 'electron', testMatch: EVERY_SHELL }],
});
