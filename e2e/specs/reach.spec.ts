import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { demoWorldWithAlibaba } from '../testbed/worlds/demo-alibaba.ts';
import { expect, test, type OpenApp } from './fixtures.ts';

test.use({ worldData: demoWorldWithAlibaba() });

/** The answer for one row in the details panel, once the groups are read. */
async function check(app: OpenApp, name: string) {
  await app.loaded();
  await app.search.fill(name);
  await app.row(name).click();
  const details = app.page.getByRole('complementary', { name: 'Details' });
  if ((await details.count()) === 0) await app.page.keyboard.press('Control+i');
  await expect(details.getByRole('heading', { name, exact: true })).toBeVisible();
  // A person reads before they click; the panel may be a line longer once all is there.
  await expect(details.getByRole('textbox', { name: 'Login name' })).not.toHaveValue('');
  await details.getByRole('button', { name: 'Check…' }).click();
  const choose = async (field: string, option: string | RegExp): Promise<void> => {
    await details.getByRole('combobox', { name: field, exact: true }).click();
    await app.page.getByRole('option', { name: option }).click();
  };
  return { details, choose, address: details.getByRole('textbox', { name: 'Address of the caller' }) };
}

test('says which rule lets an address in, and what nearly does', async ({ app }) => {
  const { details, address } = await check(app, 'web-2');
  await address.fill('203.0.113.9');
  await expect(details).toContainText('Port 22 is open: web-prod admits it.');
  await expect(details.getByRole('list', { name: 'By this rule:' })).toContainText('allow tcp 22 ← acme-offices');
  await address.fill('192.0.2.1');
  await expect(details).toContainText('Port 22 is blocked: no rule admits it.');
  await expect(details.getByRole('list', { name: 'Nearly:' })).toContainText('another source');
  await address.fill('2001:db8::1');
  await expect(details.getByRole('list', { name: 'Nearly:' })).toContainText('the other IP version');
  await address.fill('somewhere');
  await expect(details).toContainText('An IPv4 or IPv6 address is needed.');
});

test('tells a group as caller over the private address from the public one', async ({ app }) => {
  const { details, choose } = await check(app, 'db-1');
  await choose('From', 'A security group');
  await choose('Group that the caller belongs to', 'bastion-prod');
  await expect(details).toContainText('Port 22 is open: database-prod admits it.');
  await choose('To its', 'Public address');
  await expect(details).toContainText('Port 22 is blocked');
  await expect(details.getByRole('list', { name: 'Nearly:' })).toContainText('counts for private addresses only');
});

test('ECS: a drop at the same priority wins, and Classic has two network cards', async ({ app }) => {
  const web = await check(app, 'mall-web-2');
  await web.address.fill('198.51.100.7');
  await expect(web.details).toContainText('Port 22 is blocked: mall-asia drops it.');
  await expect(web.details.getByRole('list', { name: 'Comes too late:' })).toContainText('allow tcp 22 ← 0.0.0.0/0 (priority 10)');
  const mail = await check(app, 'legacy-mail');
  await mail.address.fill('203.0.113.9');
  await expect(mail.details).toContainText('Port 22 is open');
  await mail.choose('To its', 'Private address');
  await expect(mail.details.getByRole('list', { name: 'Nearly:' })).toContainText('the other network card');
});

test('without the permission it says which one is missing', async ({ app, world }) => {
  world.faults.add({ match: { action: 'DescribeSecurityGroupRules' }, effect: { kind: 'denied' } });
  const { details, address } = await check(app, 'web-2');
  await address.fill('203.0.113.9');
  await expect(details).toContainText('Whether port 22 is open cannot be told.');
  await expect(details).toContainText('ec2:DescribeSecurityGroupRules');
});

test('asks for the public address of this computer when the person wants it', async ({ start, home }) => {
  const server = createServer((_request, response) => response.end('203.0.113.77\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const app = await start({ env: { ...home.env, GANGWAY_CHECK_IP_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` } });
  const { details, address } = await check(app, 'web-2');
  await details.getByRole('button', { name: 'Use my public address' }).click();
  await expect(address).toHaveValue('203.0.113.77');
  await expect(details).toContainText('Port 22 is open: web-prod admits it.');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
