import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { startAgent } from '../testbed/agent.ts';
import { fingerprintOf, makeCertificateAuthority, publicLineOf } from '../testbed/certificate-authority.ts';
import { passwordChangeMissing, startPasswordChangeServer } from '../testbed/password-change-server.ts';
import { expirePassword, startTotpSshd, totpMissing } from '../testbed/totp-sshd.ts';
import { canRunAsRoot, startSshd } from '../testbed/sshd.ts';
import { expect, test, type OpenApp } from './fixtures.ts';
import type { TerminalPanel } from './gangway-page.ts';
import { byKeyFile, byPassword, personAt } from './person.ts';

interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

/** Connects to a plain host and says yes to its key. */
async function connectTo(app: OpenApp, { host, port, user }: Server): Promise<TerminalPanel> {
  await app.loaded();
  const terminal = await personAt(app).connect(`${user}@${host}:${port}`);
  await terminal.trust();
  return terminal;
}

async function answer(page: Page, terminal: TerminalPanel, title: string | RegExp, field: string | RegExp, text: string): Promise<void> {
  await terminal.question(title).getByLabel(field).first().fill(text);
  await page.keyboard.press('Enter');
}

test('of three keys in the agent only the chosen one is offered', async ({ start, home }) => {
  test.setTimeout(120_000);
  const authority = await makeCertificateAuthority();
  const agent = await startAgent();
  const paths = await Promise.all(['one', 'two', 'three'].map((name) => authority.makeKey(name, 'ed25519')));
  const prints = await Promise.all(paths.map((path) => fingerprintOf(`${path}.pub`)));
  const lines = await Promise.all(paths.map(publicLineOf));
  const sshd = await startSshd({ hostKeys: ['ed25519'], authorizedKeys: lines });
  try {
    await agent.add(...paths);
    const app = await start({ env: { ...home.env, SSH_AUTH_SOCK: agent.socket } });
    const { page } = app;
    await app.loaded();
    await page.getByRole('button', { name: 'New session' }).click();
    const form = page.getByRole('dialog', { name: 'New session' });
    await form.getByLabel('Name', { exact: true }).fill('by agent');
    await form.getByRole('textbox', { name: 'Host name or address' }).fill(`${sshd.user}@${sshd.host}:${sshd.port}`);
    await form.getByRole('tab', { name: 'Authentication' }).click();
    await form.getByRole('group', { name: 'Key', exact: true }).getByRole('combobox').first().click();
    await page.getByRole('option', { name: /agent/iu }).first().click();
    // The agent's keys are offered: the second is looked for by the start of its fingerprint.
    await form.getByRole('combobox', { name: 'Fingerprint of the agent’s key' }).fill((prints[1] ?? '').slice(0, 24));
    const offered = page.getByRole('listbox').getByRole('option');
    await expect(offered).toHaveCount(1);
    await offered.click();
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await personAt(app).line('by agent').dblclick();
    const terminal = app.terminal('by agent');
    await terminal.trust();
    await terminal.ready();
    const log = await sshd.log();
    expect(log).toContain(prints[1]);
    for (const other of [prints[0], prints[2]]) expect(log).not.toContain(other);
  } finally {
    await Promise.all([sshd.stop(), agent.stop(), authority.remove()]);
  }
});

test('a server that asks for a password and a one-time code gets both', async ({ app }) => {
  test.skip(totpMissing !== undefined, totpMissing);
  const sshd = await startTotpSshd({ hostKeys: ['ed25519'] });
  try {
    const { page } = app;
    const terminal = await connectTo(app, sshd);
    const how = terminal.question(/^How to log in/u);
    await how.getByRole('radio', { name: 'Password' }).click();
    await how.getByRole('button', { name: 'Log in' }).click();
    await answer(page, terminal, /./u, /Password/u, sshd.password);
    await answer(page, terminal, /./u, /code/iu, await sshd.code());
    await terminal.ready();
  } finally {
    await sshd.stop();
  }
});

test('a PAM server whose password expired asks for a new one, and takes it', async ({ app }) => {
  test.skip(totpMissing !== undefined || !canRunAsRoot, totpMissing);
  const sshd = await startSshd({
    hostKeys: ['ed25519'],
    config: ['UsePAM yes', 'KbdInteractiveAuthentication yes', 'PasswordAuthentication no'],
  });
  try {
    await expirePassword(sshd.user);
    const { page } = app;
    const terminal = await connectTo(app, sshd);
    const how = terminal.question(/^How to log in/u);
    await how.getByRole('radio', { name: 'Password' }).click();
    await how.getByRole('button', { name: 'Log in' }).click();
    await answer(page, terminal, /./u, /^Password/u, sshd.password);
    await answer(page, terminal, /./u, /^Current password/u, sshd.password);
    const next = 'Kestrel-over-the-9-fells';
    await answer(page, terminal, /./u, /new password/iu, next);
    await answer(page, terminal, /./u, /retype/iu, next);
    await terminal.ready();
  } finally {
    await sshd.stop();
  }
});

test('a server that demands a new password by the password method gets one', async ({ app }) => {
  test.skip(passwordChangeMissing !== undefined, passwordChangeMissing);
  const server = await startPasswordChangeServer();
  try {
    const { page } = app;
    const terminal = await connectTo(app, { host: '127.0.0.1', ...server });
    await byPassword(page, terminal);
    await answer(page, terminal, /^Password for/u, 'Password', server.password);
    const change = terminal.question(/^New password for/u);
    await change.getByLabel('New password').fill('a-new-password');
    await change.getByLabel('Once more').fill('another');
    await page.keyboard.press('Enter');
    await expect(change).toContainText('The two are not the same.');
    await change.getByLabel('Once more').fill('a-new-password');
    await page.keyboard.press('Enter');
    await expect(terminal.status).toContainText('Session ended (exit 0)');
  } finally {
    await server.stop();
  }
});

test('a certificate beside the key logs in where the key itself is unknown', async ({ app, home }) => {
  const authority = await makeCertificateAuthority();
  const sshd = await startSshd({ hostKeys: ['ed25519'], config: [`TrustedUserCAKeys ${authority.publicKeyPath}`] });
  try {
    const made = await authority.makeKey('certified', 'ed25519');
    await authority.certify(made, { principals: [sshd.user] });
    const key = join(home.folder, 'certified');
    for (const end of ['', '.pub', '-cert.pub']) copyFileSync(`${made}${end}`, `${key}${end}`);
    const terminal = await connectTo(app, sshd);
    await byKeyFile(terminal, key);
    await terminal.ready();
    expect(await sshd.log()).toMatch(/Accepted publickey for \S+ from \S+ port \d+ ssh2: ED25519-CERT/u);
  } finally {
    await Promise.all([sshd.stop(), authority.remove()]);
  }
});
