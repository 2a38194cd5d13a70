import type { Instance } from '../../../shared/model/instance.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { RdpClientId } from '../../../shared/model/rdp.ts';
import { machineSecretKey } from '../../../shared/model/vault.ts';
import type { Log } from '../../log/log.ts';
import type { FoundClients } from '../../rdp/clients/find-clients.ts';
import type { Journal } from '../../rdp/journal/journal.ts';
import type { PlanInput } from '../../rdp/plan/plan.ts';
import type { ResolvedMachine } from '../sessions/resolve-machine.ts';
import type { ReachMachine } from '../terminals/connect-machine.ts';
import type { InstanceFacts } from '../terminals/look-at-instance.ts';
import type { CloudWords } from './cloud-words.ts';
import type { CredentialsDeps } from './find-credentials.ts';
import { desktopPort } from './machine-way.ts';

export interface LaunchDeps extends Omit<CredentialsDeps, 'refused'> {
  readonly instances: InstanceFacts;
  readonly reachMachine: ReachMachine;
  readonly words: CloudWords;
  /** What was found before may do; `again` looks in any case. */
  readonly findClients: (how?: 'again') => Promise<FoundClients>;
  readonly journal: Journal;
  /** What an earlier run left is being removed; resolves in any case. */
  readonly swept: Promise<void>;
  /** For private folders of launches. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly log: Pick<Log, 'info' | 'error'>;
  readonly refused: Set<string>;
}

export interface LaunchOrder {
  readonly machine: Machine;
  readonly resolved: ResolvedMachine;
  readonly instance: Instance | undefined;
  readonly name: string;
  /** `none`: only the way is wanted. */
  readonly client: RdpClientId | 'none' | undefined;
}

/** What of a launch outlives a single step, for whoever closes it or asks for its file. */
export interface LaunchLife {
  /** For `rdp.file`; set once there is an address. */
  planInput: Omit<PlanInput, 'client' | 'folder' | 'token' | 'display'> | undefined;
  /** A client runs, or the way is kept open. */
  alive: boolean;
}

/** `machineSecretKey`, with the port of the remote desktop. */
export function desktopKey(order: Pick<LaunchOrder, 'machine' | 'resolved' | 'instance'>): string {
  const { target } = order.resolved;
  return machineSecretKey(target.kind === 'instance' ? target : { ...target, port: desktopPort(order) });
}
