import { RebootInstancesCommand, StartInstancesCommand, StopInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { AppError } from '../../../shared/model/errors.ts';
import type { PowerAction, PowerChange } from '../../../shared/model/power.ts';
import { errorCode } from './aws-errors.ts';

/** The IAM action of a change. */
export const POWER_ACTION: Readonly<Record<PowerAction, string>> = {
  start: 'StartInstances',
  stop: 'StopInstances',
  reboot: 'RebootInstances',
};

const DONE: Readonly<Record<PowerAction, string>> = { start: 'started', stop: 'stopped', reboot: 'restarted' };

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
  const done = DONE[action];
  switch (code) {
    case 'IncorrectInstanceState':
    case 'IncorrectState':
      return fail(
        'wrong-state',
        `Instance ${instance} is not in a state in which it can be ${done}.`,
        'Wait until it has settled, then try again.',
      );
    case 'IncorrectSpotRequestState':
      return fail(
        'wrong-state',
        `The spot request of instance ${instance} does not let it be ${done} now.`,
        'AWS starts an interrupted spot instance by itself when there is capacity again; one of a one-time request cannot be stopped.',
      );
    case 'InsufficientInstanceCapacity':
    case 'InsufficientHostCapacity':
    case 'InsufficientCapacityOnHost':
    case 'Unsupported':
      return fail(
        'no-capacity',
        `AWS has no capacity for instance ${instance} in its zone at the moment.`,
        'Try again later, or change its instance type in the AWS console.',
      );
    case 'InstanceLimitExceeded':
    case 'VcpuLimitExceeded':
    case 'MaxSpotInstanceCountExceeded':
      return fail(
        'no-capacity',
        `The account’s quota of running instances does not allow instance ${instance} to be ${done}.`,
        'Stop another instance, or ask for a higher limit under Service Quotas in the AWS console.',
      );
    case 'OperationNotPermitted':
      return fail(
        'locked',
        `Instance ${instance} is protected against being ${done}.`,
        'Turn off its stop protection in the AWS console, then try again.',
      );
    case 'UnsupportedOperation':
      return fail(
        'unsupported',
        `Instance ${instance} cannot be ${done}.`,
        'An instance whose root disk is an instance store can only be restarted or terminated.',
      );
    default:
      return undefined;
  }
}
