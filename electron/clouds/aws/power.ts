import { RebootInstancesCommand, StartInstancesCommand, StopInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { AppError } from '../../../shared/model/errors.ts';
import type { PowerAction, PowerChange } from '../../../shared/model/power.ts';
import { errorCode } from './aws-errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The IAM action of a change. */
export const POWER_ACTION: Readonly<Record<PowerAction, string>> = {
  start: 'StartInstances',
  stop: 'StopInstances',
  reboot: 'RebootInstances',
};

/** Asks EC2 for a change. Throws an `AppError` for what only power meets; all else as the SDK throws it. */
export async function changePower(client: EC2Client, instance: string, { action, force }: PowerChange, signal: AbortSignal): Promise<void> {
  const ids = { InstanceIds: [instance] };
  const options = { abortSignal: signal };
  try {
    if (action === 'start') await client.send(new StartInstancesCommand(ids), options);
    else if (action === 'stop')
      await client.send(new StopInstancesCommand({ ...ids, ...(force === true ? { Force: true } : {}) }), options);
    else await client.send(new RebootInstancesCommand(ids), options);
  } catch (error) {
    throw powerError(errorCode(error) ?? '', instance, action) ?? error;
  }
}

function powerError(code: string, instance: string, action: PowerAction): AppError | undefined {
  const fail = (as: AppError['code'], message: string, hint: string): AppError => new AppError(as, message, { hint, detail: code });
  const { power: t } = texts().awsErrors;
  const done = t.done[action];
  switch (code) {
    case 'IncorrectInstanceState':
    case 'IncorrectState':
      return fail('wrong-state', t.state(instance, done), t.stateHint);
    case 'IncorrectSpotRequestState':
      return fail('wrong-state', t.spot(instance, done), t.spotHint);
    case 'InsufficientInstanceCapacity':
    case 'InsufficientHostCapacity':
    case 'InsufficientCapacityOnHost':
    case 'Unsupported':
      return fail('no-capacity', t.capacity(instance), t.capacityHint);
    case 'InstanceLimitExceeded':
    case 'VcpuLimitExceeded':
    case 'MaxSpotInstanceCountExceeded':
      return fail('no-capacity', t.quota(instance, done), t.quotaHint);
    case 'OperationNotPermitted':
      return fail('locked', t.locked(instance, done), t.lockedHint);
    case 'UnsupportedOperation':
      return fail('unsupported', t.unsupported(instance, done), t.unsupportedHint);
    default:
      return undefined;
  }
}
