import type { Instance } from '../../../shared/model/instance.ts';
import type { Contact, ContactSource } from '../../../shared/reach/facts.ts';
import { isPrivateAddress, parseAddress } from '../../../shared/reach/ip-range.ts';

/** Who calls, as the person chose it. */
export type Caller =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'instance'; readonly key: string }
  | { readonly kind: 'group'; readonly id: string };

/** Instances and groups beside an instance, that may call it over private addresses. */
export interface Neighbours {
  readonly instances: readonly Instance[];
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

export function neighboursOf(instance: Instance, all: Iterable<Instance>): Neighbours {
  const instances: Instance[] = [];
  const groups = new Map<string, { readonly id: string; readonly name: string }>();
  for (const other of all) {
    if (other.account !== instance.account || other.region !== instance.region || other.vpc !== instance.vpc) continue;
    for (const group of other.securityGroups) groups.set(group.id, group);
    if (other.key !== instance.key) instances.push(other);
  }
  return { instances, groups: [...groups.values()] };
}

/** The connection to ask about; `undefined` while the choice is not complete. */
export function contactOf(
  caller: Caller,
  port: number,
  to: Contact['to'],
  instance: Instance,
  { instances }: Neighbours,
): Contact | undefined {
  const from = sourceOf(caller, to, instances);
  if (from === undefined) return undefined;
  const toAddress = from.address?.includes(':') === true ? instance.ipv6 : instance.privateIp;
  return { protocol: 'tcp', port, from, to, ...(toAddress === undefined ? {} : { toAddress }) };
}

function sourceOf(caller: Caller, to: Contact['to'], instances: readonly Instance[]): ContactSource | undefined {
  switch (caller.kind) {
    case 'address': {
      const address = caller.address.trim();
      const parsed = parseAddress(address);
      if (parsed === undefined) return undefined;
      // Whose address it is, is known of those in the list alone; from outside nobody is in a group.
      const owner = instances.find((other) => other.privateIp === address);
      if (owner !== undefined) return { address, groups: owner.securityGroups.map(({ id }) => id) };
      return to === 'private' && isPrivateAddress(parsed) ? { address } : { address, groups: [] };
    }
    case 'instance': {
      const other = instances.find(({ key }) => key === caller.key);
      const address = to === 'public' ? other?.publicIp : other?.privateIp;
      return other === undefined || address === undefined ? undefined : { address, groups: other.securityGroups.map(({ id }) => id) };
    }
    case 'group':
      return caller.id === '' ? undefined : { groups: [caller.id] };
  }
}

/** What a person most likely means: from outside the public address, from beside it the private one. */
export function usualTarget(caller: Caller, instance: Instance): Contact['to'] {
  if (instance.publicIp === undefined && instance.ipv6 === undefined) return 'private';
  if (caller.kind !== 'address') return 'private';
  const address = parseAddress(caller.address.trim());
  return address !== undefined && isPrivateAddress(address) ? 'private' : 'public';
}
