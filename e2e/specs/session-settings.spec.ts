import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright/test';
import { startSshd, type Sshd } from '../testbed/sshd.ts';
import { expect, test as base, type OpenApp } from './fixtures.ts';

/** An sshd that takes variables, and sends what it is told to elsewhere. */
const test = base.extend<object, { readonly sshd: Sshd }>({
  sshd: [
    async ({}, use) => {
      const sshd = await startSshd({ config: ['AcceptEnv GANGWAY_*'] });
      await use(sshd);
      await sshd.stop();
    },
    { scope: 'worker' },
  ],
});

/** The form of a session in the words of the person who fills it in. */
function editorOf(page: Page, title: string | RegExp = 'New session') {
  const form = page.getByRole('dialog', { name: title });
  const setting = (name: string): Locator => form.getByRole('group', { name, exact: true });
  return {
    form,
    setting,
    save: async () => {
      await form.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(form).toBeHidden();
    },
    category: async (name: string) => {
      // What it has of its own, or what is wrong in it, stands behind the name.
      await form.getByRole('tab', { name: new RegExp(`^${name}`, 'u') }).click();
    },
    text: async (name: string, value: string) => {
      await setting(name).getByRole('textbox').fill(value);
    },
    choose: async (name: string, choice: string) => {
      await setting(name).getByRole('combobox').first().click();
      await page.getByRole('option', { name: choice, exact: true }).click();
    },
    flip: async (name: string) => {
      await setting(name).getByRole('switch').click();
    },
  };
}

type Editor = ReturnType<typeof editorOf>;

interface Wanted {
  readonly sshd: Sshd;
  /** Path of the private key. */
  readonly key: string | undefined;
  readonly name: string;
}

/** Fills in a new session on the sshd, with its key, and saves it. */
async function newSession(app: OpenApp, { sshd, key, name }: Wanted, fill: (editor: Editor) => Promise<void>): Promise<void> {
  const editor = editorOf(app.page);
  await app.page.getByRole('button', { name: 'New session' }).click();
  await editor.form.getByLabel('Name', { exact: true }).fill(name);
  await editor.form.getByRole('textbox', { name: 'Host name or address' }).fill(`${sshd.user}@${sshd.host}:${sshd.port}`);
  await editor.category('Authentication');
  await editor.choose('Key', 'A key file');
  await editor
    .setting('Key')
    .getByRole('combobox', { name: 'Path of the key' })
    .fill(key ?? '');
  await editor.choose('Unknown host keys', 'Accept new ones');
  await fill(editor);
  await editor.save();
}

const lineOf = (page: Page, name: string): Locator =>
  page.getByRole('tree', { name: 'Saved sessions' }).getByRole('treeitem', { name, exact: true });

test('terminal type, fixed size, encoding and Backspace are what the shell sees', async ({ app, sshd, home }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await app.loaded();
  await newSession(app, { sshd, key: home.keys['acme-prod'], name: 'old machine' }, async (editor) => {
    await editor.category('Terminal');
    await editor.text('Terminal type', 'vt220');
    await editor.choose('Encoding', 'ISO-8859-1');
    await editor.text('Columns', '100');
    await editor.text('Rows', '30');
    await editor.choose('Backspace sends', 'Control-H (^H)');
  });
  await lineOf(page, 'old machine').dblclick();
  const terminal = app.terminal('old machine');
  await terminal.ready();
  await terminal.run('echo "type=$TERM size=$(stty size)"');
  await expect(terminal.screen).toContainText('type=vt220 size=30 100');
  // A fixed size stays when the window changes.
  await page.setViewportSize({ width: 1000, height: 700 });
  await terminal.ready();
  await terminal.run('echo "again=$(stty size)"');
  await expect(terminal.screen).toContainText('again=30 100');

  // Bytes that are no UTF-8, both ways.
  writeFileSync(join(sshd.folder, 'latin1'), Buffer.from('gr\u00fc\u00dfe \u00e0 tous\n', 'latin1'), { mode: 0o644 });
  await terminal.run(`cat ${join(sshd.folder, 'latin1')}`);
  await expect(terminal.screen).toContainText('grüße à tous');
  const reading = terminal.sign();
  await terminal.run(`${reading.command}; read -rs word; echo "sent:$(printf %s "$word" | od -An -tx1)"`);
  await reading.seen();
  await page.keyboard.insertText('é');
  await page.keyboard.press('Enter');
  await expect(terminal.screen).toContainText('sent: e9');

  const raw = terminal.sign();
  await terminal.run(`stty -icanon -echo erase "^-"; ${raw.command}; echo "key:$(head -c1 | od -An -tx1)"; stty sane`);
  await raw.seen();
  await page.keyboard.press('Backspace');
  await expect(terminal.screen).toContainText('key: 08');
});

