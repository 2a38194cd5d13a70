import type { Page } from 'playwright/test';
import { expect, test } from './fixtures.ts';

/** Makes the page like one on a machine so busy that no frame comes between two strokes. */
const delayFrames = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const next = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => window.setTimeout(() => next(draw), 1_000);
  });

test('everything from the search to the shell and back is done at the keyboard', async ({ app }, info) => {
  const { keyboard } = app.page;
  await app.loaded();
  await keyboard.press('/');
  await expect(app.search).toBeFocused();
  await keyboard.type('web-');
  await keyboard.press('ArrowDown');
  await expect(app.grid).toBeFocused();
  await keyboard.press('Home');
  const chosen = app.grid.getByRole('row', { selected: true });
  const first = (await chosen.textContent()) ?? '';
  await keyboard.press('ArrowDown');
  await expect(chosen).not.toHaveText(first);
  await keyboard.press('ArrowUp');
  await expect(chosen).toHaveText(first);

  await keyboard.press('/');
  await keyboard.type('web-1');
  await keyboard.press('Enter');
  await expect(chosen.getByRole('gridcell', { name: 'web-1', exact: true })).toBeVisible();
  await keyboard.press('Enter');

  const terminal = app.terminal('web-1');
  const question = terminal.question(/^First connection/u);
  await expect(question).toBeFocused();
  // A stray Enter answers nothing.
  await keyboard.press('Enter');
  await expect(question).toBeFocused();
  const trust = question.getByRole('button', { name: 'Trust and connect' });
  await expect(async () => {
    await keyboard.press('Tab');
    await expect(trust).toBeFocused({ timeout: 100 });
  }).toPass();
  await keyboard.press('Enter');

  await expect(terminal.status).toContainText('@');
  await expect(terminal.input).toBeFocused();
  await keyboard.type('echo "typed-$((6 * 7))"');
  await keyboard.press('Enter');
  await expect(terminal.screen).toContainText('typed-42');

  // Tab is the shell's; Ctrl+F6 is the way out, Ctrl+Shift+O the way back to the list.
  await keyboard.press('Tab');
  await expect(terminal.input).toBeFocused();
  await keyboard.press('Control+F6');
  await expect(app.tab('web-1')).toBeFocused();
  await keyboard.press('Control+Shift+O');
  await expect(app.grid).toBeFocused();
  // The keys that a browser keeps for its own tabs have others there.
  await keyboard.press(info.project.name === 'browser' ? 'Alt+PageDown' : 'Control+PageDown');
  await expect(terminal.input).toBeFocused();
  await keyboard.press('Control+F6');
  await keyboard.press('Delete');
  await expect(terminal.panel).toBeHidden();
});

test('the palette finds commands and instances, and a menu opens at the chosen row', async ({ app }) => {
  const { keyboard } = app.page;
  await app.loaded();
  const palette = app.page.getByRole('dialog', { name: 'Command palette' });
  await keyboard.press('Control+k');
  await expect(palette).toBeVisible();
  await keyboard.type('settings');
  await keyboard.press('Enter');
  const settings = app.page.getByRole('dialog', { name: 'Settings' });
  await expect(settings).toBeVisible();
  await keyboard.press('Escape');
  await expect(settings).toBeHidden();

  await keyboard.press('Control+k');
  await keyboard.type('web-3');
  await expect(palette.getByRole('option').first()).toContainText('web-3');
  await keyboard.press('Enter');
  await expect(app.alert).toContainText('web-3 is stopped.');

  await keyboard.press('Control+Shift+O');
  await expect(app.grid).toBeFocused();
  await keyboard.press('Home');
  await keyboard.press('Shift+F10');
  await expect(app.page.getByRole('menu')).toBeVisible();
  await keyboard.press('Escape');
  await expect(app.page.getByRole('menu')).toBeHidden();

  await keyboard.press('Control+i');
  await expect(app.page.getByRole('complementary', { name: 'Details' })).toBeVisible();
  await keyboard.press('?');
  await expect(app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Open terminal');
});

test('a list that opens over a terminal shows no key that would go to the shell', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  const option = (name: string) => palette.getByRole('option', { name });
  await app.loaded();
  await keyboard.press('Control+k');
  await expect(option('Show or hide accounts')).toContainText('Ctrl+B');
  await expect(option('Connect to…')).toContainText('Ctrl+L');
  await keyboard.press('Escape');

  const terminal = await app.openShell();
  const bar = page.getByRole('button', { name: 'Commands' });
  await expect(bar).toContainText('Ctrl+Shift+P');
  for (const open of [() => keyboard.press('Control+Shift+P'), () => bar.click()]) {
    await open();
    await expect(option('Connect to…')).toContainText('Ctrl+Shift+G');
    await expect(option('Move tab to the group at the right').locator('kbd')).toHaveText('Alt+Shift+PageDown');
    for (const name of ['Save this', 'Show or hide accounts', 'details']) await expect(option(name).locator('kbd')).toHaveCount(0);
    await keyboard.press('Escape');
    await expect(terminal.input).toBeFocused();
  }

  await keyboard.press('Control+Shift+O');
  await keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const mark = page.getByRole('img', { name: 'Works in a terminal too' });
  const line = (text: string) => help.locator('dl > div').filter({ hasText: text });
  await expect(line('Connect to…').locator('kbd')).toHaveText(['Ctrl+L', 'Ctrl+Shift+G']);
  await expect(line('Connect to…').locator(mark)).toHaveCount(1);
  await expect(line('Show or hide accounts').locator(mark)).toHaveCount(0);
});

test('a name that is typed faster than the list is drawn opens its own machine', async ({ app }) => {
  await app.loaded();
  await app.search.focus();
  // All in one go, so that the page has no time to draw between the strokes.
  await app.page.evaluate(() => {
    const press = (): unknown =>
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    document.execCommand('insertText', false, 'web-1');
    press();
    press();
  });
  await expect(app.terminal('web-1').panel).toBeVisible();
});

test('what is typed in the same breath as a shortcut goes to what the shortcut opens', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  await app.loaded();
  await app.row('web-2').click();
  await delayFrames(page);
  await keyboard.press('Control+k');
  await keyboard.type('web-3');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await expect(palette.getByRole('combobox')).toHaveValue('web-3');
  await keyboard.press('Escape');
  await expect(palette).toBeHidden();
  await expect(app.grid).toBeFocused();

  await keyboard.press('Control+b');
  await keyboard.press('Control+Shift+G');
  await keyboard.type('user@example');
  await expect(page.getByRole('dialog').getByRole('combobox')).toHaveValue('user@example');
});

test('a shortcut in the same breath as the Escape that closes a dialog works', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  await app.loaded();
  await delayFrames(page);
  await keyboard.press('Control+k');
  await keyboard.press('Escape');
  await keyboard.press('Control+,');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  await keyboard.press('Escape');
  await keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox')).toBeFocused();
});
