import { expect, test } from './fixtures.ts';

test('a changed host key stops the connection until the host was typed', async ({ app, sshd }) => {
  const { keyboard } = app.page;
  const logins = async (): Promise<number> => (await sshd.log()).split('Accepted publickey').length;
  const terminal = await app.openShell();
  const loginsBefore = await logins();
  const before = { ...sshd.fingerprints };
  await terminal.run('exit');
  await expect(terminal.status).toContainText('Session ended');
  await sshd.renewHostKeys();
  await sshd.restart();

  await terminal.panel.getByRole('button', { name: 'Reconnect' }).click();
  const question = terminal.question(/^The key of web-1 .* has changed$/u);
  const cancel = question.getByRole('button', { name: 'Cancel' });
  await expect(cancel).toBeFocused();
  const old = question.getByRole('region', { name: 'The key that you trust' });
  const shown = question.getByRole('region', { name: 'The key shown now' });
  await expect(old).toContainText(before.ed25519 ?? 'none');
  await expect(shown).toContainText(sshd.fingerprints.ed25519 ?? 'none');
  expect(before.ed25519).not.toBe(sshd.fingerprints.ed25519);

  // What a person does who does not read: Enter, and all is as it was.
  await keyboard.press('Enter');
  await expect(terminal.status).toContainText('has changed');
  await expect(question).toBeHidden();
  expect(await logins()).toBe(loginsBefore);

  await terminal.panel.getByRole('button', { name: 'Retry' }).click();
  const replace = question.getByRole('button', { name: 'Replace key and connect' });
  await expect(replace).toBeDisabled();
  const typed = question.getByRole('textbox', { name: /^If you know why, type/u });
  await typed.fill('web-1');
  await expect(replace).toBeDisabled();
  await typed.fill(`[${sshd.host}]:${sshd.port}`);
  await replace.click();
  await terminal.ready();
});

test('an open question outlives a reload of the page', async ({ app, sshd }) => {
  const terminal = await app.open('web-1');
  const question = terminal.question(/^First connection/u);
  await expect(question).toContainText(sshd.fingerprints.ed25519 ?? 'none');
  await app.page.reload();
  // Which tab was in front is kept a moment after it was opened; that it waits for an answer can be seen in any case.
  await expect(app.tab('web-1')).toHaveAccessibleName(/waits for an answer/u);
  await app.tab('web-1').click();
  await expect(question).toContainText(sshd.fingerprints.ed25519 ?? 'none');
  await question.getByRole('button', { name: 'Trust and connect' }).click();
  await terminal.ready();
});

test('the fingerprint of a new key is there whole, however narrow the window, and a stray press leaves the keyboard in the question', async ({
  app,
  sshd,
}) => {
  const terminal = await app.open('web-1');
  const question = terminal.question(/^First connection/u);
  await expect(question).toBeFocused();
  const panel = await terminal.panel.boundingBox();
  if (panel === null) throw new Error('There is no panel.');
  await app.page.mouse.click(panel.x + 6, panel.y + 6);
  await expect(question).toBeFocused();

  await app.page.setViewportSize({ width: 420, height: 700 });
  const fingerprint = question.getByText(sshd.fingerprints.ed25519 ?? 'none');
  await expect.poll(() => fingerprint.evaluate((shown) => shown.scrollWidth <= shown.clientWidth)).toBe(true);
  await expect(fingerprint).toBeInViewport({ ratio: 1 });
  await app.page.keyboard.press('Escape');
  await expect(question).toBeHidden();
});