test('variables and a remote command run instead of the login shell, and the tab closes after it', async ({ app, sshd, home }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await app.loaded();
  await newSession(app, { sshd, key: home.keys['acme-prod'], name: 'job' }, async (editor) => {
    await editor.category('Environment and command');
    await editor.setting('Variables').getByRole('button', { name: 'Add variable' }).click();
    await editor.setting('Variables').getByRole('textbox', { name: 'Name of variable 1' }).fill('GANGWAY_STAGE');
    await editor.setting('Variables').getByRole('textbox', { name: 'Value of variable 1' }).fill('blue green');
    await editor.text('Remote command', 'echo "stage: $GANGWAY_STAGE"; read -r code; exit "$code"');
    await editor.category('Terminal');
    await editor.choose('When the shell ends', 'Close it after exit 0');
    await editor.category('Appearance');
    await editor.choose('Colour of the tab', 'Red');
  });
  await lineOf(page, 'job').dblclick();
  const terminal = app.terminal('job');
  await expect(terminal.screen).toContainText('stage: blue green');
  await expect(page.getByRole('tab', { name: /^job, .*red$/u })).toBeVisible();
  // A failure stays to be read.
  await terminal.run('3');
  await expect(terminal.panel).toContainText('3');
  await terminal.panel.getByRole('button', { name: 'Reconnect' }).click();
  await expect(terminal.screen).toContainText(/stage: blue green.*stage: blue green/u);
  await terminal.run('0');
  await expect(app.tab('job')).toHaveCount(0);
});

test('a log has what was printed, under the name of its pattern', async ({ app, sshd, home }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await app.loaded();
  await newSession(app, { sshd, key: home.keys['acme-prod'], name: 'logged' }, async (editor) => {
    await editor.category('Logging');
    await editor.choose('Session log', 'Printable output');
    await editor.text('File', '~/logs/&H-&P-&Y.log');
  });
  await lineOf(page, 'logged').dblclick();
  const terminal = app.terminal('logged');
  await terminal.ready();
  await terminal.run("printf '\\033[31mprinted-%s\\033[0m\\n' $((6 * 7))");
  await expect(terminal.screen).toContainText('printed-42');
  const reading = terminal.sign();
  await terminal.run(`${reading.command}; read -rs secret`);
  await reading.seen();
  await terminal.run('typed-but-never-shown');
  await terminal.ready();
  const name = `${sshd.host}-${sshd.port}-${new Date().getFullYear()}.log`;
  await expect(async () => {
    expect(readdirSync(join(home.folder, 'logs'))).toEqual([name]);
    const text = readFileSync(join(home.folder, 'logs', name), 'utf8');
    expect(text).toContain('printed-42');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('typed-but-never-shown');
  }).toPass();
});

test('a local forward leads through the session while it is open', async ({ app, sshd, home }) => {
  test.setTimeout(120_000);
  const { page } = app;
  const web = createServer((_request, response) => response.end('through the tunnel'));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const address = web.address();
  const target = typeof address === 'object' && address !== null ? address.port : 0;
  const port = await unusedPort();
  try {
    await app.loaded();
    await newSession(app, { sshd, key: home.keys['acme-prod'], name: 'tunnel' }, async (editor) => {
      await editor.category('Forwards');
      const add = editor.setting('Forwards').getByRole('button', { name: 'Add forward' });
      await add.click();
      await editor.form.getByLabel('Port that listens, forward 1').fill(String(port));
      await editor.form.getByLabel('Target host, forward 1').fill('127.0.0.1');
      await editor.form.getByLabel('Target port, forward 1').fill(String(target));
    });
    await lineOf(page, 'tunnel').dblclick();
    const terminal = app.terminal('tunnel');
    await terminal.ready();
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('through the tunnel');
    await terminal.run('exit');
    await expect(terminal.panel.getByRole('button', { name: 'Reconnect' })).toBeVisible();
    await expect.poll(() => listens(port)).toBe(false);
  } finally {
    web.closeAllConnections();
    web.close();
  }
});

test('a saved session is the jump host of another', async ({ app, sshd, home }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await app.loaded();
  const behind = await startSshd();
  try {
    await newSession(app, { sshd, key: home.keys['acme-prod'], name: 'the bastion' }, async () => {});
    await newSession(app, { sshd: behind, key: behind.clientKeyPath, name: 'inner' }, async (editor) => {
      await editor.category('Proxy and jump hosts');
      await editor.text('Jump hosts', 'the bastion');
    });
    await lineOf(page, 'inner').dblclick();
    const terminal = app.terminal('inner');
    await terminal.ready();
    await terminal.run('echo "i-am-$(whoami)"');
    await expect(terminal.screen).toContainText(`i-am-${behind.user}`);
    expect(await sshd.log()).toContain('direct-tcpip');
  } finally {
    await behind.stop();
  }
});

