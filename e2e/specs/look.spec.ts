import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { lookAt, SIZES } from './look-at.ts';

test('axe finds nothing serious in what a person sees while working', async ({ app }, info) => {
  test.setTimeout(180_000);
  const { page } = app;
  await app.loaded();
  await app.row('web-2').click();
  await lookAt(page, 'list', info);

  await page.keyboard.press('Control+i');
  await expect(page.getByRole('complementary', { name: 'Details' }).getByRole('textbox', { name: 'Login name' })).toHaveValue('ubuntu');
  await lookAt(page, 'details', info);
  await page.keyboard.press('Control+i');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('web');
  await expect(page.getByRole('option').first()).toContainText('web-');
  await lookAt(page, 'palette', info);
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+,');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await lookAt(page, 'settings', info);
  await page.keyboard.press('Escape');

  const terminal = await app.open('web-1');
  const question = terminal.question(/^First connection/u);
  await expect(question).toBeVisible();
  await lookAt(page, 'question', info);
  await question.getByRole('button', { name: 'Trust and connect' }).click();
  await terminal.ready();
  await terminal.run('ls --color=always -la /etc | head -30');
  await terminal.ready();
  await lookAt(page, 'terminal', info);
});

test('axe finds nothing serious in the questions that an app of this kind asks', async ({ app, sshd, home }, info) => {
  test.skip(!sshd.passwordLogin, 'Only root can give the sshd a user with a password.');
  test.setTimeout(180_000);
  rmSync(home.keys['acme-prod'] ?? '');
  const terminal = await app.open('web-1');
  await terminal.trust();
  const how = terminal.question(/^How to log in/u);
  await expect(how).toBeVisible();
  await lookAt(app.page, 'how to log in', info, SIZES.slice(0, 1));
  await how.getByRole('radio', { name: 'Password' }).click();
  await how.getByRole('button', { name: 'Log in' }).click();
  const password = terminal.question(/^Password for/u);
  await password.getByLabel('Password', { exact: true }).fill('wrong');
  await password.getByRole('button', { name: 'Log in' }).click();
  await expect(password).toContainText('Attempt 2 of 3');
  await lookAt(app.page, 'password', info, SIZES.slice(0, 1));
  await password.getByLabel('Password', { exact: true }).fill(sshd.password);
  await password.getByRole('button', { name: 'Log in' }).click();
  await terminal.ready();

  await app.page.keyboard.press('Control+Shift+L');
  await expect(terminal.panel.getByRole('region', { name: 'Log of the connection' })).toBeVisible();
  await lookAt(app.page, 'log', info, SIZES.slice(0, 1));
  await app.page.keyboard.press('Control+Shift+L');
  await terminal.run('exit');
  await expect(terminal.status).toContainText('Session ended');
  await sshd.renewHostKeys();
  await sshd.restart();
  await terminal.panel.getByRole('button', { name: 'Reconnect' }).click();
  await expect(terminal.question(/has changed$/u)).toBeVisible();
  await lookAt(app.page, 'changed key', info, SIZES.slice(0, 1));
  await app.page.keyboard.press('Escape');
  await expect(terminal.status).toContainText('has changed');
  await lookAt(app.page, 'refused', info, SIZES.slice(0, 1));
});

test('axe finds nothing serious in saved sessions and their settings', async ({ app }, info) => {
  test.setTimeout(180_000);
  const { page } = app;
  await app.loaded();
  await lookAt(page, 'no sessions', info, SIZES.slice(0, 1));
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'New name of New folder' }).fill('Prod');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'New session' }).click();
  const form = page.getByRole('dialog', { name: 'New session' });
  await form.getByLabel('Name', { exact: true }).fill('web');
  for (const tab of await form.getByRole('tab').all()) {
    await tab.click();
    await lookAt(page, `session ${await tab.innerText()}`, info, SIZES.slice(0, 1));
  }
  await form.getByRole('tab', { name: 'Connection' }).click();
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await lookAt(page, 'session refused', info);
  await form.getByRole('textbox', { name: 'Host name or address' }).fill('web.example');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('treeitem', { name: 'web' })).toBeVisible();
  await lookAt(page, 'sessions', info);
  await page.keyboard.press('Control+l');
  await page.keyboard.type('web');
  await expect(page.getByRole('option').first()).toBeVisible();
  await lookAt(page, 'connect', info);
});

test('axe finds nothing serious in a first run, nor in failures', async ({ start, home, world }, info) => {
  test.setTimeout(120_000);
  world.faults.add({ match: { region: 'us-east-1', action: 'DescribeInstances' }, effect: { kind: 'denied' } });
  const app = await start();
  await app.loaded();
  await expect(app.page.getByRole('region', { name: 'Problems' })).toBeVisible();
  await app.search.fill('web-3');
  await app.row('web-3').dblclick();
  await expect(app.alert).toBeVisible();
  await lookAt(app.page, 'failures', info);

  rmSync(join(home.folder, '.aws'), { recursive: true });
  await app.page.keyboard.press('Control+k');
  await app.page.keyboard.type('read profiles');
  await app.page.keyboard.press('Enter');
  await expect(app.page.getByRole('heading', { name: 'No profile of AWS or Alibaba Cloud was found' })).toBeVisible();
  await lookAt(app.page, 'first run', info);
});

test('nothing jumps while instances arrive', async ({ context, start, world }) => {
  await context.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shifts.push(entry.value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const regions = ['eu-central-1', 'us-east-1', 'ap-southeast-2'];
  const held = regions.map((region) => world.faults.add({ match: { region, action: 'DescribeInstances' }, effect: { kind: 'hold' } }));
  const app = await start();
  const toolbar = app.page.getByRole('toolbar', { name: 'Instances' });
  await expect(toolbar).toBeVisible();
  const before = await toolbar.boundingBox();
  for (const [index, name] of ['web-1', 'web-us-1', 'web-ap-1'].entries()) {
    held[index]?.remove();
    await expect(app.row(name)).toBeVisible();
    expect(await toolbar.boundingBox()).toEqual(before);
  }
  await app.loaded();
  const shifts = await app.page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.01);
});
