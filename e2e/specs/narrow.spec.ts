import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from 'playwright/test';
import { expect, test } from './fixtures.ts';

const width = async (pane: Locator): Promise<number | undefined> => (await pane.boundingBox())?.width;

test('in a window that is zoomed until it is narrow everything can still be reached', async ({ app }) => {
  const { page } = app;
  await app.loaded();
  const sidebar = page.getByRole('navigation', { name: 'Accounts and sessions' });
  const details = page.getByRole('complementary', { name: 'Details' });
  const toolbar = page.getByRole('toolbar', { name: 'Instances' });
  const showDetails = toolbar.getByRole('button', { name: 'Show details' });
  const hide = details.getByRole('button', { name: 'Hide details' });
  await app.row('web-1').click();
  // A 1280 × 800 window at 160 %, 200 %, and at 400 %, which is the most that a person must be able to use.
  for (const [wide, high] of [
    [800, 500],
    [640, 400],
    [320, 400],
  ] as const) {
    await page.setViewportSize({ width: wide, height: high });
    for (const button of await toolbar.getByRole('button').all()) await expect(button).toBeInViewport({ ratio: 1 });
    await expect(app.search).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: 'Commands' })).toBeInViewport({ ratio: 1 });
    await showDetails.click();
    await expect(hide).toBeInViewport({ ratio: 1 });
    await expect(details.getByRole('button', { name: 'Open terminal' })).toBeInViewport({ ratio: 1 });
    await expect(app.row('web-1').getByRole('gridcell').first()).toBeVisible();
    await hide.click();
    await expect(details).toBeHidden();
  }

  // What a pane had before the window was made narrow it has again.
  await showDetails.click();
  await page.getByRole('separator', { name: 'Width of the sidebar' }).press('ArrowRight');
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(() => width(details)).toBe(300);
  await expect.poll(() => width(sidebar)).toBe(224);
});

test('a dialog that is higher than the window is scrolled at the keyboard', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  await app.loaded();
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const body = dialog.getByRole('region', { name: 'Keyboard shortcuts' });
  const scrolled = (): Promise<number> => body.evaluate((element) => element.scrollTop);
  await app.grid.focus();
  await keyboard.press('?');
  await expect(dialog).toBeVisible();
  // While all of it is seen there is nothing to stop at.
  await page.setViewportSize({ width: 1280, height: 2_000 });
  await expect(body).toBeHidden();
  await page.setViewportSize({ width: 640, height: 400 });
  await expect(body).toBeVisible();
  await expect(async () => {
    await keyboard.press('Tab');
    await expect(body).toBeFocused({ timeout: 100 });
  }).toPass();
  await keyboard.press('PageDown');
  await expect.poll(scrolled).toBeGreaterThan(0);
  await keyboard.press('Home');
  await expect.poll(scrolled).toBe(0);
  await keyboard.press('ArrowDown');
  await expect.poll(scrolled).toBeGreaterThan(0);
  await keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // Opened in the small window, the text has the keyboard at once.
  await keyboard.press('?');
  await expect(body).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withRules('scrollable-region-focusable').analyze();
  expect(violations).toEqual([]);
  await keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // Where there is a field to begin with, that has it.
  await page.setViewportSize({ width: 640, height: 300 });
  await keyboard.press('Control+K');
  await keyboard.type('vault');
  await keyboard.press('Enter');
  const vault = page.getByRole('dialog', { name: 'Vault' });
  await expect(vault.getByRole('region', { name: 'Vault' })).toBeVisible();
  await expect(vault.getByRole('textbox').first()).toBeFocused();
});