test('a key is chosen from those that are there, and changes are not lost by Escape', async ({ app, sshd, home }) => {
  test.setTimeout(120_000);
  const { page } = app;
  await app.loaded();
  const editor = editorOf(page);
  const unsaved = page.getByRole('dialog', { name: 'Save the changes?' });

  // Nothing was changed: nothing is asked.
  await page.getByRole('button', { name: 'New session' }).click();
  await page.keyboard.press('Escape');
  await expect(editor.form).toBeHidden();

  await page.getByRole('button', { name: 'New session' }).click();
  await editor.form.getByLabel('Name', { exact: true }).fill('chosen key');
  await page.keyboard.press('Escape');
  await expect(unsaved.getByRole('button', { name: 'Keep editing' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(unsaved).toBeHidden();
  await expect(editor.form.getByLabel('Name', { exact: true })).toHaveValue('chosen key');
  // What is missing keeps it open, and is said.
  await page.keyboard.press('Escape');
  await unsaved.getByRole('button', { name: 'Save' }).click();
  await expect(editor.form.getByText('A host is missing.')).toBeVisible();

  await editor.category('Authentication');
  await editor.choose('Key', 'A key file');
  const path = editor.setting('Key').getByRole('combobox', { name: 'Path of the key' });
  await path.fill('acme-prod');
  const found = page.getByRole('option', { name: /acme-prod\.pem/u });
  await expect(found).toBeVisible();
  await path.press('ArrowDown');
  await path.press('Enter');
  await expect(path).toHaveValue(home.keys['acme-prod'] ?? '');
  await editor.choose('Unknown host keys', 'Accept new ones');
  // An address that is still in its field is taken apart too.
  await editor.form.getByRole('textbox', { name: 'Host name or address' }).fill(`${sshd.user}@${sshd.host}:${sshd.port}`);
  await page.keyboard.press('Control+Enter');
  await expect(editor.form).toBeHidden();
  await lineOf(page, 'chosen key').dblclick();
  await app.terminal('chosen key').ready();

  // Discarded is discarded.
  await page.getByRole('button', { name: 'New session' }).click();
  await editor.form.getByLabel('Name', { exact: true }).fill('never');
  await page.keyboard.press('Escape');
  await unsaved.getByRole('button', { name: 'Discard' }).click();
  await expect(editor.form).toBeHidden();
  await expect(lineOf(page, 'never')).toHaveCount(0);
});

test('the key and login name that were chosen in the question come along with “Save this”', async ({ app, sshd, home }) => {
  const { page } = app;
  await app.loaded();
  await page.keyboard.press('Control+l');
  await page.getByRole('combobox', { name: 'Connect to', exact: true }).fill(`ssh://${sshd.host}:${sshd.port}`);
  await page.keyboard.press('Enter');
  const terminal = app.terminal(sshd.host);
  await terminal.trust();
  const how = terminal.question(/^How to log in/u);
  await how.getByRole('textbox', { name: 'Login name' }).or(how.getByLabel('Login name')).first().fill(sshd.user);
  await how.getByRole('radio', { name: /key file/iu }).click();
  await how.getByRole('textbox', { name: 'Path of the key file' }).fill(home.keys['acme-prod'] ?? '');
  await how.getByRole('button', { name: 'Log in' }).click();
  await terminal.ready();
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('save this');
  await page.keyboard.press('Enter');
  const editor = editorOf(page);
  await expect(editor.setting('Port').getByRole('textbox')).toHaveValue(String(sshd.port));
  await expect(editor.setting('Login name').getByRole('textbox')).toHaveValue(sshd.user);
  await editor.category('Authentication');
  await expect(editor.setting('Key').getByRole('combobox', { name: 'Path of the key' })).toHaveValue(home.keys['acme-prod'] ?? '');
  await editor.form.getByLabel('Name', { exact: true }).fill('kept');
  await editor.save();
  await lineOf(page, 'kept').dblclick();
  await app.terminal('kept').ready();
});

test('a name that a pattern of the SSH config means is opened as ssh would', async ({ start, sshd, home }) => {
  mkdirSync(join(home.folder, '.ssh'), { recursive: true });
  writeFileSync(
    join(home.folder, '.ssh', 'config'),
    `Host edge-* !edge-0
  HostName ${sshd.host}
  Port ${sshd.port}
  User ${sshd.user}
  IdentityFile ${home.keys['acme-prod'] ?? ''}
  StrictHostKeyChecking accept-new
`,
  );
  const app = await start();
  const { page } = app;
  await app.loaded();
  const field = page.getByRole('combobox', { name: 'Connect to', exact: true });
  await field.fill('edge-0');
  await expect(page.getByRole('option')).toHaveText([/Connect to edge-0/u]);
  await field.fill('edge-7');
  await expect(page.getByRole('option').first()).toContainText('SSH config, edge-*');
  await field.press('Enter');
  const terminal = app.terminal('edge-7');
  await terminal.ready();
  await terminal.run('exit');
  await terminal.panel.getByRole('button', { name: 'Reconnect' }).click();
  await terminal.ready();
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('save this');
  await page.keyboard.press('Enter');
  const editor = editorOf(page, 'Session edge-7');
  await expect(editor.form.getByRole('textbox', { name: 'Host name or address' })).toHaveValue(sshd.host);
  await expect(editor.setting('Port').getByRole('textbox')).toHaveValue(String(sshd.port));
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
