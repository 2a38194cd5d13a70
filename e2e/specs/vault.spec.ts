import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { byKeyFile, byPassword, personAt } from './person.ts';
import { findInFiles, findInPage, findInProcesses } from './secrets.ts';

const KEYS = join(import.meta.dirname, '../../electron/ssh/fixtures/keys');
const PASSPHRASE = 'test-pass-1';
const MASTER = 'zebra-of-seven-winters';
const NEXT_MASTER = 'otter-of-nine-summers';

// A trace would keep every keystroke, in the page too.
test.use({ trace: 'off' });

test('a remembered password is in the vault, opens with the master password only, and is found nowhere else', async ({
  start,
  sshd,
  home,
}) => {
  test.skip(!sshd.passwordLogin, 'Only root can give the sshd a user with a password.');
  test.setTimeout(180_000);
  const address = `${sshd.user}@${sshd.host}:${sshd.port}`;
  const secrets = [sshd.password, MASTER, NEXT_MASTER];
  let app = await start();
  let { page } = app;
  let person = personAt(app);
  await app.loaded();

  let terminal = await person.connect(address);
  await terminal.trust();
  await byPassword(page, terminal);
  const password = terminal.question(/^Password for/u);
  await expect(password.getByRole('checkbox', { name: 'Remember this password in the vault' })).not.toBeChecked();
  await password.getByRole('checkbox').click();
  await person.type(password.getByLabel('Password', { exact: true }), sshd.password);
  await page.keyboard.press('Enter');
  const make = page.getByRole('dialog', { name: 'Make a vault' });
  await person.type(make.getByLabel('Master password', { exact: true }), MASTER);
  await person.type(make.getByLabel('Once more'), `${MASTER} or so`);
  await page.keyboard.press('Enter');
  await expect(make).toContainText('The two are not the same.');
  await person.type(make.getByLabel('Once more'), MASTER);
  await page.keyboard.press('Enter');
  await terminal.ready();
  await expect(page.getByRole('button', { name: 'Vault open' })).toBeVisible();

  // The next login asks nothing.
  await terminal.run('exit');
  await terminal.panel.getByRole('button', { name: 'Reconnect' }).click();
  await terminal.ready();

  // After a restart it is locked, and opens for the right word only.
  await app.stop();
  app = await start();
  ({ page } = app);
  person = personAt(app);
  await app.loaded();
  await expect(page.getByRole('button', { name: 'Vault locked' })).toBeVisible();
  terminal = await person.connect(address);
  const unlock = page.getByRole('dialog', { name: 'Unlock the vault' });
  await person.type(unlock.getByLabel('Master password', { exact: true }), 'not this one');
  await page.keyboard.press('Enter');
  await expect(unlock).toContainText('That master password was not accepted. Attempt 2 of 3.');
  await person.type(unlock.getByLabel('Master password', { exact: true }), MASTER);
  await page.keyboard.press('Enter');
  await terminal.ready();

  // Another master password; the old one opens it no more.
  const vault = await person.dialog('Vault: saved passwords', 'Vault');
  await expect(vault.getByRole('button', { name: 'Lock now' })).toBeFocused();
  await expect(vault.getByRole('row').nth(1)).toContainText(`${sshd.user} on ${sshd.host}`);
  await vault.getByRole('button', { name: 'Change master password…' }).click();
  await expect(vault.getByLabel('Present master password')).toBeFocused();
  await person.type(vault.getByLabel('Present master password'), 'wrong');
  await person.type(vault.getByLabel('New master password'), NEXT_MASTER);
  await person.type(vault.getByLabel('Once more'), NEXT_MASTER);
  await page.keyboard.press('Enter');
  await expect(vault).toContainText('The master password is wrong.');
  await person.type(vault.getByLabel('Present master password'), MASTER);
  await person.type(vault.getByLabel('New master password'), NEXT_MASTER);
  await person.type(vault.getByLabel('Once more'), NEXT_MASTER);
  await page.keyboard.press('Enter');
  await expect(vault.getByLabel('Once more')).toBeHidden();
  await vault.getByRole('button', { name: 'Lock now' }).click();
  await expect(vault.getByLabel('Master password', { exact: true })).toBeFocused();
  await page.keyboard.type(MASTER);
  await page.keyboard.press('Enter');
  await expect(vault).toContainText('The master password is wrong.');
  await person.type(vault.getByLabel('Master password', { exact: true }), NEXT_MASTER);
  await page.keyboard.press('Enter');
  await expect(vault.getByRole('row').nth(1)).toContainText('Password');
  await page.keyboard.press('Escape');
  await person.command('Lock the vault');
  await expect(page.getByRole('button', { name: 'Vault locked' })).toBeVisible();

  expect(findInFiles([app.dataFolder, home.folder], secrets)).toEqual([]);
  expect(secrets.filter((secret) => app.output().includes(secret))).toEqual([]);
  expect(findInProcesses(secrets)).toEqual([]);
  expect(await findInPage(app.context, page, secrets)).toEqual([]);
  // The search finds what is there.
  expect(await findInPage(app.context, page, [`${sshd.user} on ${sshd.host}:${sshd.port}`])).toEqual(
    expect.arrayContaining([expect.stringMatching(/^page: /u)]),
  );
});

