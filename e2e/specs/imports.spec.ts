import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright/test';
import { expect, test, type OpenApp } from './fixtures.ts';
import { confCons, mobaXterm, MREMOTENG_DEFAULT, puttyReg, winScpIni } from './import-files.ts';
import { byKeyFile, personAt } from './person.ts';

const PUTTY = join(import.meta.dirname, '../../electron/services/imports/fixtures/putty');

/** The dialog for imports in the words of the person who uses it. */
async function importing(app: OpenApp) {
  const { page } = app;
  const dialog = await personAt(app).dialog('Import sessions', 'Import');
  const rows = dialog.getByRole('grid', { name: 'What would come in' }).getByRole('row');
  return {
    dialog,
    row: (name: string | RegExp): Locator => rows.filter({ has: page.getByRole('gridcell', { name, exact: true }) }),
    async choose(kind: string): Promise<void> {
      await dialog.getByRole('combobox', { name: 'Kind of file' }).click();
      await page.getByRole('option', { name: kind, exact: true }).click();
    },
    upload: (name: string, text: string | Buffer): Promise<void> =>
      dialog.getByLabel('File to import').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) }),
    says: (text: string | RegExp): Promise<void> => expect(dialog.getByRole('paragraph').first()).toContainText(text),
    async take(): Promise<void> {
      await dialog.getByRole('button', { name: /^Import \d/u }).click();
      await expect(dialog).toBeHidden();
    },
  };
}

