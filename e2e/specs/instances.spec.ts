import { expect, test } from './fixtures.ts';
import { demoWorld } from '../testbed/worlds/demo.ts';
import { manyInstances } from '../testbed/worlds/crowds.ts';

const PROD = '480215937742';
const DEV = '715390264418';

test('the list is filtered by the tree, sorted by its heads, and shows the columns that were chosen', async ({ app }) => {
  const { page } = app;
  await app.loaded();
  const count = page.getByRole('toolbar', { name: 'Instances' }).getByRole('status');
  await expect(count).toHaveText('40');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('33 of 40 running');

  const tree = page.getByRole('tree', { name: 'Accounts and regions' });
  await tree.getByRole('treeitem', { name: /^acme-dev/u }).click();
  await expect(count).toHaveText('14');
  await tree
    .getByRole('treeitem', { name: /^eu-central-1/u })
    .last()
    .click();
  await expect(count).toHaveText('4');
  await expect(app.row('ml-train-1')).toBeVisible();
  await expect(app.row('web-1')).toBeHidden();
  await tree.getByRole('treeitem', { name: /^All instances/u }).click();

  const name = app.grid.getByRole('columnheader', { name: 'Name' });
  const names = app.rows.getByRole('gridcell').and(page.locator('[aria-colindex="1"]'));
  const sorted = async (): Promise<(string | null)[]> => (await names.allTextContents()).slice(0, 3);
  await name.getByRole('button').click();
  const once = await name.getAttribute('aria-sort');
  await name.getByRole('button').click();
  await expect(name).not.toHaveAttribute('aria-sort', once ?? '');
  await expect
    .poll(sorted)
    .toEqual(
      (await name.getAttribute('aria-sort')) === 'ascending' ? ['ad-dc-1', 'api-1', 'api-2'] : ['worker-us-1', 'worker-2', 'worker-1'],
    );

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Zone' }).click();
  await page.keyboard.press('Escape');
  await expect(app.grid.getByRole('columnheader', { name: 'Zone' })).toBeVisible();
  await page.reload();
  await expect(app.grid.getByRole('columnheader', { name: 'Zone' })).toBeVisible();
});

test('the details show what is known of an instance, and its login name can be changed', async ({ app, world, sshd }) => {
  const { page } = app;
  await app.loaded();
  await app.row('web-1').click();
  await page.getByRole('button', { name: 'Show details' }).click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details).toContainText(world.instance('web-1').id);
  await expect(details).toContainText('storefront');
  const login = details.getByRole('textbox', { name: 'Login name' });
  await expect(login).toHaveValue(sshd.user);
  await expect(details).toContainText('The tag user of the instance says so.');
  await login.fill('someone');
  await details.getByRole('button', { name: 'Keep' }).click();
  await expect(details).toContainText('You chose it.');
  // Another row and back: it was kept.
  await app.row('web-2').click();
  await expect(login).toHaveValue('ubuntu');
  await app.row('web-1').click();
  await expect(login).toHaveValue('someone');
  await details.getByRole('button', { name: 'Reset' }).first().click();
  await expect(login).toHaveValue(sshd.user);
  // Emptied and left: reset as well, and not an empty field above a name that is still used.
  await login.fill('someone');
  await login.press('Enter');
  await expect(details).toContainText('You chose it.');
  await login.fill('');
  await app.row('web-2').click();
  await expect(login).toHaveValue('ubuntu');
  await app.row('web-1').click();
  await expect(login).toHaveValue(sshd.user);
});

test('one failing region and one expired profile are rows of their own, and the rest is usable', async ({ world, start }) => {
  world.faults.add({ match: { account: PROD, region: 'us-east-1', action: 'DescribeInstances' }, effect: { kind: 'denied' } });
  const expired = world.faults.add({ match: { account: DEV }, effect: { kind: 'expired' } });
  const slow = world.faults.add({
    match: { account: PROD, region: 'ap-southeast-2', action: 'DescribeInstances' },
    effect: { kind: 'hold' },
  });
  const app = await start();
  const progress = app.page.getByRole('progressbar', { name: 'Loading regions' });
  await expect(app.row('web-1')).toBeVisible();
  await expect(progress).toBeVisible();
  await expect(app.row('web-ap-1')).toBeHidden();
  slow.remove();
  await expect(app.row('web-ap-1')).toBeVisible();
  await expect(progress).toBeHidden();

  const problems = app.page.getByRole('region', { name: 'Problems' });
  const region = problems.getByRole('group', { name: 'Error: acme-prod · us-east-1' });
  const profile = problems.getByRole('group', { name: /^Error: acme-dev/u });
  await expect(region).toBeVisible();
  await expect(profile).toContainText('expired');
  await expect(problems.getByRole('group')).toHaveCount(2);
  await profile.getByRole('button', { expanded: false }).click();
  await expect(profile.getByRole('button', { expanded: true })).toBeVisible();

  expired.remove();
  await profile.getByRole('button', { name: 'Retry acme-dev' }).click();
  await expect(app.row('build-1')).toBeVisible();
  await expect(profile).toBeHidden();
  await expect(region).toBeVisible();
});

