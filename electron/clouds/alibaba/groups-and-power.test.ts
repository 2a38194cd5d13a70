import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { World } from '../../../e2e/testbed/world.ts';
import type { PowerChange } from '../../../shared/model/power.ts';
import { evaluateReach } from '../../../shared/reach/evaluate.ts';
import type { Contact } from '../../../shared/reach/facts.ts';
import type { Cloud } from '../cloud.ts';
import { openDemoCloud, type DemoCloud } from '../../../e2e/host/alibaba-cloud.ts';
import { powerRefused } from './power.ts';
import { RpcFailure } from './rpc.ts';

const signal = new AbortController().signal;
let demo: DemoCloud;
let world: World;
let cloud: Cloud;
let account: DemoCloud['account'];
let look: DemoCloud['look'];

beforeAll(async () => {
  demo = await openDemoCloud();
  ({ world, cloud, account, look } = demo);
});

afterAll(() => demo.close());

async function reach(name: string, contact: Partial<Contact> & Pick<Contact, 'from'>): Promise<ReturnType<typeof evaluateReach>> {
  const facts = await cloud.securityGroups?.(account(), await look(name), signal);
  if (facts === undefined) throw new Error('ECS tells its groups.');
  return evaluateReach(facts, { protocol: 'tcp', port: 22, to: 'public', ...contact });
}

async function change(name: string, what: PowerChange): Promise<void> {
  await cloud.power?.(account(), await look(name), what, signal);
}

describe('security groups of ECS', () => {
  it('lets everybody in but who is dropped at the same priority', async () => {
    expect((await reach('mall-web-1', { from: { address: '192.0.2.1' } })).verdict).toBe('admitted');
    const scanner = await reach('mall-web-1', { from: { address: '198.51.100.7' } });
    expect(scanner.verdict).toBe('blocked');
    expect(scanner.readings.map(({ role, rule }) => [role, rule.description]).slice(0, 2)).toEqual([
      ['decides', 'Scanners'],
      ['outranked', 'SSH'],
    ]);
  });

  it('on Classic counts the Internet card for the public address', async () => {
    const from = { address: '203.0.113.9', groups: [] };
    expect((await reach('legacy-mail', { from })).verdict).toBe('admitted');
    const inner = await reach('legacy-mail', { from, to: 'private' });
    expect([inner.verdict, inner.readings[0]?.misses]).toEqual(['blocked', ['nic']]);
  });

  it('lets members of a basic group reach one another inside', async () => {
    const web = await look('mall-web-2');
    const from = { address: web.privateIp ?? '', groups: web.securityGroups.map(({ id }) => id) };
    expect(await reach('mall-db', { from, to: 'private', port: 5_432 })).toMatchObject({ verdict: 'admitted', because: 'inner-access' });
  });

  it('names the permission that is missing, in the group', async () => {
    const facts = await cloud.securityGroups?.(account('acme-audit'), await look('audit-log', 'acme-audit'), signal);
    expect(facts?.groups[0]?.error).toMatchObject({
      code: 'permission-denied',
      message: expect.stringContaining('ecs:DescribeSecurityGroupAttribute'),
    });
  });
});

describe('power of ECS', () => {
  it('stops with the mode that was chosen: without charges the public address goes, an EIP stays', async () => {
    const before = { web: await look('mall-web-2'), eip: await look('mall-web-1') };
    for (const name of ['mall-web-1', 'mall-web-2']) await change(name, { action: 'stop', stopMode: 'stop-charging' });
    await vi.waitFor(async () => {
      expect(await look('mall-web-2')).toMatchObject({ state: 'stopped', stopMode: 'StopCharging' });
      expect((await look('mall-web-1')).state).toBe('stopped');
    });
    expect((await look('mall-web-2')).publicIp).toBeUndefined();
    expect((await look('mall-web-1')).eip).toBe(before.eip.eip);
    for (const name of ['mall-web-1', 'mall-web-2']) await change(name, { action: 'start' });
    await vi.waitFor(async () => expect((await look('mall-web-2')).state).toBe('running'));
    expect((await look('mall-web-2')).publicIp).not.toBe(before.web.publicIp);
  });

  it('keeps the address where charging goes on', async () => {
    const before = await look('legacy-mail');
    await change('legacy-mail', { action: 'stop', stopMode: 'keep-charging' });
    await vi.waitFor(async () => expect((await look('legacy-mail')).state).toBe('stopped'));
    expect((await look('legacy-mail')).publicIp).toBe(before.publicIp);
    await change('legacy-mail', { action: 'start' });
    await vi.waitFor(async () => expect((await look('legacy-mail')).state).toBe('running'));
  });

  it.each([
    ['campaign-2025', { action: 'start' }, 'locked', 'Settle the bill'],
    ['scraper', { action: 'start' }, 'locked', 'Security Control'],
    ['batch-night', { action: 'stop' }, 'wrong-state', 'Wait'],
    ['legacy-mail', { action: 'stop', stopMode: 'stop-charging' }, 'unsupported', 'pay-as-you-go'],
  ] as const)('%s: %o is refused as %s', async (name, what, code, hint) => {
    await expect(change(name, what)).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
  });

  it('restarts', async () => {
    const rebooted: string[] = [];
    const stop = world.state.onReboot((id) => rebooted.push(id));
    await change('edge-sg-1', { action: 'reboot' });
    stop();
    expect(rebooted).toEqual([world.instance('edge-sg-1').id]);
  });

  it.each([
    ['OperationDenied.NoStock', 'no-capacity'],
    ['Account.Arrearage', 'locked'],
    ['QuotaExceed.ElasticQuota', 'no-capacity'],
    ['OperationConflict', 'wrong-state'],
    ['Throttling.User', undefined],
    ['Forbidden.RAM', undefined],
  ])('%s is told as %s', (code, as) => {
    expect(powerRefused(new RpcFailure(code), 'i-1', 'start')?.code).toBe(as);
  });
});
