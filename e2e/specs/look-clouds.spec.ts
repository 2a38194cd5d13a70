import { demoWorldWithAlibaba } from '../testbed/worlds/demo-alibaba.ts';
import { expect, test } from './fixtures.ts';
import { lookAt } from './look-at.ts';
import { personAt } from './person.ts';

test.use({ worldData: demoWorldWithAlibaba() });

test('axe finds nothing serious where two clouds, their groups and their power are shown', async ({ app }, info) => {
  test.setTimeout(240_000);
  const { page } = app;
  await app.loaded();
  await lookAt(page, 'two clouds', info);

  await app.search.fill('mall-web-1');
  await app.row('mall-web-1').click();
  await page.keyboard.press('Control+i');
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByRole('heading', { name: 'mall-web-1', exact: true })).toBeVisible();
  await details.getByRole('button', { name: 'Check…' }).click();
  await details.getByRole('textbox', { name: 'Address of the caller' }).fill('192.0.2.1');
  await expect(details).toContainText(/Port 22 is (?:open|blocked)/u);
  await lookAt(page, 'groups', info);
  await page.keyboard.press('Control+i');

  await app.search.fill('web-2');
  await app.row('web-2').click();
  await personAt(app).command('Stop…');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await lookAt(page, 'stop', info);
  await page.keyboard.press('Escape');
});
