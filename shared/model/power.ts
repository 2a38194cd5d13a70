import type { WireError } from './errors.ts';
import type { Instance, InstanceRef, InstanceState } from './instance.ts';

export type PowerAction = 'start' | 'stop' | 'reboot';

/** What is to be done to an instance. */
export interface PowerChange {
  readonly action: PowerAction;
  /** Without asking the operating system: as pulling the plug. Of a start it means nothing. */
  readonly force?: boolean;
  /** Alibaba Cloud only: whether a stopped instance keeps its CPU, memory and public address, and what they cost. */
  readonly stopMode?: StopMode;
}

export type StopMode = 'keep-charging' | 'stop-charging';

/** A change of power that is under way, ended badly, or waits for a port to answer. */
export interface PowerTask extends InstanceRef {
  /** The key of the instance's row: there is one task an instance. */
  readonly key: string;
  /** As the row was called when it began. */
  readonly name: string;
  readonly action: PowerAction;
  /** What is waited for beyond the change itself. */
  readonly waitFor?: PowerWait;
  readonly phase: /** The cloud is being asked. */
    | 'asking'
    /** It has agreed; the instance changes its state. */
    | 'changing'
    /** It runs, and its port is tried again and again. */
    | 'probing'
    /** It can be connected to. Stays until somebody does, or dismisses it. */
    | 'ready'
    | 'failed';
  /** Epoch milliseconds. */
  readonly since: number;
  /** Where an answer is waited for, as `203.0.113.5:22`. */
  readonly address?: string;
  readonly error?: WireError;
}

/** What somebody wants to open as soon as the instance can be reached. */
export type PowerWait = 'terminal' | 'desktop';

/** What a change of power does to an instance, for the person to know before. */
export type PowerEffect =
  /** Shells and desktops on it end. */
  | { readonly kind: 'connections-end' }
  /** The public address goes, and the next start brings another one. */
  | { readonly kind: 'address-changes'; readonly address: string }
  | { readonly kind: 'address-stays'; readonly address: string; readonly elastic: boolean }
  /** A start gives an address that nobody knows yet. */
  | { readonly kind: 'address-new' }
  /** Instance store volumes lose their data (AWS). */
  | { readonly kind: 'local-disks' }
  | { readonly kind: 'billing-starts' }
  /** CPU and memory are not billed while it is stopped; disks and addresses are. */
  | { readonly kind: 'billing-stops' }
  | { readonly kind: 'billing-goes-on' }
  /** Paid in advance: stopping changes nothing about it. */
  | { readonly kind: 'prepaid' }
  /** CPU and memory go to others: a later start can fail for lack of them. */
  | { readonly kind: 'capacity' }
  /** What the system has not written to its disks is lost. */
  | { readonly kind: 'unsaved' };

const FROM: Readonly<Record<PowerAction, readonly InstanceState[]>> = {
  start: ['stopped'],
  stop: ['running', 'pending'],
  reboot: ['running'],
};

/** Whether the action can be asked for in this state; a state that is not known refuses nothing. */
export function canChangePower(action: PowerAction, state: InstanceState): boolean {
  return state === 'unknown' || FROM[action].includes(state);
}

/** Whether the person has a choice of how to stop: paid by use, in a VPC (Alibaba Cloud). */
export function canChooseStopMode(instance: Pick<Instance, 'cloud' | 'network' | 'billing'>): boolean {
  return instance.cloud === 'alibaba' && instance.network !== 'classic' && instance.billing !== 'PrePaid';
}

/** What a change does besides what its name says. Pure. */
export function powerEffects(instance: Instance, { action, force, stopMode }: PowerChange): readonly PowerEffect[] {
  const effects: PowerEffect[] = [];
  const { publicIp, eip } = instance;
  const aws = instance.cloud === 'aws';
  if (action === 'start') {
    if (eip !== undefined) effects.push({ kind: 'address-stays', address: eip, elastic: true });
    else if (publicIp !== undefined) effects.push({ kind: 'address-stays', address: publicIp, elastic: false });
    else if (aws || instance.stopMode === 'StopCharging') effects.push({ kind: 'address-new' });
    if (instance.billing === 'PrePaid') effects.push({ kind: 'prepaid' });
    else if (aws || instance.stopMode !== 'KeepCharging') effects.push({ kind: 'billing-starts' });
    return effects;
  }
  effects.push({ kind: 'connections-end' });
  if (force === true) effects.push({ kind: 'unsaved' });
  if (action === 'reboot') {
    if (publicIp !== undefined) effects.push({ kind: 'address-stays', address: publicIp, elastic: eip !== undefined });
    return effects;
  }
  const saving = !aws && canChooseStopMode(instance) && stopMode === 'stop-charging';
  if (eip !== undefined) effects.push({ kind: 'address-stays', address: eip, elastic: true });
  else if (publicIp !== undefined) {
    effects.push(
      aws || saving ? { kind: 'address-changes', address: publicIp } : { kind: 'address-stays', address: publicIp, elastic: false },
    );
  }
  if (aws) effects.push({ kind: 'local-disks' });
  if (instance.billing === 'PrePaid') effects.push({ kind: 'prepaid' });
  else effects.push({ kind: aws || saving ? 'billing-stops' : 'billing-goes-on' });
  if (saving) effects.push({ kind: 'capacity' });
  return effects;
}
