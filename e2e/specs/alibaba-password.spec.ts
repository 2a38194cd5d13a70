import type { Locator } from 'playwright/test';
import { runHere, setAccountPassword } from '../testbed/alibaba/agents.ts';
import { canRunAsRoot, startSshd, type Sshd } from '../testbed/sshd.ts';
import type { World } from '../testbed/world.ts';
import { demoWorldWithAlibaba } from '../testbed/worlds/demo-alibaba.ts';
import { expect, test, type OpenApp } from './fixtures.ts';
import type { TerminalPanel } from './gangway-page.ts';
import { byPassword, personAt } from './person.ts';
import { findInFiles } from './secrets.ts';

const NAME = 'mall-web-1';
const NEW = 'Bright-River-88';

// A trace would keep every keystroke.
test.use({ worldData: demoWorldWithAlibaba(), trace: 'off' });
test.skip(!canRunAsRoot, 'a login by PAM needs root');
test.describe.configure({ timeout: 120_000 });

let sshd: Sshd;
test.beforeEach(async ({ world }) => {
  sshd = await startSshd({ hostKeys: ['ed25519'], config: ['UsePAM yes', 'PasswordAuthentication yes'] });
  const { id, tags } = world.instance(NAME);
  const { user, port, host } = sshd;
  world.setInstance(id, { publicIp: host, tags: { ...tags, 'gangway:ssh-user': user, 'gangway:ssh-port': String(port) } });
  // What the cloud sets, it sets for the account that the instance's machine has here.
  world.state.agents.onPassword(id, (password) => setAccountPassword(user, password));
});
test.afterEach(async () => {
  // Where the shell is not there, nothing was started.
  await sshd?.stop();
});

function agentOnline(world: World): void {
  world.state.agents.install(world.instance(NAME).id, runHere);
}

function calls(world: World, action: string): number {
  return world.calls.filter((call) => call.action === action).length;
}

/** The dialog, from the palette for the row of this name. */
async function askFor(app: OpenApp, name = NAME): Promise<Locator> {
  await app.loaded();
  await app.search.fill(name);
  await app.row(name).click();
  await personAt(app).command('Set a new password');
  const dialog = app.page.getByRole('dialog', { name: `New password for ${name}` });
  await expect(dialog.getByLabel('New password')).toBeVisible();
  return dialog;
}

async function enter(app: OpenApp, terminal: TerminalPanel, password: string): Promise<void> {
  await personAt(app).type(terminal.question(/^Password for/u).getByLabel('Password', { exact: true }), password);
  await app.page.keyboard.press('Enter');
}

test('whoever lost the password sets a new one while the login waits, and it lets them in', async ({ app, world, dataFolder, home }) => {
  agentOnline(world);
  await app.loaded();
  const terminal = await app.open(NAME);
  await terminal.trust();
  await byPassword(app.page, terminal);
  await terminal
    .question(/^Password for/u)
    .getByRole('button', { name: 'I lost it…' })
    .click();
  const dialog = app.page.getByRole('dialog', { name: `New password for ${NAME}` });
  await expect(dialog.getByRole('combobox', { name: 'How to set it' })).toContainText('At once, through Cloud Assistant');
  await expect(dialog.getByLabel('Login name')).toHaveValue(sshd.user);
  await personAt(app).type(dialog.getByLabel('New password'), NEW);
  await dialog.getByRole('button', { name: 'Set password' }).click();
  await expect(dialog).toHaveCount(0);
  await terminal.ready();
  expect(await sshd.log()).toContain(`Accepted password for ${sshd.user}`);
  expect(calls(world, 'RunCommand')).toBe(1);
  expect(calls(world, 'RebootInstance')).toBe(0);
  // Neither what the cloud keeps of the command nor anything here has it in clear.
  expect(world.state.agents.scripts.join('')).not.toContain(NEW);
  expect(findInFiles([dataFolder, home.folder], [NEW])).toEqual([]);
  expect(app.output()).not.toContain(NEW);
});

test('a weak password is refused before anything is sent; a made one is remembered and used by the next login', async ({ app, world }) => {
  agentOnline(world);
  const person = personAt(app);
  const dialog = await askFor(app);
  const field = dialog.getByLabel('New password');
  for (const [weak, why] of [
    ['Ab-1', 'at least 8 characters'],
    ['onlysmallletters', 'It needs 3 of these four'],
    ['With space 123', 'only these are allowed'],
    [`Aa-1${'x'.repeat(27)}`, 'at most 30 characters'],
  ] as const) {
    await person.type(field, weak);
    await dialog.getByRole('button', { name: 'Set password' }).click();
    await expect(dialog).toContainText(why);
  }
  expect(calls(world, 'RunCommand')).toBe(0);

  await dialog.getByRole('button', { name: 'Make a strong one' }).click();
  await expect(dialog).toContainText('Made a password.');
  await expect(field).toHaveValue(/^[A-Za-z](?=.*\d)(?=.*[^A-Za-z\d]).{19}$/u);
  await dialog.getByRole('checkbox', { name: 'Remember it in the vault' }).click();
  await dialog.getByRole('button', { name: 'Set password' }).click();
  const vault = app.page.getByRole('dialog', { name: 'Make a vault' });
  if (!(await app.page.getByText('has a new password').or(vault).first().textContent())?.includes('has a new')) {
    await person.type(vault.getByLabel('Master password', { exact: true }), 'zebra-of-seven-winters');
    await person.type(vault.getByLabel('Once more'), 'zebra-of-seven-winters');
    await app.page.keyboard.press('Enter');
  }
  await expect(app.page.getByText(`${sshd.user} on ${NAME} has a new password. The next login uses it.`)).toBeVisible();
  await expect(dialog).toHaveCount(0);
  for (const tab of [NAME, `${NAME} (2)`]) {
    await app.page.getByRole('tab', { name: 'Instances' }).click();
    await app.row(NAME).dblclick();
    const terminal = app.terminal(tab);
    if (tab === NAME) await terminal.trust();
    await terminal.ready();
  }
});

