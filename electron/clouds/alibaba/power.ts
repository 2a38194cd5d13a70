import { AppError } from '../../../shared/model/errors.ts';
import type { PowerAction, PowerChange } from '../../../shared/model/power.ts';
import type { Parameter, RpcFailure } from './rpc.ts';

/** The call that changes the power of an instance, with its parameters. */
export function powerCall(instance: string, change: PowerChange): { action: string; query: Readonly<Record<string, Parameter>> } {
  const query: Record<string, Parameter> = { InstanceId: instance };
  switch (change.action) {
    case 'start':
      return { action: 'StartInstance', query };
    case 'stop':
      if (change.force === true) query['ForceStop'] = true;
      if (change.stopMode !== undefined) query['StoppedMode'] = change.stopMode === 'keep-charging' ? 'KeepCharging' : 'StopCharging';
      return { action: 'StopInstance', query };
    case 'reboot':
      if (change.force === true) query['ForceStop'] = true;
      return { action: 'RebootInstance', query };
  }
}

const DONE: Readonly<Record<PowerAction, string>> = { start: 'started', stop: 'stopped', reboot: 'restarted' };

/** What ECS says when it does not change the power of an instance; `undefined` for what any call may meet. By code, see the API's tables. */
export function powerRefused({ code, requestId }: RpcFailure, instance: string, action: PowerAction): AppError | undefined {
  const detail = requestId === '' ? code : `${code}, request ${requestId}`;
  const fail = (as: AppError['code'], message: string, hint: string): AppError => new AppError(as, message, { hint, detail });
  const done = DONE[action];
  if (/Arrearage|NotEnoughBalance|InsufficientBalance|Overdue|InstanceLockedForFinancial|FinancialLocked/u.test(code))
    return fail(
      'locked',
      `Instance ${instance} is locked because a payment of the account is overdue, and cannot be ${done}.`,
      'Settle the bill in the console of Alibaba Cloud; the lock goes by itself soon after.',
    );
  if (/LockedForSecurity|SecurityLock|SecurityRisk/u.test(code))
    return fail(
      'locked',
      `Instance ${instance} is locked for security reasons, and cannot be ${done}.`,
      'The console of Alibaba Cloud says what was found (Security Control); mend that and ask for the release.',
    );
  if (/InstanceExpired|Expired.*Instance|InstanceRecycl|ReleaseProtection/u.test(code))
    return fail('locked', `Instance ${instance} has expired, and cannot be ${done}.`, 'Renew it in the console of Alibaba Cloud.');
  if (/NoStock|OutOfStock|InsufficientCapacity|ResourceNotEnough|ResourceNotAvailable|InstanceTypeNotSupport/u.test(code))
    return fail(
      'no-capacity',
      `Alibaba Cloud has nothing free of the type of instance ${instance} in its zone at the moment.`,
      'Try again later, or change its instance type. An instance that is stopped with “keep charging” keeps its place.',
    );
  if (/QuotaExceed|QuotaFull|ExceededQuota/u.test(code))
    return fail(
      'no-capacity',
      `The account’s quota does not allow instance ${instance} to be ${done}.`,
      'Stop another instance, or ask for more in the Quota Center of Alibaba Cloud.',
    );
  if (
    /^IncorrectInstanceStatus|InvalidInstance\.Status|InstanceStatus(?:Invalid|NotSupport)|^OperationConflict|TaskConflict|^LastTokenProcessing/u.test(
      code,
    )
  )
    return fail(
      'wrong-state',
      `Instance ${instance} is not in a state in which it can be ${done}.`,
      'Wait until it has settled, then try again.',
    );
  if (/StoppedMode|SaveMode|StopCharging/u.test(code))
    return fail(
      'unsupported',
      `Instance ${instance} cannot be stopped without charges: ${code}.`,
      'Only pay-as-you-go instances in a VPC without local disks can; stop it with “keep charging”.',
    );
  return undefined;
}
