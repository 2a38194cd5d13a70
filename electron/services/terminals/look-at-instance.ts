import { displayText } from '../../../shared/model/display-text.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { lockOf } from '../../../shared/model/instance-lock.ts';
import type { Instance, InstanceRef, LoginName } from '../../../shared/model/instance.ts';
import { stateReasonText } from '../../../shared/model/state-reason.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What the terminals need to know of instances. */
export interface InstanceFacts {
  get(ref: InstanceRef): Instance | undefined;
  /** When the row was last known to be right; epoch milliseconds. */
  seenAt(ref: InstanceRef): number | undefined;
  /** A fresh look at the cloud; `undefined`: gone. */
  describe(ref: InstanceRef, signal: AbortSignal): Promise<Instance | undefined>;
  login(ref: InstanceRef, signal: AbortSignal): Promise<LoginName>;
  keyFile(ref: InstanceRef): string | undefined;
  setLogin(ref: InstanceRef, user: string | null): Promise<unknown>;
  setKeyFile(ref: InstanceRef, path: string | null): Promise<unknown>;
}

/** A row that was right this long ago is gone by; an older one may have stopped or changed its address. Milliseconds. */
const FRESH_MS = 60_000;
/** How long the cloud may take to confirm a row; the person waits for a terminal. Milliseconds. */
const CONFIRM_MS = 5_000;

/** The name of an instance as tabs and messages show it. */
export function instanceName(instance: Pick<Instance, 'name' | 'instance'>): string {
  return displayText(instance.name === '' ? instance.instance : instance.name, 128);
}

/**
 * The instance as it is now: the listed row while it is fresh and running, else what the cloud says. A row that cannot be confirmed
 * (no network to the cloud, expired sign-in) still counts, and `tell` says so. Throws `not-found`, `not-running`.
 */
export async function lookAtInstance(
  instances: InstanceFacts,
  ref: InstanceRef,
  options: { readonly signal: AbortSignal; readonly tell?: (text: string) => void; readonly afresh?: boolean; readonly now?: () => number },
): Promise<Instance> {
  const listed = instances.get(ref);
  const age = (options.now ?? Date.now)() - (instances.seenAt(ref) ?? 0);
  const fresh = options.afresh !== true && listed?.state === 'running' && age < FRESH_MS;
  const instance = fresh ? listed : await ask(instances, ref, listed, options);
  const name = instanceName(instance ?? listed ?? { name: '', instance: ref.instance });
  if (instance === undefined || instance.state === 'terminated') {
    throw new AppError('not-found', texts().terminalTexts.gone(name), { hint: texts().terminalTexts.refresh });
  }
  if (instance.state !== 'running') {
    const lock = lockOf(instance);
    const told = instance.stateReason ? texts().terminalTexts.inBrackets(stateReasonText(instance.stateReason)) : '';
    const why = lock === undefined ? told : texts().terminalTexts.andLocked(lock.why);
    const state = texts().stateWords[instance.state];
    throw new AppError(
      'not-running',
      why === '' ? texts().terminalTexts.isState(name, state) : texts().terminalTexts.isStateWhy(name, state, why),
      {
        hint: lock?.hint ?? nextStep(instance.state),
      },
    );
  }
  const lock = lockOf(instance);
  if (lock !== undefined) options.tell?.(texts().terminalTexts.lockedBy(name, lock.why, lock.hint));
  return instance;
}

function nextStep(state: Instance['state']): string {
  const t = texts().terminalTexts;
  if (state === 'pending') return t.waitRuns;
  if (state === 'stopping') return t.waitStopped;
  return state === 'shutting-down' ? t.refresh : t.startIt;
}

async function ask(
  instances: InstanceFacts,
  ref: InstanceRef,
  listed: Instance | undefined,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell?: (text: string) => void },
): Promise<Instance | undefined> {
  const limit = AbortSignal.timeout(CONFIRM_MS);
  try {
    return await instances.describe(ref, AbortSignal.any([signal, limit]));
  } catch (error) {
    signal.throwIfAborted();
    if (listed === undefined || (error instanceof AppError && error.code === 'not-found')) throw error;
    const why = limit.aborted ? texts().terminalTexts.cloudLate : error instanceof Error ? error.message : '';
    tell?.(texts().terminalTexts.byList(why));
    return listed;
  }
}
