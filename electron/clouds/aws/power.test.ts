import { afterEach, describe, expect, it } from 'vitest';
import type { PowerChange } from '../../../shared/model/power.ts';
import { openTestCloud } from './cloud-for-tests.ts';
import { ec2Answer, ec2Error, type GivenAnswer, type SeenRequest } from './endpoint-for-tests.ts';

const REF = { account: 'aws:demo', region: 'eu-west-1', instance: 'i-0123456789abcdef0' };
const signal = new AbortController().signal;
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function open(answer: (request: SeenRequest) => GivenAnswer): Promise<{
  change(what: PowerChange): Promise<void>;
  readonly seen: readonly SeenRequest[];
}> {
  const { cloud, demo, seen, close } = await openTestCloud(answer);
  ends.push(close);
  return { change: async (what) => await cloud.power?.(demo, REF, what, signal), seen };
}

const agreed = (action: string): GivenAnswer => ec2Answer(action, '<instancesSet/>');

describe('the power of an EC2 instance', () => {
  it.each<[PowerChange, string, string | null]>([
    [{ action: 'start' }, 'StartInstances', null],
    [{ action: 'stop' }, 'StopInstances', null],
    [{ action: 'stop', force: true }, 'StopInstances', 'true'],
    [{ action: 'reboot' }, 'RebootInstances', null],
  ])('%o is one call of %s, in the region of the instance', async (what, action, force) => {
    const { change, seen } = await open(() => agreed(action));
    await change(what);
    expect(seen.map((request) => [request.action, request.region, request.form.get('InstanceId.1'), request.form.get('Force')])).toEqual([
      [action, 'eu-west-1', REF.instance, force],
    ]);
  });

  it.each([
    ['IncorrectInstanceState', 'wrong-state', 'Wait'],
    ['IncorrectSpotRequestState', 'wrong-state', 'spot'],
    ['InsufficientInstanceCapacity', 'no-capacity', 'later'],
    ['InstanceLimitExceeded', 'no-capacity', 'Service Quotas'],
    ['VcpuLimitExceeded', 'no-capacity', 'Service Quotas'],
    ['OperationNotPermitted', 'locked', 'stop protection'],
    ['UnsupportedOperation', 'unsupported', 'instance store'],
    ['InvalidInstanceID.NotFound', 'not-found', 'Refresh'],
  ])('%s is told as %s with what to do', async (code, as, hint) => {
    const { change } = await open(() => ec2Error(code, 'AWS says a sentence of its own.', 400));
    await expect(change({ action: 'stop' })).rejects.toMatchObject({ code: as, hint: expect.stringContaining(hint) });
  });

  it('names the permission that is missing', async () => {
    const { change } = await open(() => ec2Error('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403));
    const denied = expect.stringContaining('ec2:StartInstances');
    await expect(change({ action: 'start' })).rejects.toMatchObject({ code: 'permission-denied', message: denied });
  });
});
