import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { expect, test } from './fixtures.ts';

/** The saved sessions in the words of the person who uses them. */
function sessionsOf(page: Page) {
  const tree = page.getByRole('tree', { name: 'Saved sessions' });
  const line = (name: string): Locator => tree.getByRole('treeitem', { name, exact: true });
  return {
    tree,
    line,
    lines: tree.getByRole('treeitem'),
    connect: page.getByRole('combobox', { name: 'Connect to', exact: true }),
    search: page.getByRole('searchbox', { name: 'Search sessions' }),
    editor: (name: string | RegExp) => page.getByRole('dialog', { name }),
    setting: (name: string) => page.getByRole('group', { name, exact: true }),
    /** Chooses a line and moves the keyboard into the tree. */
    async choose(name: string) {
      await line(name).click();
      await expect(line(name)).toHaveAttribute('aria-selected', 'true');
    },
  };
}

test('quick connect, save, put in order, delete and bring back, by keyboard and by mouse', async ({ app, sshd, home }) => {
  test.setTimeout(180_000);
  const { page } = app;
  const { keyboard } = page;
  const { tree, line, lines, connect, search, editor, choose } = sessionsOf(page);
  await app.loaded();
  await expect(page.getByRole('button', { name: 'Import from PuTTY…' })).toBeVisible();

  // A bad address says why, and opens nothing.
  await keyboard.press('Control+l');
  await expect(connect).toBeFocused();
  await connect.fill(`${sshd.user}@${sshd.host}:99999`);
  await expect(page.getByText('A port is a number from 1 to 65535.')).toBeVisible();

  // An address opens a terminal.
  const address = `${sshd.user}@${sshd.host}:${sshd.port}`;
  await connect.fill(address);
  await expect(page.getByRole('option', { name: new RegExp(`^Connect to ${address}`, 'u') })).toBeVisible();
  await keyboard.press('Enter');
  const terminal = app.terminal(sshd.host);
  await terminal.trust();
  const how = terminal.question(/^How to log in/u);
  await how.getByRole('radio', { name: /key file/iu }).click();
  await how.getByRole('textbox', { name: 'Path of the key file' }).fill(home.keys['acme-prod'] ?? '');
  await how.getByRole('button', { name: 'Log in' }).click();
  await terminal.ready();

  // Save this.
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('save this');
  await page.keyboard.press('Enter');
  const form = editor('New session');
  await expect(form.getByRole('textbox', { name: 'Host name or address' })).toHaveValue(sshd.host);
  await form.getByLabel('Name', { exact: true }).fill('bastion');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(line('bastion')).toBeVisible();

  // Rename in place.
  await choose('bastion');
  await keyboard.press('F2');
  await page.getByRole('textbox', { name: 'New name of bastion' }).fill('jump host');
  await keyboard.press('Enter');
  await expect(line('jump host')).toBeVisible();
  await expect(tree).toBeFocused();

  // A folder, and a move by keyboard.
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'New name of New folder' }).fill('Prod');
  await keyboard.press('Enter');
  await choose('jump host');
  await keyboard.press('Control+x');
  await keyboard.press('Home');
  await expect(line('Prod')).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Control+v');
  await expect(line('jump host')).toHaveAttribute('aria-level', '2');

  // Out of it again by drag, and in.
  const room = await tree.boundingBox();
  await line('jump host').dragTo(tree, { targetPosition: { x: 40, y: (room?.height ?? 100) - 12 } });
  await expect(line('jump host')).toHaveAttribute('aria-level', '1');
  await line('jump host').dragTo(line('Prod'));
  await expect(line('jump host')).toHaveAttribute('aria-level', '2');

  // Duplicate, delete, undo.
  await choose('jump host');
  await keyboard.press('Control+d');
  await expect(line('jump host (2)')).toHaveAttribute('aria-selected', 'true');
  await tree.focus();
  await keyboard.press('Delete');
  await expect(line('jump host (2)')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(line('jump host (2)')).toBeVisible();
  await choose('Prod');
  await keyboard.press('Delete');
  await expect(lines).toHaveCount(0);
  await tree.focus();
  await keyboard.press('Control+z');
  await expect(line('jump host')).toHaveAttribute('aria-level', '2');

  // Search, and open what it finds by double click.
  await search.fill('host (2');
  await expect(lines).toHaveCount(2);
  await line('jump host (2)').dblclick();
  await expect(app.tab('jump host (2)')).toBeVisible();
  await expect(app.terminal('jump host (2)').panel).toBeVisible();
});