test('rows of an account whose sign-in has expired are said to be old, as those of a failed region are', async ({ app, world }) => {
  const refresh = () => app.page.getByRole('button', { name: 'Refresh all instances' }).click();
  await app.loaded();
  await expect(app.row('build-1')).not.toContainText('just now');
  const expired = world.faults.add({ match: { account: DEV }, effect: { kind: 'expired' } });
  world.setInstance(world.instance('build-1').id, { state: 'stopped' });
  await refresh();
  const profile = app.page.getByRole('region', { name: 'Problems' }).getByRole('group', { name: /^Error: acme-dev/u });
  await expect(profile).toContainText('expired');
  await expect(app.row('build-1')).toContainText('just now');
  await expect(app.row('build-1').getByTitle('As it was just now')).toBeVisible();
  await expect(app.row('web-1')).not.toContainText('just now');

  expired.remove();
  await refresh();
  await expect(app.row('build-1')).toContainText('Stopped');
  await expect(app.row('build-1')).not.toContainText('just now');
  await expect(profile).toBeHidden();
});

test('a stopped instance says so at once instead of timing out', async ({ app }) => {
  await app.loaded();
  await app.search.fill('web-3');
  await app.row('web-3').dblclick();
  const alert = app.alert;
  await expect(alert).toContainText('web-3 is stopped.');
  await expect(alert).toContainText('Stopped through the console or the API of the cloud');
  await expect(app.terminal('web-3').panel).toBeHidden();
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await expect(alert).toBeHidden();
});

test('what was said of a stopped instance stays through a refresh, and goes when it runs or another is turned to', async ({
  app,
  world,
}) => {
  const refresh = () => app.page.getByRole('button', { name: 'Refresh all instances' }).click();
  await app.loaded();
  const said = async (): Promise<void> => {
    await app.row('web-3').dblclick();
    await expect(app.alert).toContainText('web-3 is stopped.');
  };
  await said();
  world.setInstance(world.instance('web-2').id, { state: 'stopped' });
  await refresh();
  await expect(app.row('web-2')).toContainText('Stopped');
  await app.loaded();
  await expect(app.alert).toBeVisible();
  world.setInstance(world.instance('web-3').id, { state: 'running' });
  await refresh();
  await expect(app.row('web-3')).toContainText('Running');
  await expect(app.alert).toBeHidden();

  world.setInstance(world.instance('web-3').id, { state: 'stopped' });
  await refresh();
  await expect(app.row('web-3')).toContainText('Stopped');
  await said();
  await app.row('web-3').click();
  await expect(app.alert).toBeVisible();
  await app.page.keyboard.press('ArrowUp');
  await expect(app.alert).toBeHidden();
});

test('a refresh shows what became of the instances', async ({ app, world }) => {
  await app.loaded();
  const web2 = world.instance('web-2');
  world.setInstance(web2.id, { state: 'stopped' });
  world.removeInstance(world.instance('api-1').id);
  world.addInstance({ ...web2, id: 'i-0123456789abcdef0', tags: { Name: 'brand-new' } });
  await app.page.getByRole('button', { name: 'Refresh all instances' }).click();
  await expect(app.row('brand-new')).toBeVisible();
  await expect(app.row('web-2')).toContainText('Stopped');
  await expect(app.row('api-1')).toBeHidden();
});

test('the first row is the active one until a person chose another, in whatever order regions answer', async ({ world, start }) => {
  const hold = (region: string) => world.faults.add({ match: { region, action: 'DescribeInstances' }, effect: { kind: 'hold' } });
  const [far, near, last] = [hold('ap-southeast-2'), hold('eu-central-1'), hold('us-east-1')];
  const app = await start();
  const isActive = (name: string) => expect(app.row(name)).toHaveAttribute('aria-selected', 'true');
  far.remove();
  await isActive('cache-ap-1');
  await expect(app.grid).toBeFocused();
  near.remove();
  await isActive('api-1');
  await expect(app.row('cache-ap-1')).toHaveAttribute('aria-selected', 'false');
  await app.page.keyboard.press('ArrowDown');
  await isActive('api-2');
  last.remove();
  await expect(app.row('ad-dc-1')).toBeVisible();
  await app.loaded();
  await isActive('api-2');
  await expect(app.row('ad-dc-1')).toHaveAttribute('aria-selected', 'false');
});

