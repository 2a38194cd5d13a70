import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { pointAtRdp } from '../testbed/rdp-instance.ts';
import { noDisplay, startXDisplay, type XDisplay } from '../testbed/x-display.ts';
import { noXrdp, startXrdp, XRDP_COLOUR, XRDP_START_TIMEOUT, type XrdpServer } from '../testbed/xrdp.ts';
import { expect, test } from './fixtures.ts';
import { lookAt, SIZES } from './look-at.ts';

const WINDOWS = 'erp-app';
/** A desktop begins within two seconds; a busy machine takes its time. Milliseconds. */
const SHOWN = { x: 500, y: 400, within: 60_000 };

const statusBar = (page: Page): Locator => page.getByRole('contentinfo', { name: 'Status' });

test.describe('the desktop of a Windows instance', () => {
  const why = [noXrdp, noDisplay].filter((one) => one !== '').join(', ');
  test.skip(why !== '', why);
  let server: XrdpServer;
  let display: XDisplay;

  test.beforeAll(async () => {
    test.setTimeout(XRDP_START_TIMEOUT + 30_000);
    [server, display] = await Promise.all([startXrdp(), startXDisplay()]);
  });
  test.afterAll(async () => {
    await server?.stop();
    await display?.stop();
  });
  test.beforeEach(({ world }) => {
    pointAtRdp(world, WINDOWS, server);
  });
  test.afterEach(async () => {
    if (server.inSession()) await server.endSession();
  });

  for (const client of ['Remmina', 'FreeRDP'] as const) {
    test(`opens in the real ${client} with one click, takes keys, and its end is seen`, async ({ start, home, dataFolder }) => {
      test.setTimeout(180_000);
      const app = await start({ env: { ...home.env, DISPLAY: display.name } });
      const { page } = app;
      await app.loaded();
      await app.search.fill(WINDOWS);
      const row = app.row(WINDOWS);
      // Remmina is the first that is found here: the double-click takes it. The other one is in the menu of the row.
      if (client === 'Remmina') await row.dblclick();
      else {
        await row.click({ button: 'right' });
        await page.getByRole('menuitem', { name: /^Open in FreeRDP/u }).click();
      }

      const window = await display.showsColour(WINDOWS, XRDP_COLOUR, SHOWN);
      await expect(statusBar(page).getByRole('button', { name: '1 desktop', exact: true })).toBeVisible();
      await expect(row).toHaveAttribute('aria-description', 'Remote desktop open');
      await expect(page.getByRole('dialog')).toHaveCount(0);

      const typed = join(server.homeFolder, `typed-${client}`);
      await display.type(window, `touch ~/typed-${client}`);
      await expect.poll(() => statSync(typed, { throwIfNoEntry: false })?.uid).toBe(statSync(server.homeFolder).uid);

      await statusBar(page).getByRole('button', { name: '1 desktop', exact: true }).click();
      const open = page.getByRole('dialog', { name: 'Remote desktops' }).getByRole('listitem', { name: `${WINDOWS}, connected` });
      await expect(open).toContainText(/Connected for \d+ s · ↓ [\d.]+ [kM]B ↑/u);
      await expect(open).toContainText(`${server.user} · ${client}`);

      // One ends by its window, the other one by logging off.
      if (client === 'FreeRDP') await display.closeWindow(window);
      else await server.endSession();
      const ended = page.getByRole('dialog', { name: 'Remote desktops' }).getByRole('listitem', { name: `${WINDOWS}, ended` });
      await expect(ended).toContainText('Closed');
      await expect(row).not.toHaveAttribute('aria-description');
      await ended.getByRole('button', { name: `Remove ${WINDOWS} from the list` }).click();
      await expect(page.getByText('No remote desktop is open.')).toBeVisible();
      for (const text of [app.output(), await page.content(), ...filesBelow(dataFolder)]) expect(text).not.toContain(server.password);
    });
  }

  test('shows the administrator’s password, and hides it again', async ({ start, home }, info) => {
    test.setTimeout(180_000);
    const app = await start({ env: { ...home.env, DISPLAY: display.name } });
    const { page } = app;
    await app.loaded();
    await app.search.fill(WINDOWS);
    await app.row(WINDOWS).click();
    const details = page.getByRole('complementary', { name: 'Details' });
    if (!(await details.isVisible())) await page.keyboard.press('Control+i');
    await expect(details).toContainText(`The first password of ${server.user} can be decrypted with acme-windows.pem.`);
    await lookAt(page, 'windows details', info, SIZES.slice(0, 1));
    await details.getByRole('button', { name: 'Show', exact: true }).click();
    await expect(details.getByRole('group', { name: 'Password' })).toHaveText(server.password);
    await details.getByRole('button', { name: 'Hide', exact: true }).click();
    await expect(details.getByRole('button', { name: 'Show', exact: true })).toBeVisible();
    expect(await page.content()).not.toContain(server.password);
  });

  test('can be opened by a program of one’s own where no client is found', async ({ start, home }, info) => {
    test.setTimeout(180_000);
    const app = await start({ env: { ...home.env, PATH: join(home.folder, 'empty') } });
    const { page } = app;
    await app.loaded();
    await app.search.fill(WINDOWS);
    await app.row(WINDOWS).dblclick();
    const dialog = page.getByRole('dialog', { name: 'No remote desktop client on this computer' });
    await expect(dialog.getByRole('list', { name: 'Ways to install a client' })).toContainText('remmina');
    await dialog.getByRole('button', { name: 'Look again' }).click();
    await expect(dialog.getByRole('status')).toHaveText('Still none was found.');
    await dialog.getByRole('button', { name: 'Keep the way open' }).click();
    await expect(dialog.getByRole('listitem', { name: `${WINDOWS}, waiting` })).toContainText(/The way is open at 127\.\d+\.\d+\.\d+:\d+/u);
    for (const name of ['Copy address', 'Copy user', 'Copy password', 'Save .rdp without password']) {
      await expect(dialog.getByRole('button', { name })).toBeVisible();
    }
    await lookAt(page, 'no client', info, SIZES.slice(0, 1));
    await page.keyboard.press('Escape');
    await statusBar(page).getByRole('button', { name: '1 way open' }).click();
    await lookAt(page, 'way in the status bar', info, SIZES.slice(0, 1));
    await page.getByRole('button', { name: 'Details and logs…' }).click();
    const list = page.getByRole('dialog', { name: 'Remote desktops' });
    await list.getByRole('button', { name: `Log of ${WINDOWS}` }).click();
    await expect(list.getByRole('group', { name: `Log of ${WINDOWS}` })).toContainText('Certificate');
    await lookAt(page, 'remote desktops', info, SIZES.slice(0, 1));
    await list.getByRole('button', { name: `Close ${WINDOWS}` }).click();
    await expect(list.getByRole('listitem', { name: `${WINDOWS}, ended` })).toBeVisible();
  });

  test('fails with a reason, said once as it happens and kept in the list', async ({ start, home, world }) => {
    test.setTimeout(180_000);
    // A port where nothing listens.
    pointAtRdp(world, WINDOWS, { ...server, port: 1 });
    const app = await start({ env: { ...home.env, DISPLAY: display.name } });
    const { page } = app;
    await app.loaded();
    await app.search.fill(WINDOWS);
    await app.row(WINDOWS).dblclick();
    await expect(statusBar(page).getByRole('button', { name: '1 desktop failed' })).toBeVisible();
    pointAtRdp(world, WINDOWS, server);
    await page.getByRole('button', { name: 'Refresh all instances' }).click();
    await app.loaded();
    await statusBar(page).getByRole('button', { name: '1 desktop failed' }).click();
    await page.getByRole('button', { name: `Try ${WINDOWS} again` }).click();
    await display.showsColour(WINDOWS, XRDP_COLOUR, SHOWN);
    await expect(page.getByRole('listitem', { name: `${WINDOWS}, connected` })).toBeVisible();
  });
});

/** What is in the files below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .map((path) => readFileSync(path, 'latin1'));
}
