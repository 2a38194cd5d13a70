import { startApp } from '../testbed/app.ts';
import { expect, test } from './fixtures.ts';
import { gangwayPage } from './gangway-page.ts';

test('a second window takes over with all terminals, and the first can have them back', async ({ app }) => {
  const first = await app.openShell();
  await first.run('echo "kept-$((6 * 7))"');
  await expect(first.screen).toContainText('kept-42');

  const page = await app.context.newPage();
  await page.goto(app.url ?? '');
  const second = gangwayPage(page).terminal('web-1');
  await expect(second.screen).toContainText('kept-42');
  await second.ready();
  const told = app.page.getByRole('alertdialog', { name: 'Gangway is open in another window' });
  await expect(told).toBeVisible();

  await app.page.bringToFront();
  await told.getByRole('button', { name: 'Use it here' }).click();
  await expect(first.screen).toContainText('kept-42');
  await first.ready();
  await expect(page.getByRole('alertdialog', { name: 'Gangway is open in another window' })).toBeVisible();
});

test('an address with a wrong key, or without one, says what to do', async ({ app }) => {
  const page = await app.context.newPage();
  const address = new URL(app.url ?? '');
  await page.goto(address.origin);
  await expect(page.getByText('This address lacks its key.')).toBeVisible();
  await page.goto('about:blank');
  await page.goto(`${address.origin}/#${'A'.repeat(32)}`);
  await expect(page.getByText('Gangway did not accept the key of this address.')).toBeVisible();
  // The one who had it has it still.
  await app.loaded();
});

test('a second copy of the app on one data folder is refused, and a host that ended is told of', async ({ app, home, dataFolder }) => {
  await expect(startApp({ env: home.env, dataFolder })).rejects.toThrow(/data folder|in use|another/iu);
  await app.loaded();
  process.kill(app.pid ?? 0, 'SIGTERM');
  const told = app.page.getByRole('alertdialog');
  await expect(told).toContainText('Terminals that are still alive come back.');
  await expect(told.getByRole('button', { name: 'Retry now' })).toBeVisible();
});