test('without Cloud Assistant the cloud sets it, after the name was typed, and restarts the instance', async ({ app, world }) => {
  const rebooted: string[] = [];
  world.state.onReboot((id) => rebooted.push(id));
  const person = personAt(app);
  const dialog = await askFor(app);
  await expect(dialog).toContainText('Not through Cloud Assistant: its agent on the instance is not there');
  await expect(dialog).toContainText('The instance is restarted now');
  await person.type(dialog.getByLabel('New password'), NEW);
  await person.type(dialog.getByLabel(`Type “${NAME}” to restart it`), 'mall-web-2');
  await dialog.getByRole('button', { name: 'Set password and restart' }).click();
  await expect(dialog).toContainText('That is not its name.');
  expect(calls(world, 'ModifyInstanceAttribute')).toBe(0);
  await person.type(dialog.getByLabel(`Type “${NAME}” to restart it`), NAME);
  await dialog.getByRole('button', { name: 'Set password and restart' }).click();
  await expect(app.page.getByText(`root on ${NAME} has a new password. ${NAME} restarts; the next login uses it.`)).toBeVisible();
  expect(rebooted).toEqual([world.instance(NAME).id]);

  const terminal = await app.open(NAME);
  await terminal.trust();
  await byPassword(app.page, terminal);
  await enter(app, terminal, sshd.password);
  await expect(terminal.question(/^Password for/u)).toContainText('That password was not accepted.');
  await enter(app, terminal, NEW);
  await terminal.ready();
});

test('what stands in the way is said where the password is set', async ({ app, world }) => {
  const person = personAt(app);
  agentOnline(world);
  const dialog = await askFor(app);
  world.state.agents.remove(world.instance(NAME).id);
  await person.type(dialog.getByLabel('New password'), NEW);
  await dialog.getByRole('button', { name: 'Set password' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Cloud Assistant does not reach its agent');
  await expect(dialog.getByRole('alert')).toContainText('Set the password the other way');
  // What was typed is still there for the other way, which the cloud refuses for what everybody tries.
  await expect(dialog.getByLabel('New password')).toHaveValue(NEW);
  await dialog.getByRole('combobox', { name: 'How to set it' }).click();
  await app.page.getByRole('option', { name: 'By the cloud, with a restart' }).click();
  await person.type(dialog.getByLabel('New password'), 'Passw0rd-123');
  await person.type(dialog.getByLabel(`Type “${NAME}” to restart it`), NAME);
  await dialog.getByRole('button', { name: 'Set password and restart' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Alibaba Cloud refuses this password.');
  await expect(dialog.getByRole('alert')).not.toContainText('Passw0rd');
  expect(calls(world, 'RebootInstance')).toBe(0);
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  const locked = await askFor(app, 'scraper');
  await person.type(locked.getByLabel('New password'), NEW);
  await person.type(locked.getByLabel('Type “scraper” to confirm'), 'scraper');
  await locked.getByRole('button', { name: 'Set password' }).click();
  await expect(locked.getByRole('alert')).toContainText('locked for security reasons');
  await locked.getByRole('button', { name: 'Cancel' }).click();

  const denied = await askFor(app, 'audit-log');
  await expect(denied).toContainText('this profile may not use it');
  await person.type(denied.getByLabel('New password'), NEW);
  await person.type(denied.getByLabel('Type “audit-log” to restart it'), 'audit-log');
  await denied.getByRole('button', { name: 'Set password and restart' }).click();
  await expect(denied.getByRole('alert')).toContainText('no permission for ecs:ModifyInstanceAttribute');
});

test('the details offer it for ECS, and not for a cloud that sets none', async ({ app }) => {
  await app.loaded();
  await app.search.fill(NAME);
  await app.row(NAME).click();
  await app.page.getByRole('button', { name: 'Show details' }).click();
  const details = app.page.getByRole('complementary', { name: 'Details' });
  const offer = details.getByRole('button', { name: 'Set a new password…' });
  await expect(offer).toBeVisible();
  await app.search.fill('web-1');
  await app.row('web-1').click();
  await expect(details.getByRole('heading', { name: 'web-1' })).toBeVisible();
  await expect(offer).toHaveCount(0);
});
