import { describe, expect, it } from 'vitest';
import { toInstance } from './instance-row.ts';

const at = (row: unknown) => toInstance(row, 'alibaba:work', 'cn-hangzhou');

describe('a row of DescribeInstances', () => {
  it('needs nothing but an id', () => {
    expect(at({ InstanceId: 'i-1' })).toEqual({
      ...{ account: 'alibaba:work', region: 'cn-hangzhou', instance: 'i-1', key: 'alibaba:work/cn-hangzhou/i-1', cloud: 'alibaba' },
      ...{ name: '', state: 'unknown', os: 'linux', platform: '', type: '', image: '', network: 'vpc', securityGroups: [], tags: {} },
    });
  });

  it.each([undefined, null, 'text', 7, [], {}, { InstanceId: '' }, { InstanceId: null }])('is none for %j', (row) => {
    expect(at(row)).toBeUndefined();
  });

  it('takes numbers where texts were, and single things where lists were', () => {
    const row = at({
      ...{ InstanceId: 12345, InstanceName: 42, Status: 'RUNNING', OSType: 'Windows', SomethingNew: { deep: [1] } },
      PublicIpAddress: { IpAddress: '203.0.113.5' },
      SecurityGroupIds: { SecurityGroupId: 'sg-1' },
      Tags: { Tag: { TagKey: 'count', TagValue: 3 } },
      OperationLocks: { LockReason: { LockReason: 'security' } },
    });
    expect(row).toMatchObject({ instance: '12345', name: '42', state: 'running', os: 'windows', publicIp: '203.0.113.5' });
    expect(row).toMatchObject({ securityGroups: [{ id: 'sg-1', name: '' }], tags: { count: '3' }, locks: ['security'] });
  });

  it.each([
    [{ VpcAttributes: 'none', EipAddress: 7, PublicIpAddress: [], InnerIpAddress: null, NetworkInterfaces: 'x', ImageOptions: null }],
    [{ VpcAttributes: { PrivateIpAddress: null }, Tags: { Tag: [null, 7, 'x'] }, OperationLocks: { LockReason: [null] } }],
    [{ NetworkInterfaces: { NetworkInterface: [null] }, SecurityGroupIds: { SecurityGroupId: [null, {}] }, ExpiredTime: 'soon' }],
  ])('lives with what is of another kind: %j', (odd) => {
    expect(at({ InstanceId: 'i-1', ...odd })).toMatchObject({ instance: 'i-1', securityGroups: [], tags: {} });
  });

  it('prefers the EIP, and the inner address stands for the private one on the Classic network', () => {
    expect(
      at({ InstanceId: 'i-1', EipAddress: { IpAddress: '203.0.113.9' }, PublicIpAddress: { IpAddress: ['198.51.100.1'] } }),
    ).toMatchObject({
      publicIp: '203.0.113.9',
      eip: '203.0.113.9',
    });
    expect(at({ InstanceId: 'i-1', InstanceNetworkType: 'classic', InnerIpAddress: { IpAddress: ['10.1.2.3'] } })).toMatchObject({
      network: 'classic',
      privateIp: '10.1.2.3',
    });
  });

  it('reads times to the minute, and an expiry of subscriptions only', () => {
    const times = { CreationTime: '2026-01-02T03:04Z', ExpiredTime: '2099-12-31T15:59Z' };
    expect(at({ InstanceId: 'i-1', ...times })).toMatchObject({ launchTime: '2026-01-02T03:04:00Z' });
    expect(at({ InstanceId: 'i-1', ...times })).not.toHaveProperty('expires');
    expect(at({ InstanceId: 'i-1', InstanceChargeType: 'PrePaid', ...times })).toMatchObject({ expires: '2099-12-31T15:59:00Z' });
  });

  it('keeps a tag named __proto__ as a tag', () => {
    const row = at({ InstanceId: 'i-1', Tags: { Tag: [{ TagKey: '__proto__', TagValue: 'x' }] } });
    expect(Object.keys(row?.tags ?? {})).toEqual(['__proto__']);
  });
});
