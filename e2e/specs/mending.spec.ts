import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';

// What a person does after an error row: mend what it names, and press the button beside it.

test('a profile that was mended in its file works after Retry', async ({ home, start }) => {
  const file = join(home.folder, '.aws', 'credentials');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, good.replace(/^aws_secret_access_key = .*$/mu, 'aws_secret_access_key = cut-off'));
  const app = await start();
  const problems = app.page.getByRole('region', { name: 'Problems' });
  await expect(problems).toContainText('AWS refuses the signature of profile acme-prod');
  await expect(app.row('web-1')).toBeHidden();

  writeFileSync(file, good);
  await problems.getByRole('button', { name: 'Retry acme-prod' }).click();
  await expect(app.row('web-1')).toBeVisible();
  await expect(problems).toBeHidden();
});

test('a broken config file that was mended is read again by a refresh', async ({ home, start }) => {
  const file = join(home.folder, '.aws', 'config');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, good.replace('[profile acme-prod]', '[profile acme-prod'));
  const app = await start();
  const problems = app.page.getByRole('region', { name: 'Problems' });
  await expect(problems).toContainText('AWS config file');
  await expect(problems).toContainText('then refresh');

  writeFileSync(file, good);
  await app.page.getByRole('button', { name: 'Refresh all instances' }).click();
  await expect(app.row('web-1')).toBeVisible();
  await expect(problems).toBeHidden();
});

test('the problems of one account stay out of the list of another', async ({ app, world }) => {
  await app.loaded();
  const [, other] = world.data.accounts;
  world.faults.add({ match: { account: other?.id ?? '' }, effect: { kind: 'denied' } });
  await app.page.getByRole('button', { name: 'Refresh all instances' }).click();
  const problems = app.page.getByRole('region', { name: 'Problems' });
  await expect(problems).toContainText('acme-dev');
  await app.page.getByRole('treeitem', { name: /^acme-prod/u }).click();
  await expect(problems).toBeHidden();
  await app.page.getByRole('button', { name: /problem/u }).click();
  await expect(problems).toContainText('acme-dev');
});
