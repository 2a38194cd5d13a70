import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sshd } from '../testbed/sshd.ts';
import { expect, test } from './fixtures.ts';

const ESC = '\u001b';

/** Puts bytes on the machine, for `cat` to print them as they are. */
function place(sshd: Sshd, name: string, bytes: string | Uint8Array): string {
  const file = join(sshd.folder, name);
  writeFileSync(file, bytes, { mode: 0o644 });
  return file;
}

test('copy and paste work, and a paste can neither run by itself nor leave its bracket', async ({ app }) => {
  const { page, context } = app;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  const paste = async (text: string): Promise<void> => {
    await page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await terminal.focus();
    await page.keyboard.press('Control+Shift+V');
  };
  const terminal = await app.openShell();

  await paste('echo "pasted-$((6 * 7))"');
  await expect(terminal.screen).toContainText('echo "pasted');
  await page.keyboard.press('Enter');
  await expect(terminal.screen).toContainText('pasted-42');

  // The shell asked to be told of pastes: what would end the bracket is taken out, so the lines stay a draft.
  await paste(`echo draft${ESC}[201~\necho "evil-$((6 * 7))"\n`);
  await expect(terminal.screen).toContainText('echo "evil');
  await page.keyboard.press('Control+c');
  await terminal.ready();
  await expect(terminal.screen).not.toContainText('evil-42');

  // A program that did not ask gets several lines only after a look at them.
  await terminal.run('echo "read"ing; cat');
  await expect(terminal.screen).toContainText('reading');
  await paste('one line\nanother line\n');
  const question = terminal.question('Paste this into the terminal?');
  await expect(question).toContainText('a shell runs it at once');
  await expect(question.getByRole('textbox', { name: 'Text to paste' })).toHaveValue('one line\nanother line\n');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(terminal.screen).not.toContainText('another line');
  await paste('one line\nanother line\n');
  await question.getByRole('button', { name: 'Paste' }).click();
  await expect(terminal.screen).toContainText('one lineanother lineone lineanother line');
  await page.keyboard.press('Control+c');
  await terminal.ready();

  await page.keyboard.press('Control+Shift+A');
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(clipboard).toContain('pasted-42');
});

