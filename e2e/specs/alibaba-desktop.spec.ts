import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { demoWorldWithAlibaba } from '../testbed/worlds/demo-alibaba.ts';
import { missing, noDisplay, startXDisplay, type XDisplay } from '../testbed/x-display.ts';
import { noXrdp, startXrdp, XRDP_COLOUR, XRDP_START_TIMEOUT, type XrdpServer } from '../testbed/xrdp.ts';
import { closeClient, watchForSecret } from './desktops.ts';
import { expect as inTime, test } from './fixtures.ts';
import { personAt } from './person.ts';

/** A desktop begins and ends within seconds; a busy machine takes its time. Milliseconds. */
const PATIENCE = 90_000;
const expect = inTime.configure({ timeout: PATIENCE });
const WINDOWS = 'erp-asia';
const SHOWN = { x: 500, y: 400, within: PATIENCE };
const MASTER = 'zebra-of-seven-winters';

// A trace would keep every keystroke.
test.use({ worldData: demoWorldWithAlibaba(), trace: 'off' });

test.describe('the desktop of a Windows instance of ECS', () => {
  const why = noXrdp || noDisplay || missing(['/usr/bin/xfreerdp']);
  test.skip(why !== '', why);
  test.describe.configure({ timeout: 2 * PATIENCE });
  let server: XrdpServer;
  let display: XDisplay;

  test.beforeAll(async () => {
    test.setTimeout(XRDP_START_TIMEOUT);
    [server, display] = await Promise.all([startXrdp(), startXDisplay()]);
  });
  test.afterAll(async () => {
    await Promise.all([server?.stop(), display?.stop()]);
  });

  test('opens with a password that is typed once, and with one click from then on', async ({ start, world, home, dataFolder }) => {
    const { id, tags } = world.instance(WINDOWS);
    world.setInstance(id, { publicIp: server.host, tags: { ...tags, 'gangway:rdp-port': String(server.port) } });
    const temporary = join(home.folder, 'tmp');
    mkdirSync(temporary, { recursive: true });
    const watch = watchForSecret(server.password, [home.folder, dataFolder]);
    const app = await start({ env: { ...home.env, DISPLAY: display.name, TMPDIR: temporary } });
    const { page } = app;
    const person = personAt(app);
    await app.loaded();
    await app.search.fill(WINDOWS);
    await app.row(WINDOWS).dblclick();
    const question = page.getByRole('dialog', { name: `Log in to the desktop of ${WINDOWS}` });
    const certificate = page.getByRole('dialog', { name: `First desktop of ${WINDOWS}` });
    const make = page.getByRole('dialog', { name: 'Make a vault' });

    await certificate.getByRole('button', { name: 'Trust and connect' }).click();
    await expect(question.getByLabel('User')).toHaveValue('Administrator');
    await expect(question).toContainText('Alibaba Cloud hands out no password');
    await question.getByLabel('User').fill(server.user);
    await person.type(question.getByLabel('Password', { exact: true }), server.password);
    await question.getByRole('checkbox', { name: 'Remember this password in the vault' }).click();
    await question.getByRole('button', { name: 'Open desktop' }).click();
    const first = await display.showsColour(WINDOWS, XRDP_COLOUR, SHOWN);
    // The password is kept once it has worked.
    await person.type(make.getByLabel('Master password', { exact: true }), MASTER);
    await person.type(make.getByLabel('Once more'), MASTER);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Vault open' })).toBeVisible();
    await closeClient(display, first);
    await server.endSession();

    await expect(app.row(WINDOWS)).not.toHaveAttribute('aria-description');
    await app.row(WINDOWS).dblclick();
    const second = await display.showsColour(WINDOWS, XRDP_COLOUR, SHOWN);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await closeClient(display, second);
    await server.endSession();
    expect(await watch.places()).toEqual([]);
    expect(app.output()).not.toContain(server.password);
  });
});
