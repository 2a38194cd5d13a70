import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAwsCloud } from '../../electron/clouds/aws/aws.ts';
import type { Cloud } from '../../electron/clouds/cloud.ts';
import type { Account } from '../../shared/model/account.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Instance } from '../../shared/model/instance.ts';
import { evaluateReach } from '../../shared/reach/evaluate.ts';
import type { Contact } from '../../shared/reach/facts.ts';
import { makeHome, type Home } from './home.ts';
import { startWorld, type World } from './world.ts';
import { demoWorld } from './worlds/demo.ts';

const signal = new AbortController().signal;
let world: World;
let home: Home;
let keysFolder: string;
let cloud: Cloud;
let account: Account;

beforeAll(async () => {
  keysFolder = mkdtempSync(join(tmpdir(), 'gangway-keys-'));
  world = await startWorld(demoWorld(), { keysFolder, transitionMs: 0 });
  home = makeHome(world);
  cloud = createAwsCloud({
    platform: { homeFolder: home.folder, env: { PATH: process.env['PATH'] } },
    askMfa: () => Promise.reject(new AppError('cancelled', 'No one is there.')),
    log: { warn: () => {} },
  });
  const found = (await cloud.accounts()).accounts.find(({ profile }) => profile === 'acme-prod');
  if (found === undefined) throw new Error('There is no acme-prod.');
  account = found;
});

afterAll(async () => {
  await cloud.close();
  await world.close();
  rmSync(home.folder, { recursive: true, force: true });
  rmSync(keysFolder, { recursive: true, force: true });
});

async function look(name: string): Promise<Instance> {
  const { id, region } = world.instance(name);
  const instance = await cloud.describe(account, { account: account.id, region, instance: id }, signal);
  if (instance === undefined) throw new Error(`${name} is gone.`);
  return instance;
}

async function reach(name: string, contact: Omit<Contact, 'protocol'>): Promise<ReturnType<typeof evaluateReach>> {
  const facts = await cloud.securityGroups?.(account, await look(name), signal);
  if (facts === undefined) throw new Error('AWS tells its groups.');
  return evaluateReach(facts, { protocol: 'tcp', ...contact });
}

describe('security groups of the emulated AWS, as Gangway reads them', () => {
  test('SSH to a web server comes in from an office by its prefix list, and from nowhere else', async () => {
    const office = await reach('web-1', { port: 22, from: { address: '203.0.113.9', groups: [] }, to: 'public' });
    expect(office.verdict).toBe('admitted');
    expect(office.readings[0]?.rule).toMatchObject({ description: 'Offices', source: { kind: 'prefix-list', name: 'acme-offices' } });
    const home22 = await reach('web-1', { port: 22, from: { address: '192.0.2.1', groups: [] }, to: 'public' });
    expect(home22.verdict).toBe('blocked');
    expect(home22.readings.filter(({ role }) => role === 'near').map(({ misses }) => misses)).toContainEqual(['source']);
  });

  test('a database lets the bastion in over its private address, not over the public one', async () => {
    const bastion = await look('bastion');
    const from = { address: bastion.privateIp ?? '', groups: bastion.securityGroups.map(({ id }) => id) };
    expect((await reach('db-1', { port: 22, from, to: 'private' })).verdict).toBe('admitted');
    const blocked = await reach('db-1', { port: 22, from, to: 'public' });
    expect([blocked.verdict, blocked.readings[0]?.misses]).toEqual(['blocked', ['path']]);
  });

  test('rules that may not be read leave it open and say why', async () => {
    const fault = world.faults.add({ match: { action: 'DescribeSecurityGroupRules' }, effect: { kind: 'denied' } });
    const open = await reach('web-1', { port: 443, from: { address: '192.0.2.1', groups: [] }, to: 'public' });
    fault.remove();
    expect(open).toMatchObject({ verdict: 'unknown', unread: [{ error: { code: 'permission-denied' } }] });
    expect(open.unread[0]?.error?.message).toContain('ec2:DescribeSecurityGroupRules');
  });

  test('a prefix list that may not be read leaves only its own ports open', async () => {
    const fault = world.faults.add({ match: { action: 'GetManagedPrefixListEntries' }, effect: { kind: 'denied' } });
    const from = { address: '192.0.2.1', groups: [] };
    const [ssh, https] = [await reach('web-1', { port: 22, from, to: 'public' }), await reach('web-1', { port: 443, from, to: 'public' })];
    fault.remove();
    expect([ssh.verdict, https.verdict]).toEqual(['unknown', 'admitted']);
  });

  test('many rules come page by page', async () => {
    const fault = world.faults.add({ match: { action: 'DescribeSecurityGroupRules' }, effect: { kind: 'page-size', size: 1 } });
    const { readings } = await reach('web-1', { port: 443, from: { address: '192.0.2.1', groups: [] }, to: 'public' });
    expect(readings).toHaveLength(3);
    expect(fault.hits()).toBeGreaterThanOrEqual(3);
    fault.remove();
  });
});

describe('power of the emulated AWS', () => {
  test('an address that was lent is another one after stop and start; an Elastic IP stays', async () => {
    const before = await look('web-2');
    expect(before.eip).toBeUndefined();
    const bastion = await look('bastion');
    expect(bastion.eip).toBe(bastion.publicIp);
    for (const instance of [before, bastion]) await cloud.power?.(account, instance, { action: 'stop' }, signal);
    await vi.waitFor(async () => {
      expect(await look('web-2')).toMatchObject({ state: 'stopped', stateReason: expect.stringContaining('User initiated') });
      expect((await look('bastion')).state).toBe('stopped');
    });
    expect((await look('web-2')).publicIp).toBeUndefined();
    expect((await look('bastion')).eip).toBe(bastion.publicIp);
    for (const instance of [before, bastion]) await cloud.power?.(account, instance, { action: 'start' }, signal);
    await vi.waitFor(async () => expect((await look('web-2')).state).toBe('running'));
    const after = await look('web-2');
    expect(after.publicIp).toBeDefined();
    expect(after.publicIp).not.toBe(before.publicIp);
    expect((await look('bastion')).publicIp).toBe(bastion.publicIp);
  });

  test('a refusal comes back by its code', async () => {
    const fault = world.faults.add({
      match: { action: 'StartInstances' },
      effect: { kind: 'refused', code: 'InsufficientInstanceCapacity' },
    });
    await expect(cloud.power?.(account, await look('web-3'), { action: 'start' }, signal)).rejects.toMatchObject({ code: 'no-capacity' });
    fault.remove();
  });
});
