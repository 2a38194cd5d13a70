import { expect, test } from './fixtures.ts';

test('closing the last terminal gives the keyboard back to the list', async ({ app }) => {
  await app.openShell();
  await app.tab('web-1').locator('[data-close]').click();
  await expect(app.tab('web-1')).toHaveCount(0);
  await expect(app.grid).toBeFocused();
});

test('tabs keep their width whatever a shell calls itself, and the one in front is whole in view', async ({ app }) => {
  const first = await app.openShell();
  const tab = app.tab('web-1').first();
  const before = await tab.boundingBox();
  await first.run(String.raw`printf '\033]0;a title that is far too long for any tab to show\007'`);
  await expect(tab).toContainText('a title');
  expect((await tab.boundingBox())?.width).toBe(before?.width);

  for (let count = 2; count <= 8; count += 1) {
    await app.page.keyboard.press('Control+Shift+D');
    await expect(app.terminal(`web-1 (${count})`).status).toContainText('@');
  }
  const inFront = app.page.getByRole('tab', { name: 'web-1 (8), ' });
  await expect(inFront.locator('[data-close]')).toBeInViewport({ ratio: 1 });
  await app.page.reload();
  await expect(inFront).toBeVisible();
  await expect(inFront.locator('[data-close]')).toBeInViewport({ ratio: 1 });
});

test('the list of hidden tabs counts those that are hidden now, and goes when all fit again', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  await app.openShell();
  for (let count = 2; count <= 5; count += 1) {
    await keyboard.press('Control+Shift+D');
    await expect(app.terminal(`web-1 (${count})`).status).toContainText('@');
  }
  // Room for three tabs, but not beside the list of hidden ones.
  const strip = page.locator('.dv-tabs-and-actions-container');
  const hidden = page.locator('.dv-tabs-overflow-dropdown-root');
  const tab = (name: string) => page.getByRole('tab', { name });
  const makeStrip = async (wide: number): Promise<void> => {
    const now = (await strip.boundingBox())?.width ?? 0;
    await page.setViewportSize({ width: Math.round((page.viewportSize()?.width ?? 0) + wide - now), height: 800 });
    await expect.poll(async () => (await strip.boundingBox())?.width).toBe(wide);
  };
  await makeStrip(528);
  await tab('Instances').click();
  for (const left of [4, 3, 2]) {
    await expect(hidden).toHaveText(String(left));
    await app
      .tab(`web-1 (${left + 1})`)
      .locator('[data-close]')
      .dispatchEvent('click');
    await expect(app.tab(`web-1 (${left + 1})`)).toHaveCount(0);
  }
  await expect(hidden).toHaveCount(0);
  await expect(app.tab('web-1 (2)')).toBeInViewport({ ratio: 1 });

  await makeStrip(500);
  await expect(hidden).toHaveText('1');
  await makeStrip(528);
  await expect(hidden).toHaveCount(0);
});

test('what a program calls its terminal outlives a reload, though the output that said so is long gone', async ({ app }) => {
  const terminal = await app.openShell();
  await terminal.run(String.raw`printf '\033]0;night build\007'; yes 'a line of the build' | head -c 1500000; echo "built-$((40 + 2))"`);
  await expect(terminal.screen).toContainText('built-42');
  await app.page.reload();
  await expect(terminal.screen).toContainText('built-42');
  await expect(app.tab('web-1')).toContainText('night build');
  // And the program may still change it.
  await terminal.run(String.raw`printf '\033]2;over\007'`);
  await expect(app.tab('web-1')).toContainText('over');
});

