import { AppError } from '../../../shared/model/errors.ts';
import type { Instance, InstanceState } from '../../../shared/model/instance.ts';
import type { PowerAction } from '../../../shared/model/power.ts';
import { stateReasonText } from '../../../shared/model/state-reason.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface FollowClock {
  now(): number;
  /** Rejects with the signal's reason. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Between two looks at an instance: the first come soon, for a Linux instance of EC2 starts in ten seconds. Milliseconds. */
const PAUSES_MS = [500, 1_000, 1_000, 2_000, 2_000, 3_000];
/** Windows takes several minutes to shut down when it installs updates; EC2 forces a stop after about ten. Milliseconds. */
const LONGEST_MS = 15 * 60_000;
/** The clouds agree to a change before their lists show it. Milliseconds. */
const UNSEEN_MS = 60_000;
/** Failed looks in a row before giving up: the network may be away for a moment. */
const MISSED_LOOKS = 5;

const GOAL: Readonly<Record<PowerAction, InstanceState>> = { start: 'running', stop: 'stopped', reboot: 'running' };
/** States on the way; anything else that is not the goal means that it went wrong. */
const BEFORE: Readonly<Record<PowerAction, readonly InstanceState[]>> = {
  start: ['pending', 'stopping', 'unknown'],
  stop: ['stopping', 'pending', 'unknown'],
  reboot: ['pending', 'stopping', 'stopped', 'unknown'],
};

/**
 * Looks at an instance until it is what it was asked to be. Throws `not-found` when it is gone, `wrong-state` when it became something
 * else, `timeout`, and what the cloud says when it cannot be looked at.
 */
export async function followState(options: {
  readonly action: PowerAction;
  readonly name: string;
  readonly look: () => Promise<Instance>;
  readonly clock: FollowClock;
  readonly signal: AbortSignal;
}): Promise<Instance> {
  const { action, name, look, clock, signal } = options;
  const begun = clock.now();
  let moved = false;
  let missed = 0;
  for (let looks = 0; ; looks++) {
    await clock.pause(PAUSES_MS[looks] ?? PAUSES_MS.at(-1) ?? 0, signal);
    let instance: Instance | undefined;
    try {
      instance = await look();
      missed = 0;
    } catch (error) {
      signal.throwIfAborted();
      missed += 1;
      // Right after a start EC2 may not find the instance (eventual consistency).
      const gone = error instanceof AppError && error.code === 'not-found';
      if (missed >= MISSED_LOOKS || (gone && clock.now() - begun > UNSEEN_MS)) throw error;
      continue;
    }
    const { state } = instance;
    const { powerErrors: t, stateWords } = texts();
    if (state === GOAL[action]) return instance;
    if (state === 'terminated' || state === 'shutting-down') {
      throw new AppError('not-found', t.deleted(name), { hint: t.refresh });
    }
    if (BEFORE[action].includes(state)) moved = true;
    else if (moved || clock.now() - begun > UNSEEN_MS) {
      const { stateReason: why = '' } = instance;
      const [did, is] = [t.actions[action], stateWords[state]];
      throw new AppError('wrong-state', why === '' ? t.didNot(name, did, is) : t.didNotBecause(name, did, is, stateReasonText(why)), {
        hint: t.didNotHint,
      });
    }
    if (clock.now() - begun > LONGEST_MS) {
      throw new AppError('timeout', t.still(name, stateWords[state], LONGEST_MS / 60_000), {
        hint: action === 'stop' ? t.stopByForce : t.lookThere,
      });
    }
  }
}