test('PuTTY’s sessions are found by themselves, come in once, and open at a real server', async ({ start, home, sshd }) => {
  test.setTimeout(120_000);
  const sessions = join(home.folder, '.putty/sessions');
  cpSync(join(PUTTY, 'unix-sessions'), sessions, { recursive: true });
  cpSync(join(PUTTY, 'sshhostkeys'), join(home.folder, '.putty/sshhostkeys'));
  const simple = readFileSync(join(sessions, 'simple'), 'utf8');
  const here = simple
    .replace(/^HostName=.*$/mu, `HostName=${sshd.host}`)
    .replace(/^PortNumber=.*$/mu, `PortNumber=${sshd.port}`)
    .replace(/^UserName=.*$/mu, `UserName=${sshd.user}`);
  writeFileSync(join(sessions, 'real%20one'), here);
  writeFileSync(join(sessions, 'old%20switch'), simple.replace(/^Protocol=.*$/mu, 'Protocol=telnet'));
  const app = await start();
  const { page } = app;
  const person = personAt(app);
  await app.loaded();

  let importer = await importing(app);
  await importer.dialog.getByRole('button', { name: /^Look at PuTTY \(folder of sessions\)/u }).click();
  await importer.says('12 new, 0 here already, 1 skipped');
  await expect(importer.row('café ключ')).toContainText('new');
  await expect(importer.row('old switch')).toContainText('skipped');
  await importer.row('old switch').click();
  await expect(importer.dialog.getByRole('list', { name: /^Remarks on/u })).toContainText(/telnet/iu);

  // By keyboard: the arrows choose, Space takes it out and in again.
  await page.keyboard.press('Home');
  await expect(importer.row('.hidden*name?')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Space');
  await expect(importer.dialog.getByRole('button', { name: 'Import 11' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect(importer.dialog.getByRole('button', { name: 'Import 12' })).toBeVisible();
  await importer.take();
  await expect(page.getByText('Imported 7 sessions, 5 host keys')).toBeVisible();
  await expect(person.line('prod web/1 100% [x] #2')).toBeVisible();

  importer = await importing(app);
  await importer.dialog.getByRole('button', { name: /^Look at PuTTY \(folder of sessions\)/u }).click();
  await importer.says('0 new, 12 here already, 1 skipped');
  await expect(importer.dialog.getByRole('button', { name: 'Import 0' })).toBeDisabled();
  await page.keyboard.press('Escape');

  await person.line('real one').dblclick();
  const terminal = app.terminal('real one');
  await terminal.trust();
  await byKeyFile(terminal, home.keys['acme-prod'] ?? '');
  await terminal.ready();
});

test('files of other programs come in by upload, with what is left out and why', async ({ app, sshd }) => {
  test.setTimeout(120_000);
  const { page } = app;
  const person = personAt(app);
  const where = { host: sshd.host, port: sshd.port, user: sshd.user };
  await app.loaded();

  let importer = await importing(app);
  await importer.upload('putty.reg', puttyReg([{ name: 'from the registry', ...where }]));
  await importer.says('1 new');
  await importer.take();

  importer = await importing(app);
  await importer.choose('WinSCP');
  await importer.upload('WinSCP.ini', winScpIni(where));
  await expect(importer.row('Work / files here')).toContainText('new');
  await expect(importer.row('plain ftp')).toContainText('FTP sessions have no terminal.');
  await importer.take();

  importer = await importing(app);
  await importer.choose('MobaXterm');
  await importer.upload('MobaXterm.ini', mobaXterm(where));
  await expect(importer.row('Lab / odd')).toContainText('skipped');
  await importer.take();

  // mRemoteNG: a password of the person's own first, then the program's default.
  importer = await importing(app);
  await importer.choose('mRemoteNG');
  await importer.upload('confCons.xml', confCons(where, 'my own word'));
  await expect(importer.dialog).toContainText('confCons.xml is encrypted with a password.');
  await importer.dialog.getByLabel('Password of the file').fill('not mine');
  await importer.upload('confCons.xml', confCons(where, 'my own word'));
  await expect(importer.dialog).toContainText('The password is not that of confCons.xml.');
  await importer.dialog.getByLabel('Password of the file').fill('my own word');
  await importer.upload('confCons.xml', confCons(where, 'my own word'));
  await expect(importer.row('remote')).toContainText('new');
  await importer.dialog.getByRole('button', { name: 'Back' }).click();
  await importer.choose('mRemoteNG');
  await importer.upload('confCons.xml', confCons(where, MREMOTENG_DEFAULT));
  await expect(importer.row('remote')).toContainText('new');
  await importer.take();

  for (const name of ['from the registry', 'Work', 'Lab', 'remote']) await expect(person.line(name)).toBeVisible();

  // Something else than it is said to be changes nothing and says so.
  importer = await importing(app);
  await importer.upload('holiday.jpg', Buffer.from('ffd8ffe000104a46', 'hex'));
  await expect(importer.dialog).toContainText('holiday.jpg');
  await page.keyboard.press('Escape');
  await expect(importer.dialog).toBeHidden();
});

test('sessions go out as an OpenSSH config and as Gangway’s own file, which comes in again', async ({ app, sshd }) => {
  const { page } = app;
  const person = personAt(app);
  await app.loaded();
  let importer = await importing(app);
  await importer.upload('putty.reg', puttyReg([{ name: 'way out', host: sshd.host, port: sshd.port, user: sshd.user }]));
  await importer.take();

  const dialog = await person.dialog('Export sessions', 'Export sessions');
  const save = async (): Promise<{ name: string; text: string }> => {
    const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: /^Save as/u }).click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  };
  await expect(dialog.getByLabel('Text of the export')).toContainText(`User "${sshd.user}"`);
  const config = await save();
  expect(config.text).toMatch(new RegExp(`Host way-out\\n  HostName ${sshd.host}\\n  Port ${sshd.port}\\n  User "${sshd.user}"\\n`, 'u'));
  await dialog.getByRole('combobox', { name: 'Format' }).click();
  await page.getByRole('option', { name: 'Gangway’s own file' }).click();
  await expect(dialog.getByLabel('Text of the export')).toContainText('gangway-sessions');
  const own = await save();
  await page.keyboard.press('Escape');

  importer = await importing(app);
  await importer.choose('Gangway');
  await importer.upload(own.name, own.text);
  await importer.says('0 new, 1 here already');
  await page.keyboard.press('Escape');
  await person.line('way out').click();
  await page.keyboard.press('Delete');
  await expect(person.line('way out')).toHaveCount(0);
  importer = await importing(app);
  await importer.choose('Gangway');
  await importer.upload(own.name, own.text);
  await importer.take();
  await expect(person.line('way out')).toBeVisible();
});

test('the SSH config is a live folder whose hosts open through their jump host and can be copied', async ({
  start,
  home,
  sshd,
  secondSshd,
}) => {
  test.setTimeout(120_000);
  const file = join(home.folder, '.ssh/config');
  mkdirSync(join(home.folder, '.ssh'), { recursive: true });
  const bastion = `Host bastion\n  HostName 127.0.0.1\n  Port ${secondSshd.port}\n  User ${secondSshd.user}\n  IdentityFile ${secondSshd.clientKeyPath}\n`;
  writeFileSync(file, bastion);
  const app = await start();
  const { page } = app;
  const person = personAt(app);
  await app.loaded();
  const folder = person.line('SSH config');
  await folder.click();
  await page.keyboard.press('ArrowRight');
  await expect(person.line('bastion')).toBeVisible();

  const inner = `Host inner\n  HostName localhost\n  Port ${sshd.port}\n  User ${sshd.user}\n  IdentityFile ${home.keys['acme-prod']}\n  ProxyJump bastion\n`;
  writeFileSync(file, `${inner}${bastion}Host *\n  StrictHostKeyChecking accept-new\n`);
  await expect(person.line('inner')).toBeVisible();
  await person.line('inner').dblclick();
  const terminal = app.terminal('inner');
  await terminal.ready();
  await terminal.run('echo "port-${SSH_CONNECTION##* }"');
  await expect(terminal.screen).toContainText(`port-${sshd.port}`);
  expect(await secondSshd.log()).toContain(`Accepted publickey for ${secondSshd.user}`);

  await person.line('bastion').click();
  await person.command('Copy to saved sessions');
  await expect(person.tree.getByRole('treeitem', { name: 'bastion' })).toHaveCount(2);
  writeFileSync(file, '');
  await expect(person.line('inner')).toHaveCount(0);
  await person.line('bastion').dblclick();
  await app.terminal('bastion').ready();
});

test('ten thousand sessions are shown before they come in, and walked by keyboard', async ({ app }) => {
  test.setTimeout(120_000);
  const { page } = app;
  const person = personAt(app);
  await app.loaded();
  const importer = await importing(app);
  const where = { host: 'many.example', port: 22, user: 'ann' };
  await importer.upload('many.reg', puttyReg(Array.from({ length: 10_000 }, (_, index) => ({ name: `machine ${index}`, ...where }))));
  await importer.says('10000 new');
  const rows = importer.dialog.getByRole('grid').getByRole('row');
  expect(await rows.count()).toBeLessThan(60);
  await rows.nth(1).click();
  await page.keyboard.press('End');
  await expect(importer.row('machine 9999')).toHaveAttribute('aria-selected', 'true');
  await expect(importer.row('machine 9999')).toBeInViewport();
  await importer.take();
  await expect(page.getByText('Imported 10000 sessions')).toBeVisible();
  await expect(person.line('machine 0')).toHaveAttribute('aria-setsize', '10000');
});
