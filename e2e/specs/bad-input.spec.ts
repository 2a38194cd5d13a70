import type { Page } from 'playwright/test';
import { hostileInstances, hostileNames } from '../testbed/worlds/crowds.ts';
import { demoWorld } from '../testbed/worlds/demo.ts';
import { expect, test } from './fixtures.ts';

/** Lets a test speak on the page's own Link: the port that its control frames go to. To be followed by a reload. */
async function keepPorts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { prototype } = MessagePort;
    const own = prototype.postMessage;
    prototype.postMessage = function (this: MessagePort, message: unknown, options?: object) {
      if (typeof message === 'string' && message.startsWith('{"t":')) Object.assign(window, { ownPort: this });
      own.call(this, message, options);
    };
  });
}

function say(page: Page, frame: string | readonly number[]): Promise<void> {
  return page.evaluate((frame) => {
    const { ownPort } = window as unknown as { ownPort: MessagePort };
    ownPort.postMessage(typeof frame === 'string' ? frame : new Uint8Array(frame));
  }, frame);
}

test('a page that talks nonsense is told so, and loses nothing by it', async ({ app }) => {
  const { page } = app;
  await keepPorts(page);
  await page.reload();
  const terminal = await app.openShell();
  await terminal.run('echo "safe-$((6 * 7))"');
  await expect(terminal.screen).toContainText('safe-42');

  // Well-formed, but not understood: refused one by one, and everything else goes on.
  await say(page, JSON.stringify({ t: 'call', id: 4_000_000, method: 'no.such.method', input: {} }));
  await say(page, JSON.stringify({ t: 'call', id: 4_000_001, method: '__proto__', input: {} }));
  await say(page, JSON.stringify({ t: 'call', id: 4_000_002, method: 'terminals.open', input: { machine: 'x'.repeat(100_000) } }));
  await say(page, JSON.stringify({ t: 'subscribe', id: 4_000_003, topic: 'constructor', input: null }));
  await say(page, JSON.stringify({ t: 'answer', id: 'none', value: { choice: 'store' } }));
  await say(page, [0, 0, 255, 255, 1, 2, 3]);
  await terminal.ready();

  // Not of the protocol at all: the link ends, with a reason, and comes back with everything.
  for (const frame of ['not JSON', '{"t":"nonsense"}', '{"t":"call","id":"one"}', `{"t":"call","pad":"${'x'.repeat(300_000)}"}`, [1, 2]]) {
    await say(page, frame);
    const told = page.getByRole('alertdialog');
    await expect(told).toBeVisible();
    // The page also comes back by itself, maybe in the middle of the click: either way the dialog goes.
    await told
      .getByRole('button', { name: /^Retry/u })
      .click({ timeout: 5_000 })
      .catch(() => {});
    await expect(told).toBeHidden();
    await expect(terminal.screen).toContainText('safe-42');
  }
  await terminal.ready();
});

test.describe('with hostile names and tags', () => {
  const demo = demoWorld();
  const hostile = hostileInstances({ account: '715390264418', region: 'us-east-1' });
  test.use({ worldData: { ...demo, instances: [...demo.instances, ...hostile] } });

  test('instances are shown as what they are: text', async ({ app }) => {
    const { page } = app;
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await app.loaded();
    await expect(page.getByRole('toolbar', { name: 'Instances' }).getByRole('status')).toHaveText(String(40 + hostileNames.length));
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Tags' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Show details' }).click();
    const details = page.getByRole('complementary', { name: 'Details' });

    await app.search.fill('crowd');
    await expect(app.rows).toHaveCount(hostileNames.length);
    for (let at = 0; at < hostileNames.length; at += 1) {
      const row = app.rows.nth(at);
      await row.click();
      await expect(details.getByRole('heading', { level: 2 })).not.toHaveText('Details');
      // Neither marks that turn text around, nor controls, nor elements: whoever looks sees what is there.
      const shown = `${await row.textContent()}${await details.textContent()}`;
      expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
      expect((await row.textContent())?.length).toBeLessThan(4_000);
    }
    await expect(page.locator('img')).toHaveCount(0);
    await expect(app.row('<img src=x onerror=alert(1)> & "quoted" \'apostrophe\'')).toBeVisible();
    expect(dialogs).toEqual([]);
    // None is higher than the others.
    const heights = await app.rows.evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
    expect(new Set(heights).size).toBe(1);
  });
});

test('a terminal whose code is not to be had says so, and opens after a reload', async ({ context, start }) => {
  const code = /\/assets\/view-[^/]*\.js$/u;
  await context.route(code, (route) => route.abort());
  const app = await start();
  await app.loaded();
  await app.row('web-1').dblclick();
  const told = app.page.getByRole('region', { name: 'Notifications' });
  await expect(told).toContainText('The terminal could not be loaded');
  await expect(told).toContainText('Reload the page.');
  await expect(app.tab('web-1')).toHaveCount(0);

  await context.unroute(code);
  await app.page.reload();
  const terminal = await app.openShell();
  await terminal.run('echo "here-$((6 * 7))"');
  await expect(terminal.screen).toContainText('here-42');
});
