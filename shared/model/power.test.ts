import { describe, expect, it } from 'vitest';
import { instanceKey, type Instance } from './instance.ts';
import { canChangePower, canChooseStopMode, powerEffects, type PowerChange } from './power.ts';

const REF = { account: 'aws:prod', region: 'eu-central-1', instance: 'i-01' };

function instance(more: Partial<Instance> = {}): Instance {
  return {
    ...{ ...REF, key: instanceKey(REF), cloud: 'aws', name: 'web-1', state: 'running', os: 'linux', platform: '', type: '', image: '' },
    securityGroups: [],
    tags: {},
    ...more,
  };
}

const lent = { publicIp: '203.0.113.5' };
const kept = { publicIp: '203.0.113.5', eip: '203.0.113.5' };
const ecs = { cloud: 'alibaba', billing: 'PostPaid', network: 'vpc' } as const;
const saving: PowerChange = { action: 'stop', stopMode: 'stop-charging' };
const keeping: PowerChange = { action: 'stop', stopMode: 'keep-charging' };

describe('what a change of power does besides', () => {
  it.each<[string, Partial<Instance>, PowerChange, readonly string[]]>([
    ['EC2, stop: a lent address changes', lent, { action: 'stop' }, ['connections-end', 'address-changes', 'local-disks', 'billing-stops']],
    ['EC2, stop: an Elastic IP stays', kept, { action: 'stop' }, ['connections-end', 'address-stays', 'local-disks', 'billing-stops']],
    [
      'EC2, stop by force: what is unsaved is lost',
      {},
      { action: 'stop', force: true },
      ['connections-end', 'unsaved', 'local-disks', 'billing-stops'],
    ],
    ['EC2, start: the address is new', {}, { action: 'start' }, ['address-new', 'billing-starts']],
    ['EC2, start with an Elastic IP', kept, { action: 'start' }, ['address-stays', 'billing-starts']],
    ['EC2, restart: the address stays', lent, { action: 'reboot' }, ['connections-end', 'address-stays']],
    ['ECS, stop and keep charging', { ...ecs, ...lent }, keeping, ['connections-end', 'address-stays', 'billing-goes-on']],
    ['ECS, stop without charges', { ...ecs, ...lent }, saving, ['connections-end', 'address-changes', 'billing-stops', 'capacity']],
    [
      'ECS, stop without charges with an EIP',
      { ...ecs, ...kept },
      saving,
      ['connections-end', 'address-stays', 'billing-stops', 'capacity'],
    ],
    [
      'ECS on Classic has no such mode',
      { ...ecs, ...lent, network: 'classic' },
      saving,
      ['connections-end', 'address-stays', 'billing-goes-on'],
    ],
    ['ECS paid in advance', { ...ecs, ...lent, billing: 'PrePaid' }, saving, ['connections-end', 'address-stays', 'prepaid']],
    ['ECS, start after it kept its place', { ...ecs, ...lent, stopMode: 'KeepCharging' }, { action: 'start' }, ['address-stays']],
    [
      'ECS, start after it gave its place away',
      { ...ecs, stopMode: 'StopCharging' },
      { action: 'start' },
      ['address-new', 'billing-starts'],
    ],
  ])('%s', (_what, more, change, expected) => {
    expect(powerEffects(instance(more), change).map(({ kind }) => kind)).toEqual(expected);
  });

  it('offers the choice of the stop mode where there is one', () => {
    expect(canChooseStopMode(instance(ecs))).toBe(true);
    expect(canChooseStopMode(instance({ ...ecs, network: 'classic' }))).toBe(false);
    expect(canChooseStopMode(instance({ ...ecs, billing: 'PrePaid' }))).toBe(false);
    expect(canChooseStopMode(instance())).toBe(false);
  });

  it('knows from which state what can be asked', () => {
    expect((['start', 'stop', 'reboot'] as const).map((action) => canChangePower(action, 'running'))).toEqual([false, true, true]);
    expect((['start', 'stop', 'reboot'] as const).map((action) => canChangePower(action, 'stopped'))).toEqual([true, false, false]);
    expect((['start', 'stop', 'reboot'] as const).map((action) => canChangePower(action, 'terminated'))).toEqual([false, false, false]);
  });
});
