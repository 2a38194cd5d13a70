import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { AppError } from '../../../shared/model/errors.ts';
import { instanceKey } from '../../../shared/model/instance.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { RdpClientId, RdpClients, RdpLaunch, RdpLaunchChange } from '../../../shared/model/rdp.ts';
import type { Session } from '../../../shared/model/session.ts';
import type { SettingsLayer } from '../../../shared/model/session-settings.ts';
import { client } from '../../app/client.ts';
import { showError } from '../../ui/toast.tsx';

/** As many lines of a log as are worth reading. */
const LONGEST_LOG = 1_000;

export type Launches = ReadonlyMap<string, RdpLaunch>;

/** A remote desktop that somebody wants. */
export interface DesktopWish {
  readonly machine: Machine;
  /** What the machine is called here. */
  readonly name: string;
  /** The strongest layer of settings, for what is not saved. */
  readonly settings?: SettingsLayer;
}

export interface RdpState {
  /** What the host found when it was last asked; nothing before its first answer. */
  readonly clients: RdpClients | undefined;
  /** In the order in which they were started. */
  readonly launches: Launches;
  /** No client was found for this: the dialog that says what to do is open. */
  readonly noClient: DesktopWish | undefined;
  /** This was asked for while its desktop is open: the question whether a second one is meant stands. */
  readonly again: { readonly wish: DesktopWish; readonly chosen: RdpClientId | undefined; readonly launch: string } | undefined;
}

export const rdpStore = createStore<RdpState>(() => ({ clients: undefined, launches: new Map(), noClient: undefined, again: undefined }));

export function useRdp<T>(select: (state: RdpState) => T): T {
  return useStore(rdpStore, select);
}

export function launchesOf(list: readonly RdpLaunch[]): Launches {
  return new Map(list.map((launch) => [launch.id, launch]));
}

/** The launches after one change; lines of the log come a few at a time. */
export function withLaunchChange(launches: Launches, change: RdpLaunchChange): Launches {
  const next = new Map(launches);
  if (change.kind === 'removed') {
    next.delete(change.id);
    return next;
  }
  const { newLines, ...launch } = change.launch;
  next.set(launch.id, { ...launch, log: [...(launches.get(launch.id)?.log ?? []), ...newLines].slice(-LONGEST_LOG) });
  return next;
}

/** The failure that a change brings; nothing where it was known before, or is no more than a person's own cancel. */
export function newFailure(launches: Launches, change: RdpLaunchChange): AppError | undefined {
  if (change.kind === 'removed' || change.launch.state !== 'failed' || change.launch.error === undefined) return undefined;
  return launches.get(change.launch.id)?.state === 'failed' ? undefined : AppError.fromWire(change.launch.error);
}

/** Keys of the instances whose desktop is open now, also those opened through a saved session. */
export function connectedInstances(launches: Launches, sessions: ReadonlyMap<string, Session>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { machine, state } of launches.values()) {
    if (state !== 'connected') continue;
    if (machine.kind === 'instance') keys.add(instanceKey(machine));
    const target = machine.kind === 'session' ? sessions.get(machine.id)?.target : undefined;
    if (target?.kind === 'instance') keys.add(instanceKey(target));
  }
  return keys;
}

/** Asks the host again which clients there are. */
export async function lookForClients(): Promise<RdpClients> {
  const clients = await client().call('rdp.clients', undefined);
  rdpStore.setState({ clients });
  return clients;
}

/** Follows the host's remote desktops. */
export function subscribeRdp(): void {
  client().subscribe('rdp.launches', undefined, {
    snapshot: (list) => rdpStore.setState({ launches: launchesOf(list) }),
    change(change) {
      const { launches } = rdpStore.getState();
      const failure = newFailure(launches, change);
      rdpStore.setState({ launches: withLaunchChange(launches, change) });
      if (failure !== undefined) showError(failure);
    },
    error: unlessUnknown,
  });
  lookForClients().catch(unlessUnknown);
}

/** A host that has no remote desktops says so where one is asked for, not as it starts. */
function unlessUnknown(error: unknown): void {
  if (error instanceof AppError && error.code === 'unknown-method') return;
  showError(error);
}
