import { createAgents, type Agents } from './alibaba/agents.ts';
import type { PowerState, WorldAccount, WorldData, WorldGroup, WorldImage, WorldInstance, WorldPrefixList, WorldRegion } from './data.ts';

/** Told after an instance has changed; `previous` is absent for a new one. */
export type InstanceListener = (instance: WorldInstance, previous: WorldInstance | undefined) => void;

/** An SSH key pushed by EC2 Instance Connect. */
export interface PushedKey {
  readonly instance: string;
  readonly user: string;
  readonly publicKey: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** The living copy of a `WorldData`. */
export interface WorldState {
  readonly accounts: ReadonlyMap<string, WorldAccount>;
  readonly regions: ReadonlyMap<string, WorldRegion>;
  readonly images: ReadonlyMap<string, WorldImage>;
  readonly instances: ReadonlyMap<string, WorldInstance>;
  readonly groups: Map<string, WorldGroup>;
  readonly prefixLists: readonly WorldPrefixList[];
  readonly pushedKeys: PushedKey[];
  /** `account/region/name` → public key line. */
  readonly publicKeys: Map<string, string>;
  /** `account/region/name` → what EC2 shows as its fingerprint. */
  readonly keyFingerprints: Map<string, string>;
  /** Instance id → its password as it was encrypted once. */
  readonly passwordData: Map<string, { readonly password: string; readonly key: string; readonly data: string }>;
  /** Cloud Assistant of Alibaba Cloud. */
  readonly agents: Agents;
  setInstance(id: string, patch: Partial<WorldInstance>): WorldInstance;
  addInstance(instance: WorldInstance): void;
  removeInstance(id: string): void;
  /** Instances of one account and region in the order in which they were added. */
  fleet(account: string, region: string): readonly WorldInstance[];
  /** Moves through `by` to `to` after the world's transition time. */
  transition(id: string, by: PowerState, to: PowerState): void;
  /** The machine goes away and comes back while its state stays `running`. */
  reboot(id: string): void;
  onInstance(listener: InstanceListener): () => void;
  onReboot(listener: (id: string) => void): () => void;
  close(): void;
}

export interface StateOptions {
  /** How long pending and stopping last, in milliseconds; 0: the next turn of the event loop. */
  readonly transitionMs: number;
  readonly now: () => number;
}

/** Public addresses of the pool (127.54.0.0/16) are lent: whoever starts again gets another one. */
function lent(instance: WorldInstance | undefined): Partial<WorldInstance> {
  const [a = '', b = '', c = '', d = ''] = instance?.publicIp?.split('.') ?? [];
  if (instance === undefined || instance.elastic === true || !['127.54', '127.58'].includes(`${a}.${b}`)) return {};
  // ECS takes back only what nobody pays for any more.
  if (instance.ecs !== undefined && (instance.ecs.eip === true || instance.ecs.stopMode !== 'StopCharging')) return {};
  const publicIp = [a, b, String((Number(c) + 16) % 256), d].join('.');
  if (instance.ecs !== undefined) return { publicIp };
  return { publicIp, publicDns: `ec2-${publicIp.replaceAll('.', '-')}.${instance.region}.compute.amazonaws.com` };
}

function byThePerson(now: number): Partial<WorldInstance> {
  return {
    stateReason: { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
    stateTransition: `User initiated (${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} GMT)`,
  };
}

export function createState(data: WorldData, { transitionMs, now }: StateOptions): WorldState {
  const instances = new Map(data.instances.map((instance) => [instance.id, instance]));
  const fleets = new Map<string, WorldInstance[]>();
  const listeners = new Set<InstanceListener>();
  const rebootListeners = new Set<(id: string) => void>();
  const timers = new Map<string, NodeJS.Timeout>();

  function changed(instance: WorldInstance, previous: WorldInstance | undefined): void {
    fleets.clear();
    for (const listener of listeners) listener(instance, previous);
  }

  function setInstance(id: string, patch: Partial<WorldInstance>): WorldInstance {
    const previous = instances.get(id);
    if (!previous) throw new Error(`The world has no instance ${id}.`);
    const next = { ...previous, ...patch, id };
    instances.set(id, next);
    changed(next, previous);
    return next;
  }

  function transition(id: string, by: PowerState, to: PowerState): void {
    clearTimeout(timers.get(id));
    const instance = instances.get(id);
    const started = by === 'pending' ? { launched: new Date(now()).toISOString(), ...lent(instance) } : {};
    const why = by === 'stopping' ? byThePerson(now()) : {};
    setInstance(id, { state: by, ...started, ...why });
    const timer = setTimeout(() => {
      timers.delete(id);
      if (instances.has(id)) setInstance(id, { state: to });
    }, transitionMs);
    timers.set(id, timer);
  }

  return {
    accounts: new Map(data.accounts.map((account) => [account.id, account])),
    regions: new Map(data.regions.map((region) => [region.name, region])),
    images: new Map(data.images.map((image) => [image.id, image])),
    instances,
    groups: new Map((data.groups ?? []).map((group) => [group.id, group])),
    prefixLists: data.prefixLists ?? [],
    pushedKeys: [],
    publicKeys: new Map(),
    keyFingerprints: new Map(),
    passwordData: new Map(),
    agents: createAgents(),
    setInstance,
    addInstance: (instance) => {
      instances.set(instance.id, instance);
      changed(instance, undefined);
    },
    removeInstance: (id) => {
      const previous = instances.get(id);
      if (!previous) return;
      instances.delete(id);
      changed({ ...previous, state: 'terminated' }, previous);
    },
    fleet: (account, region) => {
      const key = `${account}/${region}`;
      let fleet = fleets.get(key);
      if (!fleet) {
        fleet = [...instances.values()].filter((instance) => instance.account === account && instance.region === region);
        fleets.set(key, fleet);
      }
      return fleet;
    },
    transition,
    reboot: (id) => {
      for (const listener of rebootListeners) listener(id);
    },
    onReboot: (listener) => {
      rebootListeners.add(listener);
      return () => rebootListeners.delete(listener);
    },
    onInstance: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      for (const timer of timers.values()) clearTimeout(timer);
      listeners.clear();
    },
  };
}
