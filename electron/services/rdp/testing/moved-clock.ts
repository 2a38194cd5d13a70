import type { Clock } from '../first-password.ts';

/** A clock that stands still until it is moved. */
export interface MovedClock extends Clock {
  /** Lets milliseconds pass; what was to happen meanwhile happens in its order. */
  move(milliseconds: number): void;
  /** In how many milliseconds something is to happen, the soonest first. */
  waiting(): readonly number[];
}

export function movedClock(start: number): MovedClock {
  let now = start;
  const due = new Map<object, { readonly at: number; readonly call: () => void }>();
  const next = (): [object, { readonly at: number; readonly call: () => void }] | undefined =>
    [...due].toSorted(([, one], [, other]) => one.at - other.at)[0];
  return {
    now: () => now,
    setTimeout(call, milliseconds) {
      const timer = {};
      due.set(timer, { at: now + milliseconds, call });
      return timer;
    },
    clearTimeout: (timer) => void due.delete(timer as object),
    move(milliseconds) {
      const end = now + milliseconds;
      for (let first = next(); first !== undefined && first[1].at <= end; first = next()) {
        due.delete(first[0]);
        now = first[1].at;
        first[1].call();
      }
      now = end;
    },
    waiting: () => [...due.values()].map(({ at }) => at - now).toSorted((one, other) => one - other),
  };
}