test('what a machine prints cannot steer the app', async ({ app, sshd }) => {
  test.setTimeout(120_000);
  const { page, context } = app;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => navigator.clipboard.writeText('mine'));
  const terminal = await app.openShell();
  const title = await page.title();

  const tricks = [
    `${ESC}]52;c;ZXZpbA==\u0007`,
    `${ESC}]52;c;?\u0007`,
    `${ESC}]0;${'long title '.repeat(2_000)}\u0007`,
    `${ESC}]2;\u202eevil <b>title</b>\u0007`,
    `${ESC}[21t`,
    `${ESC}[8;1;1t${ESC}[3;9999;9999t`,
    'tricks-done\r\n',
  ].join('');
  await terminal.run(`cat ${place(sshd, 'tricks', tricks)}`);
  await expect(terminal.screen).toContainText('tricks-done');
  await terminal.ready();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('mine');
  expect(await page.title()).toBe(title);
  await expect(terminal.screen).not.toContainText(/\]l|52;c/u);
  const tab = page.locator('[data-terminal-tab]');
  await expect(tab).toContainText('web-1');
  await expect(tab).not.toContainText('\u202e');

  // A number that xterm.js would repeat a letter by until the page hangs.
  await terminal.run(`cat ${place(sshd, 'repeat', `a${ESC}[2147483647b\r\n`)}`);
  await terminal.ready();
  // Few bytes that move a whole screen each, and far more of it than there is.
  for (const sequence of [`${ESC}[5000S`, `${ESC}[H${ESC}[5000L`, `a${ESC}[5000b`, `${ESC}c`]) {
    await terminal.run(`cat ${place(sshd, 'moves', sequence.repeat(3_000))}`);
    await terminal.ready();
  }
  // Marks on one character, as many as a file has room for.
  await terminal.run(`cat ${place(sshd, 'marks', `a${'\u0301'.repeat(500_000)}\r\n`)}`);
  await terminal.ready();
  // Colours set one by one: for each time that they are shown the style sheet of the terminal is written anew.
  const shown = await page.evaluateHandle(() => {
    const counter = { times: 0 };
    const watcher = new MutationObserver(
      (changes) => (counter.times += changes.filter(({ target }) => target.nodeName === 'STYLE').length),
    );
    for (const screen of document.querySelectorAll('.xterm')) watcher.observe(screen, { childList: true, subtree: true });
    return counter;
  });
  const colours = Array.from({ length: 5_000 }, (_, at) => `${ESC}]4;${16 + (at % 200)};rgb:ff/00/00\u0007`).join('');
  await terminal.run(`cat ${place(sshd, 'colours', colours)}`);
  await terminal.ready();
  const times = await shown.evaluate((counter) => counter.times);
  expect(times).toBeGreaterThan(0);
  expect(times).toBeLessThan(500);
  await terminal.run(`cat ${place(sshd, 'long-line', 'x'.repeat(1024 * 1024))}; echo`);
  await terminal.ready();
  await terminal.run(`clear; cat ${place(sshd, 'not-utf8', Buffer.from([0x41, 0xff, 0xfe, 0x42, 0xc3, 0x0a]))}`);
  // xterm.js leaves bytes out that are no UTF-8; what stands around them is not harmed.
  await expect(terminal.screen).toContainText('AB');
  await terminal.ready();

  await terminal.run(
    `clear; echo below; cat ${place(sshd, 'alternate', `${ESC}[?1049h${ESC}[2J${ESC}[Hon top`)}; read -r; printf '\\e[?1049l'`,
  );
  await expect(terminal.screen).toContainText('on top');
  await expect(terminal.screen).not.toContainText('below');
  await page.keyboard.press('Enter');
  await expect(terminal.screen).toContainText('below');
  await expect(terminal.screen).not.toContainText('on top');
});

test('links show where they lead, and only web addresses open', async ({ app, sshd, world }) => {
  const { page, context } = app;
  const link = (target: string, text: string): string => `${ESC}]8;;${target}\u0007${text}${ESC}]8;;\u0007\r\n`;
  const terminal = await app.openShell();
  const links = [
    link('javascript:alert(1)', 'click-script'),
    link('file:///etc/passwd', 'click-file'),
    link('https://evil.example/', 'www.bank.example'),
    link(`${world.url}/`, 'click-web'),
  ].join('');
  await terminal.run(`clear; cat ${place(sshd, 'links', links)}`);
  await expect(terminal.screen).toContainText('click-web');
  // The terminal's own layer lies over the rows and takes the mouse. A person clicks when the target shows, and it shows where it leads;
  // a row that was drawn anew under the pointer (by the prompt that follows) is pointed at once more.
  const pointAt = async (text: string, target: string): Promise<void> => {
    await expect(async () => {
      const box = await terminal.screen.getByText(text, { exact: true }).boundingBox();
      await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2, { steps: 3 });
      await expect(terminal.panel.locator('footer')).toContainText(target, { timeout: 500 });
    }).toPass();
  };
  const click = async (text: string, target: string): Promise<void> => {
    await pointAt(text, target);
    await page.keyboard.down('Control');
    await page.mouse.down();
    await page.mouse.up();
    await page.keyboard.up('Control');
  };

  await click('click-script', 'javascript:alert(1)');
  await expect(page.getByText(/opens web and mail addresses only, not “javascript:”/u)).toBeVisible();
  await click('click-file', 'file:///etc/passwd');
  await expect(page.getByText(/opens web and mail addresses only, not “file:”/u)).toBeVisible();
  await click('www.bank.example', 'https://evil.example/');
  const question = terminal.question('Open this link?');
  await expect(question).toContainText('The text says www.bank.example, but the link leads to evil.example.');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  expect(context.pages()).toHaveLength(1);

  const opened = context.waitForEvent('page');
  await click('click-web', world.url);
  expect((await opened).url()).toContain(world.url);
});

test('find, text size and log belong to each terminal', async ({ app, sshd }) => {
  const { page } = app;
  const terminal = await app.openShell();
  await terminal.run('seq 1 500');
  await terminal.ready();
  await page.keyboard.press('Control+Shift+F');
  const find = terminal.panel.getByRole('search', { name: 'Find in terminal' });
  const field = find.getByRole('textbox', { name: 'Find' });
  await expect(field).toBeFocused();
  await field.fill('123');
  await expect(find).toContainText('1 of 1');
  await expect(terminal.screen).toContainText('122123124');
  // What was printed last is met first; Enter goes back from there.
  await field.fill('^4[0-9]9$');
  await find.getByRole('button', { name: 'Regular expression' }).click();
  await expect(find).toContainText('10 of 10');
  await field.press('Enter');
  await expect(find).toContainText('9 of 10');
  await field.press('Shift+Enter');
  await expect(find).toContainText('10 of 10');
  await find.getByRole('button', { name: 'Regular expression' }).click();
  await field.fill('nowhere');
  await expect(find).toContainText('No match');
  await find.getByRole('button', { name: 'Regular expression' }).click();
  await field.fill('(');
  await expect(find).toContainText('Bad pattern');
  await field.fill('^49[89]$');
  await expect(find).toContainText('of 2');
  await field.press('Escape');
  await expect(find).toBeHidden();
  await expect(terminal.input).toBeFocused();

  const size = terminal.panel.getByTitle('Columns and rows');
  const usual = (await size.textContent()) ?? '';
  await page.keyboard.press('Control+=');
  await expect(size).not.toHaveText(usual);
  await page.keyboard.press('Control+0');
  await expect(size).toHaveText(usual);

  await page.keyboard.press('Control+Shift+L');
  const log = terminal.panel.getByRole('region', { name: 'Log of the connection' });
  for (const step of ['Connect', 'Key exchange', 'Host key', 'Log in', 'Shell']) await expect(log).toContainText(step);
  await expect(log).toContainText(sshd.fingerprints.ed25519 ?? 'none');
  await log.getByRole('button', { name: 'Close log' }).click();
  await expect(log).toBeHidden();
  await terminal.ready();
});

test('find begins at what was printed last and goes back match by match, in text and in patterns', async ({ app }) => {
  const { page, context } = app;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const terminal = await app.openShell();
  const wide = 'w'.repeat(300);
  await terminal.run(`clear; printf '%s\\n' '1500 a 1500' nothing '${wide} 1500' '1500 end'`);
  await expect(terminal.screen).toContainText('1500 end');
  await page.keyboard.press('Control+Shift+F');
  const find = terminal.panel.getByRole('search', { name: 'Find in terminal' });
  const field = find.getByRole('textbox', { name: 'Find' });
  const walk = async (matches: number): Promise<void> => {
    for (let at = matches; at > 0; at -= 1) {
      await expect(find).toContainText(`${at} of ${matches}`);
      await field.press('Enter');
    }
    await expect(find).toContainText(`${matches} of ${matches}`);
    await field.press('Shift+Enter');
    await expect(find).toContainText(`1 of ${matches}`);
  };
  await field.fill('1500');
  await walk(4);
  // A text that goes on being typed stays where it is as long as it fits.
  await field.fill('1500 a');
  await expect(find).toContainText('1 of 1');
  await field.press('Enter');
  await field.fill('');
  await find.getByRole('button', { name: 'Regular expression' }).click();
  // Backwards, too, a pattern takes as much as it can.
  await field.fill('[0-9]+ end');
  await field.press('Escape');
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('1500 end');
});

test('find counts on while output runs', async ({ app }) => {
  const { page } = app;
  const terminal = await app.openShell();
  await terminal.run('for i in $(seq 1 100000); do echo line-$i; sleep 0.02; done');
  await expect(terminal.screen).toContainText('line-3');
  await page.keyboard.press('Control+Shift+F');
  const find = terminal.panel.getByRole('search', { name: 'Find in terminal' });
  await find.getByRole('textbox', { name: 'Find' }).fill('line-8');
  // 8, and then 80 to 89, without an end of the output.
  await expect(find).toContainText(/of (?:[3-9]|1[01])$/u);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+C');
  await terminal.ready();
});

test('while the log of a terminal is shown the keyboard is in it, at its newest line', async ({ app }) => {
  const { page } = app;
  await page.setViewportSize({ width: 1_000, height: 420 });
  const terminal = await app.openShell();
  await page.keyboard.press('Control+Shift+L');
  const lines = terminal.panel.getByRole('list', { name: 'Lines' });
  await expect(lines).toBeFocused();
  await expect(lines.getByRole('listitem').last()).toBeInViewport({ ratio: 1 });
  await page.keyboard.type('echo hidden-$((40 + 2))\n');
  await page.keyboard.press('Home');
  await expect(lines.getByRole('listitem').first()).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(lines).toBeHidden();
  await expect(terminal.input).toBeFocused();
  await terminal.run('echo seen-$((40 + 2))');
  await expect(terminal.screen).toContainText('seen-42');
  await expect(terminal.screen).not.toContainText('hidden-42');
});

test('a reload shows what stood there, also what was printed and edited at other widths', async ({ app }) => {
  const { page } = app;
  const terminal = await app.openShell();
  const size = terminal.panel.getByTitle(app.words.size);
  const told = async (name: string): Promise<string> => {
    await terminal.run(`echo ${name}-"told-"$n-times`);
    await expect(terminal.screen).toContainText(new RegExp(`${name}-told-\\d+-times`, 'u'));
    return new RegExp(`${name}-told-(\\d+)`, 'u').exec(await terminal.screen.innerText())?.[1] ?? '';
  };
  await terminal.run('clear; n=0; trap "n=\\$((n+1))" WINCH; seq -s " " 100 150');
  await expect(terminal.screen).toContainText('149 150');
  await terminal.ready();
  const wide = (await size.textContent()) ?? '';
  await page.setViewportSize({ width: 900, height: 700 });
  await expect(size).not.toHaveText(wide);
  const before = await told('before');
  // A line of several rows, then its beginning changed: the shell moves the cursor up by the width that it was told.
  await page.keyboard.type(`: ${'0123456789'.repeat(25)} last`);
  await page.keyboard.press('Home');
  await page.keyboard.type('true edited ');
  await page.keyboard.press('End');
  await page.keyboard.type('-word');
  await expect(terminal.screen).toContainText('last-word');
  const shown = await terminal.screen.innerText();

  await page.reload();
  await expect.poll(() => terminal.screen.innerText()).toBe(shown);
  // The window is the same: the shell was not told of another one meanwhile.
  await terminal.focus();
  await page.keyboard.press('Control+C');
  await terminal.ready();
  expect(await told('after')).toBe(before);
});

test('what is typed while the past is played after a reload reaches the shell whole', async ({ app }) => {
  const { page } = app;
  const terminal = await app.openShell();
  // A program asked where the cursor is, and was answered then: an answer to the question as it is played would be typed into the shell.
  await terminal.run(String.raw`clear; printf '\033[6n'; read -r -s -d R; seq 1 100000; echo "all "printed`);
  await expect(terminal.screen).toContainText('all printed');
  await terminal.ready();
  await page.reload();
  await expect(terminal.input).toBeFocused();
  await page.keyboard.type('echo typed-"at-once"\n');
  await expect(terminal.screen).toContainText('typed-at-once');
  await expect(terminal.screen).not.toContainText(/\d+;\d+R|[?]1;2c/u);
});

test('a reload behind another tab changes no size, and a full screen is drawn anew', async ({ app }) => {
  const { page } = app;
  const terminal = await app.openShell();
  const size = terminal.panel.getByTitle(app.words.size);
  await terminal.run(
    String.raw`clear; trap 'printf "\033[H\033[2Jframe of $(stty size)\n"' WINCH; printf '\033[?1049h\033[Hframe at first\n'; seq -s ' ' 1 250000; echo; echo "all "drawn; while :; do read -r -t 1; done`,
  );
  await expect(terminal.screen).toContainText('all drawn');
  const [cols, rows] = ((await size.textContent()) ?? '').split('×');
  await page.keyboard.press('Control+Shift+O');
  await expect(app.grid).toBeFocused();
  await page.reload();
  await expect(app.grid).toBeVisible();
  await app.tab('web-1').click();
  await expect(terminal.screen).toContainText(`frame of ${rows} ${cols}`);
  await expect(size).toHaveText(`${cols}×${rows}`);
});