test('what was begun with the first row goes on with that one', async ({ world, start }) => {
  const held = world.faults.add({ match: { region: 'us-east-1', action: 'DescribeInstances' }, effect: { kind: 'hold' } });
  const app = await start();
  const isActive = (name: string) => expect(app.row(name)).toHaveAttribute('aria-selected', 'true');
  await isActive('api-1');
  await app.page.keyboard.press('Control+i');
  const details = app.page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('textbox', { name: 'Login name' }).fill('someone');
  held.remove();
  await expect(app.row('ad-dc-1')).toBeVisible();
  await isActive('api-1');
  await expect(details.getByRole('textbox', { name: 'Login name' })).toHaveValue('someone');
});

test('a second start shows the last list with its age while the cloud is silent', async ({ world, start }) => {
  const first = await start();
  await first.loaded();
  await expect(first.row('web-1')).toBeVisible();
  await first.stop();
  const silence = world.faults.add({ match: {}, effect: { kind: 'hold' } });
  const second = await start();
  await expect(second.row('web-1')).toContainText('just now');
  await expect(second.page.getByRole('progressbar', { name: 'Loading regions' })).toBeVisible();
  silence.remove();
  await second.loaded();
  await expect(second.row('web-1')).not.toContainText('just now');

  // A list that was read in this run is read anew without a word about its age.
  const slow = world.faults.add({ match: {}, effect: { kind: 'hold' } });
  await second.page.getByRole('button', { name: 'Refresh all instances' }).click();
  await expect(second.page.getByRole('progressbar', { name: 'Loading regions' })).toBeVisible();
  await expect(second.row('web-1')).not.toContainText('just now');
  slow.remove();
  await second.loaded();
  await second.stop();

  // Whoever may not even ask for the regions any more still sees of when the list is.
  world.faults.add({ match: {}, effect: { kind: 'expired' } });
  const third = await start();
  await third.loaded();
  await expect(third.row('web-1')).toContainText('just now');

  // Beside the longest name of a region, in the smallest window that it is made for, with room for a scroll bar.
  await third.page.clock.setFixedTime(Date.now() + 47 * 60_000);
  await third.page.reload();
  const cell = third.row('cache-ap-1').getByRole('gridcell', { name: 'ap-southeast-2 47 min ago' });
  const age = cell.getByTitle('As it was 47 min ago');
  await expect(age).toContainText('47m');
  const edges = await cell.evaluate((cell) => ({
    clipped: cell.scrollWidth - cell.clientWidth,
    right: cell.getBoundingClientRect().right,
  }));
  const grid = await third.grid.boundingBox();
  expect(edges.clipped).toBe(0);
  expect(edges.right).toBeLessThanOrEqual((grid?.x ?? 0) + (grid?.width ?? 0) - 15);
  const name = cell.getByText('ap-southeast-2', { exact: true });
  expect(await name.evaluate((name) => name.scrollWidth - name.clientWidth)).toBe(0);
});

test.describe('with ten thousand instances more', () => {
  const demo = demoWorld();
  test.use({
    worldData: { ...demo, instances: [...demo.instances, ...manyInstances({ account: PROD, region: 'us-east-1', count: 10_000 })] },
  });

  test('the list scrolls, searches and keeps few rows in the page', async ({ app }) => {
    const count = app.page.getByRole('toolbar', { name: 'Instances' }).getByRole('status');
    await expect(count).toHaveText('10,040');
    await app.grid.focus();
    await app.page.keyboard.press('End');
    const last = app.grid.getByRole('row', { selected: true });
    await expect(last).toBeInViewport();
    await expect(last).toHaveAttribute('aria-rowindex', '10041');
    expect(await app.rows.count()).toBeLessThan(150);
    await app.page.keyboard.press('Home');
    await expect(last).toHaveAttribute('aria-rowindex', '2');
    await app.page.keyboard.press('PageDown');
    await expect(last).toBeInViewport();

    await app.search.fill('queue-09999');
    await expect(count).toHaveText('1 of 10,040');
    await expect(app.row('queue-09999')).toBeVisible();
    await app.search.fill('no such thing');
    await expect(app.page.getByRole('heading', { name: 'Nothing matches' }).or(app.page.getByText('Nothing matches'))).toBeVisible();
    await app.page.getByRole('button', { name: 'Clear search' }).last().click();
    await expect(count).toHaveText('10,040');
  });
});
