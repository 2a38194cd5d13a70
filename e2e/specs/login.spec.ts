import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

const KEYS = join(import.meta.dirname, '../../electron/ssh/fixtures/keys');
/** Of all encrypted keys among the fixtures. */
const PASSPHRASE = 'test-pass-1';

test('a host key that was refused, or accepted once, is asked about again', async ({ app }) => {
  const terminal = await app.open('web-1');
  const question = terminal.question(/^First connection/u);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(terminal.panel.getByRole('heading', { name: 'Not connected to web-1' })).toBeVisible();
  await expect(terminal.panel.getByRole('alert')).toContainText('was not accepted');

  await terminal.panel.getByRole('button', { name: 'Retry' }).first().click();
  await question.getByRole('button', { name: 'Connect once' }).click();
  await terminal.ready();
  await terminal.run('exit');
  await terminal.panel.getByRole('button', { name: 'Reconnect' }).click();
  await expect(question).toBeVisible();
  await app.page.keyboard.press('Escape');
  await expect(question).toBeHidden();
});

test('a password is asked for three times, and each time says what happened', async ({ app, sshd, home }) => {
  test.skip(!sshd.passwordLogin, 'Only root can give the sshd a user with a password.');
  rmSync(home.keys['acme-prod'] ?? '');
  const terminal = await app.open('web-1');
  await terminal.trust();
  const how = terminal.question(/^How to log in/u);
  await how.getByRole('radio', { name: 'Password' }).click();
  await how.getByRole('button', { name: 'Log in' }).click();
  const question = terminal.question(/^Password for/u);
  const field = question.getByLabel('Password', { exact: true });
  for (const said of ['', 'Attempt 2 of 3', 'Attempt 3 of 3']) {
    await expect(question).toContainText(said);
    await expect(field).toHaveValue('');
    await field.fill('wrong');
    await question.getByRole('button', { name: 'Log in' }).click();
    await expect(question.filter({ hasText: said === '' ? /asks for the password(?![^]*Attempt)/u : said })).toBeHidden();
  }
  await expect(terminal.panel.getByRole('alert')).toBeVisible();
  await expect(terminal.panel.getByRole('alert')).toContainText(/password/iu);
});

test('an encrypted key asks for its passphrase until it is right', async ({ app, sshd, home }) => {
  copyFileSync(join(KEYS, 'TEST_ed25519_openssh_pass'), home.keys['acme-prod'] ?? '');
  await sshd.authorize([readFileSync(join(KEYS, 'TEST_ed25519_openssh.pub'), 'utf8').trim()]);
  const terminal = await app.open('web-1');
  await terminal.trust();
  const question = terminal.question('Passphrase of a private key');
  await expect(question).toContainText(home.keys['acme-prod'] ?? '');
  await question.getByLabel('Passphrase', { exact: true }).fill('not this one');
  await question.getByRole('button', { name: 'Unlock' }).click();
  await expect(question).toContainText('That passphrase was not accepted. Attempt 2 of 3.');
  await question.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await question.getByRole('button', { name: 'Unlock' }).click();
  await terminal.ready();
});

test('a key file that is not there is named where it is chosen and where it is used', async ({ app, home }) => {
  const { page } = app;
  await app.loaded();
  await app.search.fill('web-1');
  await app.row('web-1').click();
  await page.getByRole('button', { name: 'Show details' }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  const field = details.getByRole('textbox', { name: 'Private key file' });
  const found = home.keys['acme-prod'] ?? '';
  await expect(field).toHaveValue(found);
  await field.fill('/nowhere/lost.pem');
  await field.press('Enter');
  await expect(page.getByText('The key file /nowhere/lost.pem does not exist.').first()).toBeVisible();
  await expect(details).toContainText('Found by its key pair acme-prod.');

  const moved = join(home.folder, 'moved.pem');
  copyFileSync(found, moved);
  await field.fill(moved);
  await field.press('Enter');
  await expect(details).toContainText('As you chose for this instance.');
  rmSync(moved);
  const terminal = await app.open('web-1');
  await expect(terminal.panel.getByRole('alert')).toContainText(`The key file ${moved} does not exist.`);

  await details.getByRole('button', { name: 'Use the key pair’s file again' }).click();
  await expect(field).toHaveValue(found);
  await terminal.panel.getByRole('button', { name: 'Retry' }).first().click();
  await terminal.trust();
  await terminal.ready();
});

test('closing the tab ends the attempt that waits for an answer', async ({ app, sshd }) => {
  const terminal = await app.open('web-1');
  await expect(terminal.question(/^First connection/u)).toBeVisible();
  expect(await sshd.sessions()).not.toEqual([]);
  await app.tab('web-1').getByTitle('Close web-1').click();
  await expect(terminal.panel).toBeHidden();
  await expect.poll(() => sshd.sessions()).toEqual([]);
});
