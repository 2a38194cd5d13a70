import type { WorldInstance } from '../data.ts';
import { AlibabaError, type AlibabaContext } from './call.ts';

/** Those of the caller's account in the region of the call. */
export function ecsFleet({ state, caller, region }: Pick<AlibabaContext, 'state' | 'caller' | 'region'>): readonly WorldInstance[] {
  return state.fleet(caller.account, region).filter(({ ecs, state: power }) => ecs !== undefined && power !== 'terminated');
}

/** The one that a call names; refuses as ECS does. */
export function ecsInstance(context: Pick<AlibabaContext, 'state' | 'caller' | 'region' | 'form'>): WorldInstance {
  const id = context.form.get('InstanceId') ?? '';
  const found = ecsFleet(context).find((instance) => instance.id === id);
  if (!found) throw new AlibabaError('InvalidInstanceId.NotFound', 'The specified InstanceId does not exist.', 404);
  return found;
}
