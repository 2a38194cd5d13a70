import { AppError } from '../../../shared/model/errors.ts';
import type { PowerAction, PowerChange } from '../../../shared/model/power.ts';
import { texts } from '../../../shared/texts/current.ts';
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

/** What ECS says when it does not change the power of an instance; `undefined` for what any call may meet. By code, see the API's tables. */
export function powerRefused({ code, requestId }: RpcFailure, instance: string, action: PowerAction): AppError | undefined {
  const { power: t, request } = texts().alibabaErrors;
  const detail = requestId === '' ? code : request(code, requestId);
  const fail = (as: AppError['code'], message: string, hint: string): AppError => new AppError(as, message, { hint, detail });
  const done = t.done[action];
  if (/Arrearage|NotEnoughBalance|InsufficientBalance|Overdue|InstanceLockedForFinancial|FinancialLocked/u.test(code))
    return fail('locked', t.overdue(instance, done), t.overdueHint);
  if (/LockedForSecurity|SecurityLock|SecurityRisk/u.test(code)) return fail('locked', t.security(instance, done), t.securityHint);
  if (/InstanceExpired|Expired.*Instance|InstanceRecycl|ReleaseProtection/u.test(code))
    return fail('locked', t.expired(instance, done), t.expiredHint);
  if (/NoStock|OutOfStock|InsufficientCapacity|ResourceNotEnough|ResourceNotAvailable|InstanceTypeNotSupport/u.test(code))
    return fail('no-capacity', t.capacity(instance), t.capacityHint);
  if (/QuotaExceed|QuotaFull|ExceededQuota/u.test(code)) return fail('no-capacity', t.quota(instance, done), t.quotaHint);
  if (
    /^IncorrectInstanceStatus|InvalidInstance\.Status|InstanceStatus(?:Invalid|NotSupport)|^OperationConflict|TaskConflict|^LastTokenProcessing/u.test(
      code,
    )
  )
    return fail('wrong-state', t.state(instance, done), t.stateHint);
  if (/StoppedMode|SaveMode|StopCharging/u.test(code)) return fail('unsupported', t.stopMode(instance, code), t.stopModeHint);
  return undefined;
}
