import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeHome, type Home } from '../../../e2e/testbed/home.ts';
import { startWorld, type World } from '../../../e2e/testbed/world.ts';
import { demoWorldWithAlibaba } from '../../../e2e/testbed/worlds/demo-alibaba.ts';
import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { Cloud } from '../cloud.ts';
import { createAlibabaCloud } from './alibaba.ts';

const ends: (() => void | Promise<void>)[] = [];
const signal = new AbortController().signal;
const ASIA = '1457320918264475';

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Setting {
  readonly world: World;
  readonly home: Home;
  readonly cloud: Cloud;
  readonly warnings: string[];
  readonly config: string;
  account(profile?: string): Promise<Account>;
  list(region: string, profile?: string): Promise<readonly Instance[]>;
  /** Changes the first profile of the CLI's file. */
  change(patch: Readonly<Record<string, unknown>>): void;
}

async function setting(): Promise<Setting> {
  const folder = mkdtempSync(join(tmpdir(), 'gangway-alibaba-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const world = await startWorld(demoWorldWithAlibaba());
  ends.push(() => world.close());
  const home = makeHome(world, { folder });
  const warnings: string[] = [];
  const saved = {
    list: () => [],
    find: () => Promise.reject(new AppError('vault-locked', 'locked')),
    add: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  };
  const cloud = createAlibabaCloud({
    platform: { homeFolder: folder, env: home.env },
    saved,
    log: { warn: (text) => void warnings.push(text) },
  });
  ends.push(() => cloud.close());
  const config = join(folder, '.aliyun', 'config.json');
  async function account(profile = 'acme-asia'): Promise<Account> {
    const found = (await cloud.accounts()).accounts.find((one) => one.profile === profile);
    if (found === undefined) throw new Error(`no ${profile}`);
    return found;
  }
  return {
    ...{ world, home, cloud, warnings, config, account },
    async list(region, profile) {
      const rows: Instance[] = [];
      await cloud.listInstances({
        account: await account(profile),
        region,
        signal,
        patience: 'waiting',
        onPage: (page) => void rows.push(...page),
      });
      return rows;
    },
    change(patch) {
      const file = JSON.parse(readFileSync(config, 'utf8')) as { profiles: Record<string, unknown>[] };
      file.profiles[0] = { ...file.profiles[0], ...patch };
      writeFileSync(config, JSON.stringify(file));
    },
  };
}

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`no AppError but ${String(error)}`);
  expect(JSON.stringify(error.toWire())).not.toContain('demoAsiaOnlyWorks');
  return error;
}

