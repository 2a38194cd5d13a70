import { describe, expect, it } from 'vitest';
import { describeFailure } from './alibaba-errors.ts';
import { RpcFailure } from './rpc.ts';

const place = { profile: 'work', kind: 'static', region: 'cn-hangzhou', action: 'ecs:DescribeInstances' } as const;
const NOW = Date.parse('2026-11-21T03:00:00Z');

describe('what Alibaba Cloud refuses with', () => {
  it('says of a role that does not exist where it is named', () => {
    const told = describeFailure(new RpcFailure('EntityNotExist.Role', { status: 404 }), { ...place, action: 'sts:AssumeRole' }, NOW);
    expect(told).toMatchObject({ code: 'bad-credentials', message: expect.stringContaining('does not exist') as string });
    expect(told.hint).toContain('ram_role_arn');
  });

  it.each([
    ['InvalidAccessKeyId.NotFound', 404, 'bad-credentials'],
    ['InvalidAccessKeyId.Inactive', 400, 'bad-credentials'],
    ['SignatureDoesNotMatch', 400, 'bad-credentials'],
    ['IncompleteSignature', 400, 'bad-credentials'],
    ['InvalidTimeStamp.Expired', 400, 'clock-skew'],
    ['InvalidSecurityToken.Expired', 400, 'expired-credentials'],
    ['InvalidSecurityToken.MismatchWithAccessKey', 400, 'expired-credentials'],
    ['Forbidden.RAM', 403, 'permission-denied'],
    ['NoPermission', 403, 'permission-denied'],
    ['Throttling', 400, 'throttled'],
    ['Throttling.Api', 400, 'throttled'],
    ['Throttling.User', 400, 'throttled'],
    ['InvalidRegionId.NotFound', 404, 'region-disabled'],
    ['InvalidInstanceId.NotFound', 404, 'not-found'],
    ['InvalidOperation.NotSupportedEndpoint', 400, 'bad-endpoint'],
    ['Account.Arrearage', 400, 'permission-denied'],
    ['ServiceUnavailable', 503, 'unreachable'],
    ['SomethingNew', 400, 'protocol'],
  ])('%s is told as what it means, with the next step', (code, status, as) => {
    const told = describeFailure(new RpcFailure(code, { status, requestId: 'R-1' }), place, NOW);
    expect(told.code).toBe(as);
    expect(told.hint).toMatch(/\.$/u);
    expect(told.detail).toBe(`${code}, request R-1`);
  });

  it('counts a refused signature as a wrong clock where the answer’s own time says so', () => {
    const refusal = (minutes: number) =>
      describeFailure(new RpcFailure('SignatureDoesNotMatch', { status: 400, serverTime: NOW - minutes * 60_000 }), place, NOW);
    expect(refusal(20)).toMatchObject({ code: 'clock-skew', message: expect.stringContaining('20 minutes fast') as string });
    expect(refusal(-300)).toMatchObject({ message: expect.stringContaining('5 hours slow') as string });
    expect(refusal(1).code).toBe('bad-credentials');
  });

  it('names the permission that the service names', () => {
    const refusal = new RpcFailure('Forbidden.RAM', { status: 403, missing: 'ecs:DescribeSecurityGroupAttribute' });
    expect(describeFailure(refusal, place).message).toContain('ecs:DescribeSecurityGroupAttribute');
  });

  it.each([
    ['ENOTFOUND', 'dns'],
    ['ECONNREFUSED', 'unreachable'],
    ['ETIMEDOUT', 'timeout'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'bad-endpoint'],
    ['HPE_INVALID_CONSTANT', 'bad-endpoint'],
    ['ESOMETHING', 'internal'],
  ])('tells the network’s %s', (code, as) => {
    const error = Object.assign(new Error('a text with a secret'), { code });
    const told = describeFailure(error, place);
    expect(told.code).toBe(as);
    expect(JSON.stringify(told.toWire())).not.toContain('secret');
  });

  it('looks into the first of several addresses that failed', () => {
    const one = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(describeFailure(new AggregateError([one, one]), place).code).toBe('unreachable');
  });
});