test('a terminal whose code cannot be fetched after a reload says so, and is shown when asked again', async ({ app }) => {
  const terminal = await app.openShell();
  await terminal.run('echo kept-$((40 + 2))');
  await expect(terminal.screen).toContainText('kept-42');
  await app.page.route(/\/view-[^/]*\.js$/u, (route) => route.abort());
  await app.page.reload();
  await expect(terminal.panel.getByRole('heading', { name: 'web-1 is not shown' })).toBeVisible();
  await expect(terminal.panel).toContainText('It goes on in the background.');
  await app.page.unroute(/\/view-[^/]*\.js$/u);
  await terminal.panel.getByRole('button', { name: 'Show again' }).click();
  await expect(terminal.screen).toContainText('kept-42');
});

test('a refused host key leaves no step going on', async ({ app }) => {
  const terminal = await app.open('web-1');
  await terminal
    .question(/^First connection/u)
    .getByRole('button', { name: 'Cancel' })
    .click();
  await expect(terminal.panel.getByRole('heading', { name: 'Not connected to web-1' })).toBeVisible();
  const steps = terminal.panel.getByRole('list', { name: 'Steps of connecting' });
  await expect(steps).toContainText('Host key');
  await expect(steps).not.toContainText('under way');
});

test('a waiting question holds up its own tab alone, for the keyboard too', async ({ app }) => {
  const { keyboard } = app.page;
  const terminal = await app.open('web-1');
  const question = terminal.question(/^First connection/u);
  await expect(question).toBeFocused();
  await keyboard.press('Control+K');
  await expect(app.page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await keyboard.press('Escape');
  await expect.poll(() => question.evaluate((card) => card.contains(document.activeElement))).toBe(true);
  await keyboard.press('Control+Shift+O');
  await expect(app.grid).toBeFocused();
  await keyboard.press('Alt+PageDown');
  await expect(question).toBeFocused();
  await keyboard.press('Alt+PageUp');
  await expect(question).toBeHidden();
  await expect(app.grid).toBeVisible();
});

test('tabs go from group to group at the keyboard, and the keyboard with them', async ({ app }) => {
  const { page } = app;
  const { keyboard } = page;
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  const option = (name: string) => palette.getByRole('option', { name });
  const group = page.locator('.dv-groupview');
  const instances = page.getByRole('tab', { name: 'Instances' });
  const terminal = await app.openShell();

  // At the right there is no group yet: one is made.
  await keyboard.press('Alt+Shift+PageDown');
  await expect(group).toHaveCount(2);
  await expect(terminal.input).toBeFocused();
  await expect(app.grid).toBeVisible();
  await keyboard.press('Control+Shift+F6');
  await expect(app.grid).toBeFocused();
  await keyboard.press('Control+Shift+F6');
  await expect(terminal.input).toBeFocused();

  // Alone in the last group, a tab can only go back.
  await keyboard.press('Control+Shift+P');
  await expect(option('Move tab to the group at the left')).toContainText('Alt+Shift+PageUp');
  await expect(option('Move tab to the group at the right')).toHaveCount(0);
  await option('Go to the next group').click();
  await expect(app.grid).toBeFocused();
  await keyboard.press('Control+Shift+F6');
  await keyboard.press('Alt+Shift+PageUp');
  await expect(group).toHaveCount(1);
  await expect(terminal.input).toBeFocused();
  await expect(group.getByRole('tab')).toHaveCount(2);

  // With one group alone nothing is at the left, and there is no next one.
  await keyboard.press('Control+Shift+P');
  await expect(option('Move tab to the group at the right')).toBeVisible();
  await expect(option('Move tab to the group at the left')).toHaveCount(0);
  await expect(option('Go to the next group')).toHaveCount(0);
  await keyboard.press('Escape');

  // Two groups that are there: the list goes over to the terminal, and has the keyboard there.
  await keyboard.press('Alt+Shift+PageDown');
  await keyboard.press('Control+Shift+F6');
  await expect(app.grid).toBeFocused();
  await keyboard.press('Alt+Shift+PageDown');
  await expect(group).toHaveCount(1);
  await expect(app.grid).toBeFocused();
  await expect(instances).toHaveAttribute('aria-selected', 'true');
});