describe('Alibaba Cloud behind the interface of a cloud', () => {
  it('lists regions with the profile’s own first, and every instance with what ECS tells of it', async () => {
    const { cloud, account, list } = await setting();
    expect(await cloud.regions(await account(), signal)).toEqual(['cn-hangzhou', 'ap-southeast-1', 'cn-beijing', 'cn-wuhan-lr']);
    const rows = new Map((await list('cn-hangzhou')).map((row) => [row.name, row]));
    expect([...rows.keys()]).toEqual(['mall-web-1', 'mall-web-2', 'mall-db', 'legacy-mail', 'erp-asia', 'batch-night']);
    expect(rows.get('mall-web-1')).toMatchObject({
      ...{ cloud: 'alibaba', state: 'running', os: 'linux', type: 'ecs.g8i.large', network: 'vpc', loginUser: 'root' },
      ...{
        publicIp: '127.58.1.11',
        eip: '127.58.1.11',
        privateIp: '127.11.1.11',
        billing: 'PostPaid',
        tags: { team: 'mall', env: 'prod' },
      },
    });
    expect(rows.get('mall-web-2')).toMatchObject({ publicIp: '127.58.1.12', loginUser: 'ecs-user', keyName: 'acme-asia' });
    expect(rows.get('mall-web-2')).not.toHaveProperty('eip');
    expect(rows.get('mall-db')).not.toHaveProperty('publicIp');
    expect(rows.get('legacy-mail')).toMatchObject({ network: 'classic', privateIp: '127.11.1.14', expires: '2027-03-01T16:00:00Z' });
    expect(rows.get('legacy-mail')).not.toHaveProperty('vpc');
    expect(rows.get('erp-asia')).toMatchObject({ os: 'windows' });
    // Its address went with the charging.
    expect(rows.get('batch-night')).toMatchObject({ state: 'stopped', stopMode: 'StopCharging' });
    expect(rows.get('batch-night')).not.toHaveProperty('publicIp');
    const beijing = new Map((await list('cn-beijing')).map((row) => [row.name, row]));
    expect(beijing.get('campaign-2025')).toMatchObject({ state: 'stopped', locks: ['overdue'], expires: '2026-11-10T16:00:00Z' });
    expect(beijing.get('scraper')).toMatchObject({ locks: ['security'] });
    expect(beijing.get('北京-网关')).toMatchObject({ state: 'running' });
  });

  it('says who is asking, and tells one instance afresh', async () => {
    const { cloud, account, list, world } = await setting();
    expect(await cloud.accountNumber(await account(), signal)).toBe(ASIA);
    const [row] = await list('cn-hangzhou');
    if (row === undefined) throw new Error('no row');
    world.setInstance(row.instance, { state: 'stopping' });
    expect(await cloud.describe(await account(), row, signal)).toMatchObject({ state: 'stopping', key: row.key });
    world.removeInstance(row.instance);
    expect(await cloud.describe(await account(), row, signal)).toBeUndefined();
  });

  it('goes through all pages, empty ones as well, and stops at a circle', async () => {
    const { list, world } = await setting();
    world.faults.add({ match: { action: 'DescribeInstances' }, effect: { kind: 'page-size', size: 2 } });
    world.faults.add({ match: { action: 'DescribeInstances' }, effect: { kind: 'empty-page' }, times: 1 });
    expect(await list('cn-hangzhou')).toHaveLength(6);
    world.faults.clear();
    world.faults.add({ match: { action: 'DescribeInstances' }, effect: { kind: 'token-loop' } });
    expect((await failure(list('cn-hangzhou'))).message).toContain('runs in a circle');
  });

  it('waits while it is throttled, and gives up with a word', async () => {
    const { list, world } = await setting();
    const once = world.faults.add({ match: { service: 'ecs' }, effect: { kind: 'throttle' }, times: 1 });
    expect(await list('cn-beijing')).toHaveLength(3);
    expect(once.hits()).toBe(1);
    world.faults.add({ match: { service: 'ecs' }, effect: { kind: 'throttle' } });
    expect(await failure(list('cn-beijing'))).toMatchObject({ code: 'throttled' });
  });

  it('lists its own region alone for a user who may only list', async () => {
    const { cloud, account, list, warnings } = await setting();
    expect(await cloud.regions(await account('acme-audit'), signal)).toEqual(['ap-southeast-1']);
    expect(warnings.join()).toContain('no permission for ecs:DescribeRegions');
    expect((await list('ap-southeast-1', 'acme-audit')).map(({ name }) => name)).toEqual(['audit-log']);
    expect(await failure(cloud.keyPairs(await account('acme-audit'), 'ap-southeast-1', signal))).toMatchObject({
      code: 'permission-denied',
      message: 'Profile acme-audit has no permission for ecs:DescribeKeyPairs in ap-southeast-1.',
    });
  });

  it.each([
    ['a key that is not known', { access_key_id: 'LTAI5tNobody' }, 'bad-credentials', /does not know the AccessKey/u],
    ['a wrong secret', { access_key_secret: 'wrong' }, 'bad-credentials', /secret does not belong/u],
    [
      'a token that is not the key’s',
      { mode: 'StsToken', sts_token: 'x', access_key_secret: 'wrong' },
      'bad-credentials',
      /refuses the signature/u,
    ],
    ['nobody at the endpoint', { endpoint: 'http://127.0.0.1:9' }, 'unreachable', /127\.0\.0\.1:9/u],
  ])('names %s with the next step', async (_what, patch, code, words) => {
    const { change, list } = await setting();
    change(patch);
    const error = await failure(list('cn-hangzhou'));
    expect(error).toMatchObject({ code });
    expect(error.message).toMatch(words);
    expect(error.hint).toMatch(/\w/u);
  });

  it('names a region that is not open, a wrong clock and a page that is no answer', async () => {
    const { list, world } = await setting();
    expect(await failure(list('cn-wuhan-lr'))).toMatchObject({ code: 'region-disabled' });
    world.setClock(40 * 60_000);
    expect(await failure(list('cn-hangzhou'))).toMatchObject({
      code: 'clock-skew',
      message: expect.stringContaining('40 minutes slow') as string,
    });
    world.setClock(0);
    world.faults.add({ match: { service: 'ecs' }, effect: { kind: 'html' }, times: 1 });
    expect(await failure(list('cn-hangzhou'))).toMatchObject({ code: 'bad-endpoint' });
    world.faults.add({ match: { service: 'ecs' }, effect: { kind: 'truncated' }, times: 1 });
    expect(await failure(list('cn-hangzhou'))).toMatchObject({ code: 'protocol' });
    world.faults.add({ match: { service: 'ecs' }, effect: { kind: 'expired' }, times: 1 });
    expect(await failure(list('cn-hangzhou'))).toMatchObject({ code: 'expired-credentials' });
  });

  it('assumes the role of a profile once and signs with its temporary keys', async () => {
    const { change, list, world } = await setting();
    change({ mode: 'RamRoleArn', ram_role_arn: `acs:ram::${ASIA}:role/ops`, ram_session_name: 'dana' });
    expect(await list('cn-hangzhou')).toHaveLength(6);
    expect(world.calls.filter(({ action }) => action === 'AssumeRole')).toHaveLength(1);
    expect(world.calls.findLast(({ action }) => action === 'DescribeInstances')?.accessKeyId).toMatch(/^STS\./u);
    change({ ram_role_arn: `acs:ram::${ASIA}:role/none` });
    expect((await failure(list('cn-hangzhou'))).message).toContain('profile acme-asia');
  });

  it('ends a call that nobody waits for any more', async () => {
    const { cloud, account, world } = await setting();
    const held = world.faults.add({ match: { service: 'ecs' }, effect: { kind: 'hold' } });
    const abort = new AbortController();
    const asked = cloud.regions(await account(), abort.signal);
    await held.hit();
    abort.abort(new AppError('cancelled', 'Cancelled.'));
    expect(await failure(asked)).toMatchObject({ code: 'cancelled' });
  });

  it('gives the key pairs of a region', async () => {
    const { cloud, account } = await setting();
    const [pair] = await cloud.keyPairs(await account(), 'cn-hangzhou', signal);
    expect(pair).toMatchObject({ name: 'acme-asia', type: 'rsa' });
    expect(pair?.fingerprint).toMatch(/^[0-9a-f:]+$/u);
  });

  it('loads nothing that speaks to the cloud before it is asked', async () => {
    const { cloud, world } = await setting();
    await cloud.accounts();
    expect(await cloud.changed()).toBe(false);
    expect(world.calls).toEqual([]);
  });
});
