import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAgent } from '../testbed/agent.ts';
import { fingerprintOf } from '../testbed/certificate-authority.ts';
import { expect, test } from './fixtures.ts';
import { byKeyFile, personAt } from './person.ts';

const KEYS = join(import.meta.dirname, '../../electron/ssh/fixtures/keys');
/** Of all encrypted keys among the fixtures. */
const PASSPHRASE = 'test-pass-1';

function put(name: string, folder: string): string {
  const path = join(folder, name);
  copyFileSync(join(KEYS, name), path);
  chmodSync(path, 0o600);
  return path;
}

test('keys of folders and agent are listed with what they are, and the key pair that they match', async ({ start, home }) => {
  const ssh = join(home.folder, '.ssh');
  put('TEST_ed25519_v3_pass.ppk', ssh);
  put('TEST_ed448_v3.ppk', ssh);
  const other = join(home.folder, 'more keys');
  mkdirSync(other);
  put('TEST_rsa2048_v2.ppk', other);
  const agent = await startAgent();
  try {
    await agent.add(join(KEYS, 'TEST_ecdsa256_openssh'));
    const app = await start({ env: { ...home.env, SSH_AUTH_SOCK: agent.socket } });
    const { page } = app;
    await app.loaded();
    const dialog = await personAt(app).dialog('Keys: list', 'Keys');
    const row = (text: string | RegExp) => dialog.getByRole('grid', { name: 'Keys' }).getByRole('row').filter({ hasText: text });
    await expect(row('TEST_ed25519_v3_pass.ppk')).toContainText('ssh-ed25519 256');
    await expect(row('TEST_ed25519_v3_pass.ppk')).toContainText('PuTTY 3');
    await expect(row('TEST_ed25519_v3_pass.ppk')).toContainText(await fingerprintOf(join(KEYS, 'TEST_ed25519_openssh.pub')));
    await expect(row('TEST_ed25519_v3_pass.ppk')).toContainText('yes');
    await expect(row('SSH agent')).toContainText('ecdsa-sha2-nistp256 256');
    await expect(row('acme-prod.pem')).toContainText('acme-prod (eu-central-1)');
    await expect(dialog.getByText(/ssh-ed448, which is not supported/u)).toBeVisible();

    await dialog.getByRole('button', { name: 'Folders…' }).click();
    await expect(dialog.getByLabel('Another folder')).toBeFocused();
    await page.keyboard.type('~/nowhere');
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText(/There is no folder .*nowhere/u);
    await dialog.getByLabel('Another folder').fill('~/more keys');
    await page.keyboard.press('Enter');
    await expect(row('TEST_rsa2048_v2.ppk')).toContainText('PuTTY 2');

    await dialog.getByRole('textbox', { name: 'Search keys' }).fill('putty 2');
    await expect(row(/PuTTY|agent/u)).toHaveCount(1);
    await dialog.getByRole('textbox', { name: 'Search keys' }).fill('');
    await row('TEST_rsa2048_v2.ppk').click();
    await page.keyboard.press('Home');
    await expect(dialog.getByRole('row').nth(1)).toHaveAttribute('aria-selected', 'true');
    await dialog.getByRole('button', { name: /^Look no longer into .*more keys/u }).click();
    await expect(row('TEST_rsa2048_v2.ppk')).toHaveCount(0);
  } finally {
    await agent.stop();
  }
});

test('a new key logs in once its public line is on the server', async ({ app, home, sshd }) => {
  const { page } = app;
  const person = personAt(app);
  await app.loaded();
  const dialog = await person.dialog('Keys: list', 'Keys');
  await dialog.getByRole('button', { name: 'New key…' }).click();
  const form = dialog.getByRole('form', { name: 'New key' });
  await expect(form.getByLabel('File of the new Ed25519 key')).toBeFocused();
  await form.getByLabel('File of the new Ed25519 key').fill('~/.ssh/acme-prod.pem');
  await page.keyboard.press('Enter');
  await expect(form).toContainText(/acme-prod\.pem/u);
  await form.getByLabel('File of the new Ed25519 key').fill('~/.ssh/made_here');
  await form.getByLabel('Passphrase', { exact: true }).fill('hen and egg');
  await form.getByLabel('Passphrase once more').fill('hen and hen');
  await page.keyboard.press('Enter');
  await expect(form).toContainText('The two passphrases are not the same.');
  await form.getByLabel('Passphrase', { exact: true }).fill('hen and egg');
  await form.getByLabel('Passphrase once more').fill('hen and egg');
  await page.keyboard.press('Enter');
  const made = dialog.getByRole('region', { name: 'New key' });
  await expect(made).toContainText('ssh-ed25519 AAAA');
  const path = join(home.folder, '.ssh/made_here');
  const line = readFileSync(`${path}.pub`, 'utf8').trim();
  await expect(made).toContainText(line);
  await expect(dialog.getByRole('row').filter({ hasText: 'made_here' })).toContainText('yes');
  await page.keyboard.press('Escape');

  await sshd.authorize([line]);
  const terminal = await person.connect(`${sshd.user}@${sshd.host}:${sshd.port}`);
  await terminal.trust();
  await byKeyFile(terminal, path);
  await terminal.question('Passphrase of a private key').getByLabel('Passphrase', { exact: true }).fill('hen and egg');
  await page.keyboard.press('Enter');
  await terminal.ready();
});

for (const { name, file } of [
  { name: 'version 2', file: 'TEST_ed25519_v2_pass.ppk' },
  { name: 'version 3', file: 'TEST_ed25519_v3_pass.ppk' },
]) {
  test(`a PuTTY key of ${name} logs in with its passphrase`, async ({ app, home, sshd }) => {
    const path = put(file, home.folder);
    await sshd.authorize([readFileSync(join(KEYS, 'TEST_ed25519_openssh.pub'), 'utf8').trim()]);
    await app.loaded();
    const terminal = await personAt(app).connect(`${sshd.user}@${sshd.host}:${sshd.port}`);
    await terminal.trust();
    await byKeyFile(terminal, path);
    const question = terminal.question('Passphrase of a private key');
    await question.getByLabel('Passphrase', { exact: true }).fill('not this');
    await app.page.keyboard.press('Enter');
    await expect(question).toContainText('Attempt 2 of 3');
    await question.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await app.page.keyboard.press('Enter');
    await terminal.ready();
  });
}

test('a public half given by mistake, and a key of another program, say what they are', async ({ app, home, sshd }) => {
  const publicHalf = put('TEST_ed25519_openssh.pub', home.folder);
  const foreign = put('TEST_rsa2048_sshcom', home.folder);
  await app.loaded();
  const person = personAt(app);
  let terminal = await person.connect(`${sshd.user}@${sshd.host}:${sshd.port}`);
  await terminal.trust();
  await byKeyFile(terminal, publicHalf);
  await expect(terminal.panel.getByRole('alert')).toContainText(/public/u);
  await app.tab(sshd.host).getByTitle(`Close ${sshd.host}`).click();
  terminal = await person.connect(`${sshd.user}@${sshd.host}:${sshd.port}`);
  await byKeyFile(terminal, foreign);
  await expect(terminal.panel.getByRole('alert')).toContainText('ssh.com');
});
