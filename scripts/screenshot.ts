// Makes the picture of the README, docs/screenshot.png: the demo's list with a terminal beside it.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright';
import { startDemoHosts } from '../e2e/testbed/demo-host/hosts.ts';
import { startApp } from '../e2e/testbed/app.ts';
import { makeHome } from '../e2e/testbed/home.ts';
import { startWorld } from '../e2e/testbed/world.ts';
import { demoWorld } from '../e2e/testbed/worlds/demo.ts';
import { ensureBuilt, root } from './build.ts';

const SIZE = { width: 1600, height: 1000 };
const picture = join(root, 'docs/screenshot.png');
const chromiumPath = '/usr/bin/chromium';

await ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'gangway-picture-'));
const world = await startWorld(demoWorld());
const hosts = await startDemoHosts(world, { folder: join(folder, 'keys') });
const home = makeHome(world, { folder: join(folder, 'home') });
const app = await startApp({ env: home.env, dataFolder: join(folder, 'data') });
const browser = await chromium.launch({
  ...(existsSync(chromiumPath) ? { executablePath: chromiumPath } : {}),
  args: process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light', reducedMotion: 'reduce' });
  await page.goto(app.url);
  const grid = page.getByRole('grid', { name: 'Instances' });
  await grid.getByRole('gridcell', { name: 'web-1', exact: true }).dblclick();
  await page.getByRole('button', { name: 'Trust and connect' }).click();
  const terminal = page.getByRole('region', { name: 'Terminal web-1', exact: true });
  await terminal.locator('footer').getByRole('status').getByText('@').waitFor();
  // The tab moves into a group of its own, so that list and shell are seen together.
  await page.getByRole('button', { name: 'Commands' }).click();
  await page.keyboard.type('move tab');
  await page.keyboard.press('Enter');
  // Room for the shell.
  await page.getByRole('button', { name: 'Hide details' }).last().click();
  await terminal.getByRole('textbox', { name: 'Terminal input' }).focus();
  for (const command of ['uptime', 'ls -l', 'df -h', 'free -h', 'colors']) {
    await page.keyboard.type(command);
    await page.keyboard.press('Enter');
  }
  await terminal.locator('.xterm-rows').getByText('Mem:').waitFor();
  mkdirSync(dirname(picture), { recursive: true });
  await page.screenshot({ path: picture });
  console.log(`Wrote ${picture}`);
} finally {
  await browser.close();
  await app.stop();
  await Promise.all([hosts.close(), world.close()]);
  rmSync(folder, { recursive: true, force: true });
}
