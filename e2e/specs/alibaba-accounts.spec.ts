import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { demoWorldWithAlibaba } from '../testbed/worlds/demo-alibaba.ts';
import { expect, test } from './fixtures.ts';
import { personAt } from './person.ts';
import { findInFiles, findInProcesses } from './secrets.ts';

const KEY = 'LTAI5tDemoAcmeAsia000001';
const SECRET = 'demoAsiaOnlyWorksInTheDemo0001';
const MASTER = 'heron-of-four-rivers';

// A trace would keep every keystroke.
test.use({ worldData: demoWorldWithAlibaba(), trace: 'off' });

/** Fills the form of the page that finds no profile; the secret is typed as a keyboard does. */
async function addKeys(page: Page, secret: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Cloud' }).click();
  await page.getByRole('option', { name: 'Alibaba Cloud' }).click();
  await page.getByLabel('Profile name').fill('typed');
  await page.getByLabel('AccessKey ID').fill(KEY);
  await page.getByLabel('AccessKey secret').click();
  await page.keyboard.type(secret);
  await page.getByRole('button', { name: 'Add profile' }).click();
}

test('keys that are typed on the first run go to the vault, say whose they are, and list what they may', async ({
  start,
  home,
  world,
  dataFolder,
}) => {
  test.setTimeout(120_000);
  for (const name of ['.aws', '.aliyun']) rmSync(join(home.folder, name), { recursive: true });
  const env = { ...home.env, ALIBABA_CLOUD_ECS_ENDPOINT: world.url };
  let app = await start({ env });
  await expect(app.page.getByRole('heading', { name: 'No profile of AWS or Alibaba Cloud was found' })).toBeVisible();

  await addKeys(app.page, SECRET);
  const make = app.page.getByRole('dialog', { name: 'Make a vault' });
  await personAt(app).type(make.getByLabel('Master password', { exact: true }), MASTER);
  await personAt(app).type(make.getByLabel('Once more'), MASTER);
  await app.page.keyboard.press('Enter');
  await app.loaded();
  await expect(app.row('mall-web-1')).toBeVisible();
  const account = app.page.getByRole('tree', { name: 'Accounts and regions' }).getByRole('treeitem', { name: /^typed/u });
  await expect(account).toBeVisible();
  await expect(app.page.getByTitle(/1457320918264475/u).first()).toBeVisible();
  expect(findInFiles([dataFolder, home.folder], [SECRET, MASTER])).toEqual([]);
  expect(findInProcesses([SECRET, MASTER])).toEqual([]);

  // The next start needs them again, and asks for the vault.
  await app.stop();
  app = await start({ env });
  const unlock = app.page.getByRole('dialog', { name: 'Unlock the vault' });
  await personAt(app).type(unlock.getByLabel('Master password', { exact: true }), MASTER);
  await app.page.keyboard.press('Enter');
  await app.loaded();
  await expect(app.row('mall-web-2')).toBeVisible();
});
