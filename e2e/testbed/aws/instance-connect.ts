import { randomUUID } from 'node:crypto';
import type { ActionContext, JsonAction } from './service.ts';
import { ApiError } from './wire.ts';

/** A pushed key is good for this long. */
export const pushedKeyLifeMs = 60_000;

export const instanceConnectActions: Readonly<Record<string, JsonAction>> = { SendSSHPublicKey: sendPublicKey };

function sendPublicKey({ call, state, now }: ActionContext): unknown {
  const id = text(call.json['InstanceId']);
  const user = text(call.json['InstanceOSUser']);
  const publicKey = text(call.json['SSHPublicKey']).trim();
  if (!/^[A-Za-z0-9_][A-Za-z0-9_@.-]{0,30}$/.test(user)) throw new ApiError('InvalidArgsException', 'The user name is not valid.');
  if (!/^(ssh-ed25519|ssh-rsa) [A-Za-z0-9+/=]+( .*)?$/.test(publicKey))
    throw new ApiError('InvalidArgsException', 'Invalid SSH public key.');
  const instance = state.instances.get(id);
  if (instance?.account !== call.caller.account || instance.region !== call.region) {
    throw new ApiError('EC2InstanceNotFoundException', 'Instance not found');
  }
  if (instance.state !== 'running') throw new ApiError('EC2InstanceStateInvalidException', 'Instance is not in running state');
  state.pushedKeys.push({ instance: id, user, publicKey, until: now + pushedKeyLifeMs });
  return { RequestId: randomUUID(), Success: true };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