test('a setting comes from the Default Settings, from a folder or from the session, and can be reset', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  const { keyboard } = page;
  const { editor, setting, choose, line } = sessionsOf(page);
  await app.loaded();

  await keyboard.press('Control+k');
  await keyboard.type('default settings');
  await keyboard.press('Enter');
  await setting('Login name').getByRole('textbox').fill('everyone');
  await setting('Port').getByRole('textbox').fill('2022');
  await editor('Default Settings').getByRole('button', { name: 'Save' }).click();

  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'New name of New folder' }).fill('Prod');
  await keyboard.press('Enter');
  await choose('Prod');
  await keyboard.press('Alt+Enter');
  await expect(setting('Port')).toContainText('from Default Settings');
  await setting('Port').getByRole('textbox').fill('2200');
  await editor('Folder Prod').getByRole('button', { name: 'Save' }).click();
  await expect(editor('Folder Prod')).toBeHidden();

  await choose('Prod');
  await page.getByRole('button', { name: 'New session' }).click();
  const form = editor('New session');
  await form.getByLabel('Name', { exact: true }).fill('web');
  await form.getByRole('textbox', { name: 'Host name or address' }).fill('root@web.example');
  await form.getByLabel('Name', { exact: true }).focus();
  await expect(setting('Login name')).toContainText('set here');
  await expect(setting('Port')).toContainText('from folder Prod');
  await expect(setting('Port').getByRole('textbox')).toHaveValue('2200');
  await page.getByRole('button', { name: 'Reset login name to inherited' }).click();
  await expect(setting('Login name')).toContainText('from Default Settings');
  await setting('Time-out').getByRole('textbox').fill('0');
  await expect(setting('Time-out').getByRole('alert')).toContainText('from 1 to 600');
  await setting('Time-out').getByRole('textbox').fill('20');
  await form.getByRole('button', { name: 'Save', exact: true }).click();

  await choose('web');
  await expect(line('web')).toHaveAttribute('aria-level', '2');
  await keyboard.press('Alt+Enter');
  await expect(setting('Time-out')).toContainText('set here');
  await expect(setting('Login name').getByRole('textbox')).toHaveValue('everyone');
  await keyboard.press('Escape');
});

test('the session of an instance follows it to another address, and is marked when it is gone', async ({ app, world, sshd }) => {
  test.setTimeout(120_000);
  const { page } = app;
  const { choose, line, editor } = sessionsOf(page);
  await app.loaded();
  await app.search.fill('web-1');
  await app.row('web-1').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Save as session…' }).click();
  await editor('New session').getByLabel('Name', { exact: true }).fill('front');
  await editor('New session').getByRole('button', { name: 'Save', exact: true }).click();
  await choose('front');

  // Away from where the server listens, and back: the session has no address of its own.
  const { id } = world.instance('web-1');
  world.setInstance(id, { publicIp: '127.99.99.99' });
  await page.getByRole('button', { name: 'Refresh all instances' }).click();
  await expect(app.row('web-1')).toContainText('127.99.99.99');
  world.setInstance(id, { publicIp: sshd.host });
  await page.getByRole('button', { name: 'Refresh all instances' }).click();
  await expect(app.row('web-1')).toContainText(sshd.host);
  await line('front').dblclick();
  const terminal = app.terminal('front');
  await terminal.trust();
  await terminal.ready();

  world.setInstance(id, { state: 'stopped' });
  await page.keyboard.press('Control+Shift+O');
  await page.getByRole('button', { name: 'Refresh all instances' }).click();
  await expect(line('front, stopped')).toBeVisible();
  world.setInstance(id, { state: 'terminated' });
  await page.getByRole('button', { name: 'Refresh all instances' }).click();
  await expect(line('front, gone')).toHaveAttribute('title', /settings/u);
});

test('ten thousand sessions are searched and walked at the speed of the keyboard', async ({ dataFolder, start }) => {
  const sessions = Array.from({ length: 10_000 }, (_, index) => ({
    id: `s${index}`,
    name: `machine ${index}`,
    folder: null,
    target: { kind: 'host', host: `m${index}.example` },
    settings: {},
  }));
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, 'sessions.json'), JSON.stringify({ version: 1, defaults: {}, folders: [], sessions }));
  const app = await start();
  const { tree, line, lines, search } = sessionsOf(app.page);
  await expect(line('machine 0')).toHaveAttribute('aria-setsize', '10000');
  expect(await lines.count()).toBeLessThan(100);
  await tree.focus();
  await app.page.keyboard.press('End');
  await expect(line('machine 9999')).toHaveAttribute('aria-selected', 'true');
  await expect(line('machine 9999')).toBeInViewport();
  const typedAt = Date.now();
  await search.fill('machine 777');
  await expect(line('machine 777')).toBeVisible();
  await expect(line('machine 0')).toHaveCount(0);
  expect(Date.now() - typedAt).toBeLessThan(2_000);
});

test('the palette offers to connect to an address', async ({ app }) => {
  await app.loaded();
  await app.page.keyboard.press('Control+k');
  await app.page.keyboard.type('root@router.example:2222');
  await expect(app.page.getByRole('option', { name: /^Connect to root@router\.example:2222/u })).toBeVisible();
});
