import { createServer, type AddressInfo } from 'node:net';
import type { Page } from 'playwright/test';
import { demoWorldWithAlibaba } from '../testbed/worlds/demo-alibaba.ts';
import type { World } from '../testbed/world.ts';
import { expect, pointAtSshd, test, type OpenApp } from './fixtures.ts';
import { personAt } from './person.ts';

test.use({ worldData: demoWorldWithAlibaba() });

/** The question before a change, asked from the palette for the row of this name. */
async function ask(app: OpenApp, name: string, command: string) {
  await app.loaded();
  await app.search.fill(name);
  await app.row(name).click();
  await personAt(app).command(command);
  const dialog = app.page.getByRole('alertdialog');
  await expect(dialog).toBeVisible();
  return dialog;
}

function tasks(page: Page) {
  return page.getByRole('list', { name: 'Instances that change' }).getByRole('listitem');
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function calls(world: World, action: string): number {
  return world.calls.filter((call) => call.action === action).length;
}

test('a double-click on a stopped instance starts it, waits until it answers, and opens its terminal', async ({ app, world, sshd }) => {
  await pointAtSshd(world, sshd, 'web-3');
  await app.loaded();
  await app.search.fill('web-3');
  await app.row('web-3').dblclick();
  await expect(app.alert).toContainText('web-3 is stopped.');
  await app.alert.getByRole('button', { name: 'Start and connect…' }).click();
  const dialog = app.page.getByRole('alertdialog', { name: 'Start web-3?' });
  await expect(dialog).toContainText('CPU and memory are billed from now on.');
  await dialog.getByRole('button', { name: 'Start and connect' }).click();
  await expect(tasks(app.page)).toContainText('web-3 is starting…');
  const terminal = app.terminal('web-3');
  await terminal.trust();
  await terminal.ready();
  await expect(tasks(app.page)).toHaveCount(0);
  expect(calls(world, 'StartInstances')).toBe(1);
});

test('waiting for an instance that does not answer says where, and can be ended', async ({ app, world }) => {
  const { id, tags } = world.instance('web-3');
  const port = await closedPort();
  world.setInstance(id, { publicIp: '127.0.0.1', tags: { ...tags, 'gangway:ssh-port': String(port) } });
  const dialog = await ask(app, 'web-3', 'Start and connect when ready');
  await dialog.getByRole('button', { name: 'Start and connect' }).click();
  await expect(tasks(app.page)).toContainText(`web-3 runs. Waiting until 127.0.0.1:${port} answers…`);
  await expect(app.row('web-3').getByRole('gridcell', { name: 'Running' })).toBeVisible();
  await tasks(app.page).getByRole('button', { name: 'Stop waiting' }).click();
  await expect(tasks(app.page)).toHaveCount(0);
  await expect(app.tab('web-3')).toHaveCount(0);
});

test('stopping says what becomes of the public address, and it comes true', async ({ app, world }) => {
  const before = world.instance('web-2').publicIp ?? '';
  const dialog = await ask(app, 'web-2', 'Stop…');
  await expect(dialog).toContainText(`The public address ${before} is given away; the next start brings another one.`);
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(app.row('web-2').getByRole('gridcell', { name: 'Stopped' })).toBeVisible();
  await expect(tasks(app.page)).toHaveCount(0);
  const again = await ask(app, 'web-2', 'Start…');
  await again.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(app.row('web-2').getByRole('gridcell', { name: 'Running' })).toBeVisible();
  const after = world.instance('web-2').publicIp ?? '';
  expect(after).not.toBe(before);
  await expect(app.row('web-2')).toContainText(after);
});

test('an Elastic IP stays, and a restart asks first', async ({ app, world }) => {
  const { id, publicIp } = world.instance('bastion');
  const rebooted: string[] = [];
  world.state.onReboot((one) => rebooted.push(one));
  const stop = await ask(app, 'bastion', 'Stop…');
  await expect(stop).toContainText(`The Elastic IP ${publicIp} stays.`);
  await stop.getByRole('button', { name: 'Cancel' }).click();
  expect(calls(world, 'StopInstances')).toBe(0);
  const restart = await ask(app, 'bastion', 'Restart…');
  await expect(restart).toContainText('Open shells and desktops on it end.');
  await restart.getByRole('button', { name: 'Restart' }).click();
  await expect(restart).toHaveCount(0);
  expect(rebooted).toEqual([id]);
});

test('a refusal is told in the question, with the next step', async ({ app, world }) => {
  world.faults.add({ match: { action: 'StartInstances' }, effect: { kind: 'refused', code: 'InsufficientInstanceCapacity' }, times: 1 });
  const dialog = await ask(app, 'web-3', 'Start…');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('AWS has no capacity');
  await expect(dialog.getByRole('alert')).toContainText('Try again later');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(app.row('web-3').getByRole('gridcell', { name: 'Running' })).toBeVisible();
});

test('ECS: the stop mode decides about address and bill', async ({ app, world }) => {
  const before = world.instance('mall-web-2').publicIp ?? '';
  const dialog = await ask(app, 'mall-web-2', 'Stop…');
  await expect(dialog).toContainText('It is billed as before while it is stopped.');
  await expect(dialog).toContainText(`The public address ${before} stays.`);
  await dialog.getByRole('combobox', { name: 'While it is stopped' }).click();
  await app.page.getByRole('option', { name: 'Give them back, and pay for disks only' }).click();
  await expect(dialog).toContainText(`The public address ${before} is given away`);
  await expect(dialog).toContainText('a later start may have to wait until there is capacity');
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(app.row('mall-web-2').getByRole('gridcell', { name: 'Stopped' })).toBeVisible();
  expect(world.instance('mall-web-2').ecs?.stopMode).toBe('StopCharging');
});

test('ECS: an EIP stays, and what is locked says why it does not start', async ({ app }) => {
  const stop = await ask(app, 'mall-web-1', 'Stop…');
  await expect(stop).toContainText(/The EIP 127\.58\.\d+\.\d+ stays\./u);
  await stop.getByRole('button', { name: 'Cancel' }).click();
  const start = await ask(app, 'campaign-2025', 'Start…');
  await expect(start).toContainText('A payment is overdue');
  await start.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(start.getByRole('alert')).toContainText('Settle the bill');
});
