import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

test('without a profile the page says what was looked for and where, and takes one', async ({ start, home, world }) => {
  rmSync(join(home.folder, '.aws'), { recursive: true });
  // As a person with a private endpoint would say it; the profile that is added knows nothing of the emulated cloud.
  const app = await start({ env: { ...home.env, AWS_ENDPOINT_URL: world.url } });
  const { page } = app;
  await expect(page.getByRole('heading', { name: 'No profile of AWS or Alibaba Cloud was found' })).toBeVisible();
  const places = page.getByRole('region', { name: 'Places looked at' });
  for (const name of ['config', 'credentials']) {
    await expect(places.getByRole('listitem').filter({ hasText: join(home.folder, '.aws', name) })).toContainText('Not there');
  }

  const form = page.getByRole('region', { name: 'Add a profile' });
  await form.getByLabel('Secret access key').fill('demo+prod/only+works+inside+the+demo+01');
  await form.getByRole('button', { name: 'Add profile' }).click();
  // In the words of the app, beside the field; what was typed stays.
  const name = form.getByRole('textbox', { name: 'Profile name' });
  await expect(name).toHaveAccessibleDescription(/^A profile name has/u);
  await expect(name).toBeFocused();
  await expect(form.getByRole('textbox', { name: 'Access key ID' })).toHaveAccessibleDescription(/^An access key id has/u);
  await expect(form.getByLabel('Secret access key')).toHaveValue(/^demo/u);
  await name.fill('work');
  await expect(name).toHaveAccessibleDescription('');
  await form.getByRole('textbox', { name: 'Access key ID' }).fill('too short');
  await form.getByLabel('Secret access key').fill('demo+prod/only+works+inside+the+demo+01');
  await form.getByRole('textbox', { name: 'Region' }).fill('eu-central-1');
  await form.getByRole('button', { name: 'Add profile' }).click();
  await expect(form.getByRole('alert')).toContainText('An access key id has');
  await expect(form.getByLabel('Secret access key')).toHaveValue('');

  await form.getByRole('textbox', { name: 'Access key ID' }).fill('AKIADEMOACMEPROD0001');
  await form.getByLabel('Secret access key').fill('demo+prod/only+works+inside+the+demo+01');
  await form.getByRole('button', { name: 'Add profile' }).click();
  await expect(app.row('web-2')).toBeVisible();
  await expect(page.getByRole('treeitem', { name: /^work/u })).toBeVisible();
  const file = join(home.folder, '.aws/credentials');
  expect(readFileSync(file, 'utf8')).toContain('[work]');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('the demo opens from the page of a first run', async ({ start, home }) => {
  rmSync(join(home.folder, '.aws'), { recursive: true });
  const app = await start({
    // The demo is the same app again: in this browser, whatever else there is.
    env: { ...home.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
    args: ['--demo-script', join(import.meta.dirname, '../demo.ts')],
  });
  const opened = app.context.waitForEvent('page', { timeout: 60_000 });
  await app.page.getByRole('button', { name: 'Open the demo' }).click();
  const demo = await opened;
  await expect(demo.getByRole('grid', { name: 'Instances' }).getByRole('gridcell', { name: 'web-1', exact: true })).toBeVisible();
  await demo.close();
});