test('a passphrase is remembered, forgotten, and no longer offered where saving is forbidden', async ({ app, sshd, home }) => {
  test.setTimeout(120_000);
  const { page } = app;
  const person = personAt(app);
  const key = join(home.folder, 'locked.ppk');
  copyFileSync(join(KEYS, 'TEST_ed25519_v3_pass.ppk'), key);
  await sshd.authorize([readFileSync(join(KEYS, 'TEST_ed25519_openssh.pub'), 'utf8').trim()]);
  const address = `${sshd.user}@${sshd.host}:${sshd.port}`;
  await app.loaded();

  const terminal = await person.connect(address);
  await terminal.trust();
  await byKeyFile(terminal, key);
  const question = terminal.question('Passphrase of a private key');
  await question.getByRole('checkbox', { name: 'Remember this passphrase in the vault' }).click();
  await question.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  const make = page.getByRole('dialog', { name: 'Make a vault' });
  await make.getByLabel('Master password', { exact: true }).fill(MASTER);
  await make.getByLabel('Once more').fill(MASTER);
  await page.keyboard.press('Enter');
  await terminal.ready();

  // A second login with the same key asks nothing.
  await terminal.run('exit');
  await terminal.panel.getByRole('button', { name: 'Reconnect' }).click();
  await terminal.ready();

  const vault = await person.dialog('Vault: saved passwords', 'Vault');
  await expect(vault.getByRole('row').nth(1)).toContainText('locked.ppk');
  await vault.getByRole('button', { name: /^Forget passphrase for/u }).click();
  await expect(vault).toContainText('Nothing is saved.');
  await vault.getByRole('switch', { name: 'Passwords may be saved' }).click();
  await expect(vault.getByRole('switch')).not.toBeChecked();
  await page.keyboard.press('Escape');
  await terminal.run('exit');
  await terminal.panel.getByRole('button', { name: 'Reconnect' }).click();
  await expect(question.getByRole('checkbox')).toBeDisabled();
  await question.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await terminal.ready();
});

test('a vault whose password is forgotten is given up only by typed words', async ({ app }) => {
  const { page } = app;
  const person = personAt(app);
  await app.loaded();
  const vault = await person.dialog('Vault: saved passwords', 'Vault');
  await vault.getByLabel('Master password', { exact: true }).fill(MASTER);
  await vault.getByLabel('Once more').fill(MASTER);
  await page.keyboard.press('Enter');
  await vault
    .getByRole('spinbutton', { name: /^Lock after minutes/u })
    .or(vault.getByLabel(/^Lock after minutes/u))
    .first()
    .fill('5');
  await page.keyboard.press('Enter');
  await vault.getByRole('button', { name: 'Lock now' }).click();
  await vault.getByRole('button', { name: 'Delete the vault…' }).click();
  await page.keyboard.type('delete');
  await expect(vault.getByRole('button', { name: 'Delete the vault', exact: true })).toBeDisabled();
  await page.keyboard.type(' vault');
  await page.keyboard.press('Enter');
  await expect(vault.getByRole('button', { name: 'Make the vault' })).toBeVisible();
});
