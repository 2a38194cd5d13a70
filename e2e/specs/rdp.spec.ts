import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import type { Home } from '../testbed/home.ts';
import { pointAtRdp } from '../testbed/rdp-instance.ts';
import { noRdpShadow, startRdpShadow, type RdpShadow } from '../testbed/rdp-shadow.ts';
import { missing, noDisplay, startXDisplay, type XDisplay } from '../testbed/x-display.ts';
import { noXrdp, startXrdp, XRDP_COLOUR, XRDP_START_TIMEOUT, type XrdpServer } from '../testbed/xrdp.ts';
import { clientsOn, closeClient, filesBelow, goThrough, watchForSecret } from './desktops.ts';
import { expect as inTime, test, type OpenApp } from './fixtures.ts';
import { lookAt, SIZES } from './look-at.ts';

/** A desktop begins and ends within seconds; a busy machine takes its time. Milliseconds. */
const PATIENCE = 90_000;
const expect = inTime.configure({ timeout: PATIENCE });
const WINDOWS = 'erp-app';
const SHOWN = { x: 500, y: 400, within: PATIENCE };
/** Of no network: nobody answers there (RFC 5737). */
const NOWHERE = '203.0.113.9';

type Client = 'Remmina' | 'FreeRDP';

const statusBar = (page: Page): Locator => page.getByRole('contentinfo', { name: 'Status' });

