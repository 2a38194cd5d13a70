import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AccountList } from '../../shared/model/account.ts';
import { makeHome, type Home } from '../testbed/home.ts';
import { startWorld, type World } from '../testbed/world.ts';
import { demoWorldWithAlibaba } from '../testbed/worlds/demo-alibaba.ts';
import { startHost, type RealHost, type TestPage } from './real-host.ts';

const SECRET = 'demoAsiaOnlyWorksInTheDemo0001';
const PATIENCE = 20_000;

let world: World;
let home: Home;
let host: RealHost;
let page: TestPage;
let accounts: AccountList;

beforeEach(async () => {
  world = await startWorld(demoWorldWithAlibaba());
  home = makeHome(world);
  for (const name of ['.aws', '.aliyun']) rmSync(join(home.folder, name), { recursive: true });
});
afterEach(async () => {
  await host.stop();
  await world.close();
  rmSync(home.folder, { recursive: true, force: true });
});

async function start(dataFolder?: string): Promise<void> {
  const env = { ...home.env, ALIBABA_CLOUD_ECS_ENDPOINT: world.url };
  host = await startHost({ env, ...(dataFolder === undefined ? {} : { dataFolder }) });
  page = host.page();
  page.client.subscribe('accounts.list', undefined, {
    snapshot: (list) => void (accounts = list),
    change: (list) => void (accounts = list),
  });
}

/** Everything that lies in a folder, as one text. */
function filesOf(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  return names.map((name) => (statSync(name).isFile() ? readFileSync(name, 'latin1') : '')).join('\n');
}

/** Waits for a question of this kind and answers it. */
async function answer(kind: string, value: unknown): Promise<void> {
  await vi.waitFor(() => expect(page.prompts.some((prompt) => prompt.kind === kind)).toBe(true), PATIENCE);
  const asked = page.prompts.find((prompt) => prompt.kind === kind);
  page.client.answer(asked?.id ?? '', value);
}

test('keys that were typed list instances, lie in the vault alone, and go with their account', { timeout: 60_000 }, async () => {
  await start();
  const added = page.client.call('accounts.addProfile', {
    ...{ cloud: 'alibaba', profile: 'typed', accessKeyId: 'LTAI5tDemoAcmeAsia000001', secretAccessKey: SECRET, region: 'cn-hangzhou' },
  });
  await answer('vaultCreate', { protection: 'password', password: 'Kestrel-over-the-9-fells' });
  expect(await added).toEqual({ account: 'alibaba:typed' });
  await vi.waitFor(() => expect([...page.rows.values()].map(({ name }) => name)).toContain('北京-网关'), PATIENCE);
  await vi.waitFor(() => expect(accounts.accounts[0]).toMatchObject({ kind: 'vault', accountNumber: '1457320918264475' }), PATIENCE);
  for (const folder of [host.dataFolder, home.folder]) expect(filesOf(folder)).not.toContain(SECRET);

  await page.client.call('accounts.remove', { account: 'alibaba:typed' });
  await vi.waitFor(() => expect(page.rows.size).toBe(0), PATIENCE);
  expect(accounts.accounts).toEqual([]);
});

test('the vault is asked for when its keys are needed after a new start', { timeout: 60_000 }, async () => {
  await start();
  const added = page.client.call('accounts.addProfile', {
    ...{ cloud: 'alibaba', profile: 'typed', accessKeyId: 'LTAI5tDemoAcmeAsia000001', secretAccessKey: SECRET, region: 'cn-hangzhou' },
  });
  await answer('vaultCreate', { protection: 'password', password: 'Kestrel-over-the-9-fells' });
  await added;
  const { dataFolder } = host;
  await host.host.close();
  await start(dataFolder);
  await answer('vaultUnlock', { password: 'Kestrel-over-the-9-fells' });
  await vi.waitFor(() => expect([...page.rows.values()].map(({ name }) => name)).toContain('mall-web-1'), PATIENCE);
  rmSync(dataFolder, { recursive: true, force: true });
});

test('what is not there cannot be removed, and a region of one cloud is none of the other', async () => {
  await start();
  await expect(page.client.call('accounts.remove', { account: 'alibaba:none' })).rejects.toMatchObject({ code: 'no-profile' });
  const input = { profile: 'typed', accessKeyId: 'LTAI5tDemoAcmeAsia000001', secretAccessKey: SECRET };
  await expect(page.client.call('accounts.addProfile', { ...input, cloud: 'aws', region: 'cn-hangzhou' })).rejects.toMatchObject({
    code: 'invalid-input',
  });
});
