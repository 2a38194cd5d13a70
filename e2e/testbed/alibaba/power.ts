import type { PowerState, WorldInstance } from '../data.ts';
import { AlibabaError, type AlibabaAction, type AlibabaContext } from './call.ts';
import { ecsInstance } from './fleet.ts';

/** Start, stop and restart. */
export const ecsPowerActions: Readonly<Record<string, AlibabaAction>> = {
  StartInstance: startInstance,
  StopInstance: stopInstance,
  RebootInstance: rebootInstance,
};

function startInstance(context: AlibabaContext): Record<string, unknown> {
  const instance = unlocked(context, ['financial', 'security', 'recycling']);
  inState(instance, ['stopped']);
  takePassword(context, instance);
  context.state.transition(instance.id, 'pending', 'running');
  return {};
}

function stopInstance(context: AlibabaContext): Record<string, unknown> {
  const instance = unlocked(context, ['security']);
  inState(instance, ['running']);
  const { ecs } = instance;
  const saving = context.form.get('StoppedMode') === 'StopCharging';
  if (saving && (ecs?.network === 'classic' || ecs?.expires !== undefined)) {
    throw new AlibabaError('OperationDenied.StoppedModeNotSupport', 'The instance does not support StopCharging.', 403);
  }
  if (ecs !== undefined) context.state.setInstance(instance.id, { ecs: { ...ecs, stopMode: saving ? 'StopCharging' : 'KeepCharging' } });
  context.state.transition(instance.id, 'stopping', 'stopped');
  return {};
}

function rebootInstance(context: AlibabaContext): Record<string, unknown> {
  const instance = unlocked(context, ['security']);
  inState(instance, ['running']);
  takePassword(context, instance);
  context.state.reboot(instance.id);
  return {};
}

/** Only a start by the API brings a new password in. */
function takePassword({ state }: AlibabaContext, { id, host }: WorldInstance): void {
  const password = state.agents.takePassword(id);
  if (password !== undefined && host !== undefined) state.setInstance(id, { host: { ...host, password } });
}

function inState(instance: WorldInstance, allowed: readonly PowerState[]): void {
  if (allowed.includes(instance.state)) return;
  throw new AlibabaError('IncorrectInstanceStatus', 'The current status of the resource does not support this operation.', 403);
}

function unlocked(context: AlibabaContext, blocking: readonly string[]): WorldInstance {
  const instance = ecsInstance(context);
  const lock = instance.ecs?.locks?.find((one) => blocking.includes(one));
  if (lock === 'financial')
    throw new AlibabaError('InvalidAccountStatus.NotEnoughBalance', 'Your account does not have enough balance.', 403);
  if (lock !== undefined) {
    throw new AlibabaError(
      'InstanceLockedForSecurity',
      'The specified operation is denied as your instance is locked for security reasons.',
      403,
    );
  }
  return instance;
}