test.describe('the desktop of a Windows instance', () => {
  const why = noXrdp || noRdpShadow || noDisplay || missing(['/usr/bin/remmina', '/usr/bin/xfreerdp']);
  test.skip(why !== '', why);
  test.describe.configure({ timeout: 2 * PATIENCE });
  let server: XrdpServer;
  let shadow: RdpShadow;
  let display: XDisplay;

  test.beforeAll(async () => {
    test.setTimeout(XRDP_START_TIMEOUT);
    [server, shadow, display] = await Promise.all([startXrdp(), startRdpShadow(), startXDisplay()]);
  });
  test.afterAll(async () => {
    await Promise.all([server?.stop(), shadow?.stop(), display?.stop()]);
  });
  test.beforeEach(({ world }) => {
    pointAtRdp(world, WINDOWS, server);
  });
  test.afterEach(async () => {
    await server.endSession();
  });

  for (const client of ['Remmina', 'FreeRDP'] as const) {
    for (const way of ['straight', 'through a jump host'] as const) {
      test(`opens in the real ${client} ${way} with one click, takes keys, and its end is seen`, async ({
        start,
        home,
        dataFolder,
        world,
        secondSshd,
      }) => {
        if (way !== 'straight') {
          goThrough(dataFolder, secondSshd);
          pointAtRdp(world, WINDOWS, server, { publicIp: NOWHERE, privateIp: server.host });
        }
        const watch = watchForSecret(server.password, [home.folder, dataFolder]);
        const app = await start({ env: clientEnv(home, display) });
        const { page } = app;
        await click(app, client);

        const window = await display.showsColour(WINDOWS, XRDP_COLOUR, SHOWN);
        await expect(statusBar(page).getByRole('button', { name: '1 desktop', exact: true })).toBeVisible();
        await expect(app.row(WINDOWS)).toHaveAttribute('aria-description', 'Remote desktop open');
        await expect(page.getByRole('dialog')).toHaveCount(0);

        const typed = join(server.homeFolder, `typed-${client}`);
        await display.typeUntil(window, `touch ~/typed-${client}`, () => existsSync(typed));
        expect(statSync(typed).uid).toBe(statSync(server.homeFolder).uid);
        rmSync(typed);

        await statusBar(page).getByRole('button', { name: '1 desktop', exact: true }).click();
        await page.getByRole('button', { name: 'Details and logs…' }).click();
        const list = page.getByRole('dialog', { name: 'Remote desktops' });
        const open = list.getByRole('listitem', { name: `${WINDOWS}, connected` });
        await expect(open).toContainText(/Connected for \d+ s · ↓ [\d.]+ [kM]B ↑/u);
        await expect(open).toContainText(`${server.user} · ${client} · ${way === 'straight' ? 'straight' : 'through '}`);
        if (way !== 'straight') expect(await secondSshd.log()).toContain('direct-tcpip');

        // Both ends that there are, for each of the two.
        if (way === 'straight') await closeClient(display, window);
        else await server.endSession();
        const ended = list.getByRole('listitem', { name: `${WINDOWS}, ended` });
        await expect(ended).toContainText('Closed');
        await ended.getByRole('button', { name: `Log of ${WINDOWS}` }).click();
        const last = way === 'straight' ? 'Closed' : 'Logged off on the machine';
        await expect(ended.getByRole('group', { name: `Log of ${WINDOWS}` })).toContainText(last);

        expect(await watch.places()).toEqual([]);
        expect([...watch.looked]).toContain(client === 'Remmina' ? 'remmina' : 'xfreerdp');
        for (const text of [app.output(), await page.content()]) expect(text).not.toContain(server.password);
        await expect.poll(() => leftovers(home, dataFolder)).toEqual([]);
        await ended.getByRole('button', { name: `Remove ${WINDOWS} from the list` }).click();
        await expect(page.getByText('No remote desktop is open.')).toBeVisible();
        await page.keyboard.press('Escape');
        await expect(app.row(WINDOWS)).not.toHaveAttribute('aria-description');
      });
    }

    test(`tells that the password was refused, with the real ${client}`, async ({ start, home, dataFolder, world }) => {
      const refused = `Wr0ng $;(&"%!@*?'`;
      pointAtRdp(world, WINDOWS, { ...shadow, password: refused });
      const watch = watchForSecret(refused, [home.folder, dataFolder]);
      const app = await start({ env: clientEnv(home, display) });
      const { page } = app;
      await click(app, client);
      await statusBar(page).getByRole('button', { name: '1 desktop failed' }).click();
      const failed = page.getByRole('dialog', { name: 'Remote desktops' }).getByRole('listitem', { name: `${WINDOWS}, failed` });
      await expect(failed).toContainText(/password/u);
      expect(await watch.places()).toEqual([]);
      for (const text of [app.output(), await page.content()]) expect(text).not.toContain(refused);
      // Remmina stays, and shows its own question.
      if (client === 'Remmina') await failed.getByRole('button', { name: `Remove ${WINDOWS} from the list` }).click();
      await expect.poll(() => clientsOn(display)).toEqual([]);
      await expect.poll(() => leftovers(home, dataFolder)).toEqual([]);
    });

    test(`leaves nothing behind after it was killed with an open ${client} and started again`, async ({ start, home, dataFolder }) => {
      const app = await start({ env: clientEnv(home, display) });
      await click(app, client);
      await display.showsColour(WINDOWS, XRDP_COLOUR, SHOWN);
      await expect(statusBar(app.page).getByRole('button', { name: '1 desktop', exact: true })).toBeVisible();
      await app.crash();
      expect(leftovers(home, dataFolder)).not.toEqual([]);

      const next = await start({ env: clientEnv(home, display) });
      await next.loaded();
      await expect.poll(() => clientsOn(display)).toEqual([]);
      await expect.poll(() => leftovers(home, dataFolder)).toEqual([]);
      for (const text of filesBelow([home.folder, dataFolder])) {
        expect(readFileSync(text, 'latin1').includes(server.password), text).toBe(false);
      }
    });
  }

  test('shows the administrator’s password, and hides it again', async ({ start, home }, info) => {
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

/** What clients write to the temporary folder is looked into like everything else. */
function clientEnv({ env, folder }: Home, display: XDisplay): NodeJS.ProcessEnv {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  return { ...env, DISPLAY: display.name, TMPDIR: temporary };
}

/** Remmina is the first that is found here: the double-click takes it. The other one is in the menu of the row. */
async function click(app: OpenApp, client: Client): Promise<void> {
  await app.loaded();
  await app.search.fill(WINDOWS);
  if (client === 'Remmina') return await app.row(WINDOWS).dblclick();
  await app.row(WINDOWS).click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: /^Open in FreeRDP/u }).click();
}

/** Private folders and files of launches that are still there, and what the journal has of them. */
function leftovers({ folder }: Home, dataFolder: string): string[] {
  const below = (path: string): string[] => (existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : []);
  const journal = join(dataFolder, 'rdp-journal.json');
  const { records } = existsSync(journal)
    ? (JSON.parse(readFileSync(journal, 'utf8')) as { records: readonly unknown[] })
    : { records: [] };
  return [...below(join(dataFolder, 'rdp')), ...below(join(folder, '.cache/remmina')), ...records.map((record) => JSON.stringify(record))];
}
