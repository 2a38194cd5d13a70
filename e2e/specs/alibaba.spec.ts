import { canRunAsRoot, startSshd, type Sshd } from '../testbed/sshd.ts';
import type { World } from '../testbed/world.ts';
import type { WorldData } from '../testbed/data.ts';
import { demoWorldWithAlibaba } from '../testbed/worlds/demo-alibaba.ts';
import { expect, test } from './fixtures.ts';
import type { TerminalPanel } from './gangway-page.ts';

test.use({ worldData: demoWorldWithAlibaba() });
test.skip(!canRunAsRoot, 'a login by PAM needs root');

/** OpenSSH behind one instance, which asks PAM for the password. */
async function startPamSshd(): Promise<Sshd> {
  return await startSshd({ hostKeys: ['ed25519'], config: ['UsePAM yes', 'PasswordAuthentication yes'] });
}

/** Lets the instance be this server, at the kind of address that it has. */
function pointAt(world: World, name: string, sshd: Sshd): void {
  const { id, tags } = world.instance(name);
  world.setInstance(id, { publicIp: sshd.host, tags: { ...tags, 'gangway:ssh-user': sshd.user, 'gangway:ssh-port': String(sshd.port) } });
}

/** Answers the login with the password and waits for the shell. */
async function logIn(terminal: TerminalPanel, sshd: Sshd): Promise<void> {
  await terminal.trust();
  const how = terminal.question(/^How to log in/u);
  await how.getByRole('radio', { name: 'Password' }).click();
  await how.getByRole('button', { name: 'Log in' }).click();
  const question = terminal.question(/^Password for/u);
  await question.getByLabel('Password').first().fill(sshd.password);
  await question.getByLabel('Password').first().press('Enter');
  await terminal.ready();
  await terminal.run('id -un');
  await expect(terminal.screen).toContainText(sshd.user);
}

test('a password opens a VPC instance through its EIP, and one on the Classic network by its public address', async ({ world, start }) => {
  test.setTimeout(120_000);
  const [vpc, classic] = await Promise.all([startPamSshd(), startPamSshd()]);
  try {
    pointAt(world, 'mall-web-1', vpc);
    pointAt(world, 'legacy-mail', classic);
    const app = await start();
    await app.loaded();
    const row = app.row('mall-web-1');
    await app.search.fill('mall-web-1');
    await row.click();
    await app.page.getByRole('button', { name: 'Show details' }).click();
    const details = app.page.getByRole('complementary', { name: 'Details' });
    await expect(details).toContainText('EIP');
    await expect(details.getByRole('textbox', { name: 'Login name' })).toHaveValue(vpc.user);
    await logIn(await app.open('mall-web-1'), vpc);
    expect(await vpc.log()).toContain(`Accepted password for ${vpc.user}`);

    await app.page.getByRole('tab', { name: 'Instances' }).click();
    await app.search.fill('legacy-mail');
    await app.row('legacy-mail').click();
    await expect(details).toContainText('Classic');
    await logIn(await app.open('legacy-mail'), classic);
    expect(await classic.log()).toContain(`Accepted password for ${classic.user}`);
  } finally {
    await Promise.all([vpc.stop(), classic.stop()]);
  }
});

test('instances of both clouds stand in one list, and what fails is named beside it', async ({ app }) => {
  const { page } = app;
  await app.loaded();
  await expect(page.getByRole('toolbar', { name: 'Instances' }).getByRole('status')).toHaveText('51');
  await app.search.fill('北京');
  await expect(app.row('北京-网关')).toContainText('cn-beijing');
  await app.search.fill('classic');
  await expect(app.row('legacy-mail')).toBeVisible();
  await expect(app.rows).toHaveCount(1);
  await app.search.fill('');
  const problems = page.getByRole('region', { name: 'Problems' });
  await expect(problems.getByRole('group')).toHaveCount(1);
  await expect(problems.getByRole('group', { name: 'Error: acme-asia · cn-wuhan-lr' })).toContainText('not open');
});

test('an instance without a public address says so and names what would help', async ({ app }) => {
  await app.loaded();
  const terminal = await app.open('mall-db');
  await expect(terminal.panel).toContainText('mall-db has no public address');
  await expect(terminal.panel).toContainText('Bind an EIP');
  await expect(terminal.panel).toContainText('jump host');
});

test('a locked instance and a stopped one say why they cannot be opened', async ({ app }) => {
  await app.loaded();
  for (const [name, why, help] of [
    ['campaign-2025', 'locked: a payment is overdue', 'Settle the bill'],
    ['scraper', 'security reasons', 'release'],
    ['batch-night', 'batch-night is stopped', /start/iu],
  ] as const) {
    await app.search.fill(name);
    await app.row(name).dblclick();
    await expect(app.alert).toContainText(why);
    await expect(app.alert).toContainText(help);
    await app.alert.getByRole('button', { name: 'Dismiss' }).click();
    await expect(app.alert).toBeHidden();
  }
});

test.describe('profiles of one name in both clouds', () => {
  test.use({ worldData: withOneName('acme-prod') });

  test('are told apart in the tree, the list and the details', async ({ app }) => {
    await app.loaded();
    const tree = app.page.getByRole('tree', { name: 'Accounts and regions' });
    await expect(tree.getByRole('treeitem', { name: /^acme-prod \(AWS\)/u })).toBeVisible();
    await expect(tree.getByRole('treeitem', { name: /^acme-dev(?! \()/u })).toBeVisible();
    await app.search.fill('web-1');
    await expect(app.row('web-1')).toContainText('acme-prod (AWS)');
    await expect(app.row('mall-web-1')).toContainText('acme-prod (Alibaba Cloud)');
    // The one that is called so, and not the first of those that the name finds.
    await app.page.keyboard.press('Enter');
    await expect(app.row('web-1')).toHaveAttribute('aria-selected', 'true');
    await tree.getByRole('treeitem', { name: /^acme-prod \(Alibaba Cloud\)/u }).click();
    await expect(app.row('web-1')).toHaveCount(0);
    await app.row('mall-web-1').click();
    await app.page.getByRole('button', { name: 'Show details' }).click();
    await expect(app.page.getByRole('complementary', { name: 'Details' })).toContainText('acme-prod (Alibaba Cloud)');
  });
});

/** The demo whose first account of Alibaba Cloud is in a profile of this name. */
function withOneName(name: string): WorldData {
  const data = demoWorldWithAlibaba();
  const { alibaba } = data;
  if (alibaba === undefined) throw new Error('The demo is on both clouds.');
  const [first, ...rest] = alibaba.accounts;
  if (first === undefined) throw new Error('The demo has an account there.');
  const renamed = { ...first, profiles: first.profiles.map((profile) => ({ ...profile, name })) };
  return { ...data, alibaba: { ...alibaba, accounts: [renamed, ...rest] } };
}
