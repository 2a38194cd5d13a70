import type { Account } from '../../../shared/model/account.ts';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import { instanceKey, type Instance, type InstanceRef } from '../../../shared/model/instance.ts';
import type { PowerChange, PowerTask, PowerWait } from '../../../shared/model/power.ts';
import { texts } from '../../../shared/texts/current.ts';
import type { Cloud } from '../../clouds/cloud.ts';
import type { Log } from '../../log/log.ts';
import { instanceName } from '../terminals/look-at-instance.ts';
import { followState, type FollowClock } from './follow-state.ts';

/** Starting, stopping and restarting of instances, and waiting for what was started. */
export interface Power {
  /** Resolves when the cloud has agreed; what follows is a task. Throws what the cloud refuses with. */
  change(ref: InstanceRef, change: PowerChange, waitFor: PowerWait | undefined, signal: AbortSignal): Promise<void>;
  /** Waits no longer, or dismisses the end of a wait. */
  forget(ref: InstanceRef): void;
  tasks(): readonly PowerTask[];
  subscribe(listener: (tasks: readonly PowerTask[]) => void): () => void;
  close(): void;
}

/** Whether something answers where a terminal or a desktop would go. Resolves once it does; throws `timeout`, `no-address`. */
export type AwaitAnswer = (
  instance: Instance,
  wait: PowerWait,
  options: { readonly signal: AbortSignal; readonly onAddress: (address: string) => void },
) => Promise<void>;

export interface PowerOptions {
  readonly find: (account: string) => { readonly account: Account; readonly cloud: Cloud };
  readonly instances: {
    get(ref: InstanceRef): Instance | undefined;
    describe(ref: InstanceRef, signal: AbortSignal): Promise<Instance>;
  };
  readonly awaitAnswer: AwaitAnswer;
  readonly clock: FollowClock;
  readonly log: Pick<Log, 'warn'>;
}

interface Entry {
  task: PowerTask;
  readonly abort: AbortController;
}

export function createPower(options: PowerOptions): Power {
  const { instances, clock } = options;
  const entries = new Map<string, Entry>();
  const listeners = new Set<(tasks: readonly PowerTask[]) => void>();

  const list = (): readonly PowerTask[] => [...entries.values()].map(({ task }) => task);
  function tell(): void {
    for (const listener of listeners) listener(list());
  }
  function update(entry: Entry, patch: Partial<PowerTask>): void {
    // One that was forgotten or replaced has nothing to say any more.
    if (entries.get(entry.task.key) !== entry) return;
    entry.task = { ...entry.task, ...patch };
    tell();
  }
  function drop(entry: Entry): void {
    if (entries.get(entry.task.key) !== entry) return;
    entries.delete(entry.task.key);
    tell();
  }

  async function change(ref: InstanceRef, wanted: PowerChange, waitFor: PowerWait | undefined, signal: AbortSignal): Promise<void> {
    const { account, cloud } = options.find(ref.account);
    const { account: id, region, instance } = ref;
    if (cloud.power === undefined) {
      throw new AppError('unsupported', texts().powerErrors.unsupported, { hint: texts().powerErrors.unsupportedHint });
    }
    const key = instanceKey(ref);
    const busy = entries.get(key)?.task;
    if (busy?.phase === 'asking') {
      const t = texts().powerErrors;
      throw new AppError('wrong-state', t.busy(busy.name, t.actions[busy.action]), { hint: t.busyHint });
    }
    entries.get(key)?.abort.abort(new AppError('cancelled', texts().powerErrors.otherAsked));
    const listed = instances.get(ref);
    const entry: Entry = {
      abort: new AbortController(),
      task: {
        ...{ key, account: id, region, instance, action: wanted.action, phase: 'asking', since: clock.now() },
        name: instanceName(listed ?? { name: '', instance }),
        ...(waitFor === undefined ? {} : { waitFor }),
      },
    };
    entries.set(key, entry);
    tell();
    try {
      // Whoever wants to connect to what starts or runs already only has to wait for its port.
      const starts = waitFor !== undefined && ['pending', 'running'].includes((await instances.describe(ref, signal)).state);
      if (!starts) await cloud.power(account, ref, wanted, signal);
    } catch (error) {
      drop(entry);
      // The row may be what is wrong.
      void instances.describe(ref, entry.abort.signal).catch(() => {});
      throw error;
    }
    update(entry, { phase: 'changing' });
    void follow(entry, ref, waitFor);
  }

  async function follow(entry: Entry, ref: InstanceRef, waitFor: PowerWait | undefined): Promise<void> {
    const { signal } = entry.abort;
    try {
      const { action, name } = entry.task;
      const look = (): Promise<Instance> => instances.describe(ref, signal);
      const instance = await followState({ action, name, look, clock, signal });
      if (waitFor === undefined) return drop(entry);
      update(entry, { phase: 'probing' });
      await options.awaitAnswer(instance, waitFor, { signal, onAddress: (address) => update(entry, { address }) });
      update(entry, { phase: 'ready' });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AppError))
        options.log.warn(`following ${ref.instance}: ${error instanceof Error ? error.message : 'unknown'}`);
      update(entry, { phase: 'failed', error: wireError(error, entry.task.name) });
    }
  }

  return {
    change,
    forget(ref) {
      const entry = entries.get(instanceKey(ref));
      if (entry === undefined) return;
      drop(entry);
      entry.abort.abort(new AppError('cancelled', texts().powerErrors.nobodyWaits));
    },
    tasks: list,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      for (const { abort } of entries.values()) abort.abort(new AppError('cancelled', texts().powerErrors.closing));
      entries.clear();
      listeners.clear();
    },
  };
}

function wireError(error: unknown, name: string): WireError {
  if (error instanceof AppError) return error.toWire();
  return { code: 'internal', message: texts().powerErrors.notFollowed(name), hint: texts().powerErrors.logDetails };
}
