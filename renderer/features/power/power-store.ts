import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { AppError } from '../../../shared/model/errors.ts';
import type { PowerAction, PowerTask, PowerWait } from '../../../shared/model/power.ts';
import { client } from '../../app/client.ts';
import { showError } from '../../ui/toast.tsx';

/** A change that the person is asked to confirm. */
export interface PowerQuestion {
  /** Key of the instance's row. */
  readonly key: string;
  readonly action: PowerAction;
  readonly waitFor?: PowerWait;
}

export interface PowerState {
  readonly tasks: readonly PowerTask[];
  readonly question: PowerQuestion | undefined;
}

export const powerStore = createStore<PowerState>(() => ({ tasks: [], question: undefined }));

export function usePower<T>(select: (state: PowerState) => T): T {
  return useStore(powerStore, select);
}

/** Keys of instances that this page wants to connect to once they are ready; after a reload the person presses "Connect". */
const wanted = new Set<string>();

/** From now on, unless the cloud refuses. */
export async function wantsWhenReady(key: string, asked: Promise<void>): Promise<void> {
  wanted.add(key);
  try {
    await asked;
  } catch (error) {
    wanted.delete(key);
    throw error;
  }
}

/** Follows the host's tasks. `connect` opens what has become ready and was wanted here. */
export function subscribePower(connect: (task: PowerTask) => void): void {
  const take = (tasks: readonly PowerTask[]): void => {
    powerStore.setState({ tasks });
    for (const task of tasks) {
      if (task.phase === 'failed') wanted.delete(task.key);
      if (task.phase === 'ready' && wanted.delete(task.key)) connect(task);
    }
  };
  client().subscribe('power.tasks', undefined, {
    snapshot: take,
    change: take,
    error(error) {
      // A host that has no power says so where it is asked for, not as the page starts.
      if (error instanceof AppError && error.code === 'unknown-method') return;
      showError(error);
    },
  });
}

/** Waits no longer, or dismisses how it ended. */
export function forgetTask({ key, account, region, instance }: PowerTask): void {
  wanted.delete(key);
  client().call('power.forget', { account, region, instance }).catch(showError);
}
