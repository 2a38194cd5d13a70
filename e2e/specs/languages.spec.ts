import { demoWorld } from '../testbed/worlds/demo.ts';
import { expect, test } from './fixtures.ts';
import { lookAt, SIZES } from './look-at.ts';
import { WORDS } from './words.ts';
import { gangwayPage } from './gangway-page.ts';

const world = demoWorld();
const [named] = world.instances;
if (named === undefined) throw new Error('The demo world has no instance.');
/** Pinyin: běijīng, guǎngzhōu, shànghǎi; their code points have another order. */
const CITIES = ['北京-网关', '广州-网关', '上海-网关'];

test.describe('a person whose system speaks Chinese', () => {
  test.use({
    language: 'zh-CN',
    worldData: {
      ...world,
      instances: [
        ...world.instances,
        ...CITIES.map((name, index) => ({ ...named, id: `i-0c1e5000000000${index}00`, tags: { ...named.tags, Name: name } })),
      ],
    },
  });

  test('reads it everywhere, finds names in it, and changes to English at once', async ({ app }, info) => {
    test.setTimeout(180_000);
    const { page } = app;
    await app.loaded();
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    // What only a screen reader says.
    await expect(page.locator('[aria-live]').filter({ hasText: '已打开' })).toHaveCount(1);
    await app.search.fill('网关');
    await expect(app.rows).toHaveCount(CITIES.length);
    const names = async (): Promise<string[]> =>
      Promise.all((await app.rows.all()).map((row) => row.getByRole('gridcell').first().innerText()));
    expect(await names()).toEqual(CITIES);
    await app.search.fill('');
    await app.row('web-2').click();
    await page.keyboard.press('Control+i');
    await lookAt(page, 'list in Chinese', info);
    await page.keyboard.press('Control+i');

    // The host's own words, too.
    await app.search.fill('web-3');
    await app.row('web-3').dblclick();
    await expect(app.alert).toContainText('web-3');
    await expect(app.alert).not.toContainText(/stopped|Start/u);

    await page.keyboard.press('Control+,');
    const settings = page.getByRole('dialog', { name: '设置' });
    await lookAt(page, 'settings in Chinese', info, SIZES.slice(0, 1));
    await settings.getByRole('combobox', { name: '语言' }).click();
    await page.getByRole('option', { name: 'English', exact: true }).click();
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
    await page.keyboard.press('Escape');
    const english = gangwayPage(page, WORDS.en);
    await expect(english.grid).toBeVisible();
    await expect(english.search).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');

    await page.reload();
    await english.loaded();
    const terminal = await english.openShell();
    await terminal.run('echo "still $((40 + 2))"');
    await expect(terminal.screen).toContainText('still 42');
  });
});
