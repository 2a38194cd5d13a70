import { existsSync } from 'node:fs';
import { defineConfig } from 'playwright/test';

const chromium = '/usr/bin/chromium';

/**
 * The same specs in three shells: `browser` (the browser host), `shell` (built main, preload and page on a Chromium-backed
 * stand-in for Electron) and `electron` (a real binary; its specs are skipped, and counted, where there is none).
 */
export default defineConfig({
  testDir: 'e2e/specs',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  retries: 0,
  reporter: [['list'], ['json']],
  use: {
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(existsSync(chromium) ? { executablePath: chromium } : {}),
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [{ name: 'browser' }, { name: 'shell' }, { name: 'electron' }],
});
