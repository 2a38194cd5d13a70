import { setTimeout as wait } from 'node:timers/promises';
import type { ListOptions } from '../cloud.ts';
import { isPassing, isThrottled } from './alibaba-errors.ts';

export type Patience = ListOptions['patience'];

/** Attempts in all: a throttled call gives up after about two seconds when someone waits, after about half a minute in the background. */
const ATTEMPTS: Readonly<Record<Patience, number>> = { waiting: 4, background: 7 };
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 10_000;

export interface RetryOptions {
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Whether the call only reads: then a lost answer may be asked for again. */
  readonly reads: boolean;
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  readonly random?: () => number;
}

/** Makes the call again while it is throttled, with pauses that double and are spread, so that many regions do not come back at once. */
export async function withRetry<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const {
    patience,
    signal,
    reads,
    pause = (milliseconds, until) => wait(milliseconds, undefined, { signal: until }),
    random = Math.random,
  } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const again = isThrottled(error) || (reads && isPassing(error));
      if (!again || attempt >= ATTEMPTS[patience] || signal.aborted) throw error;
      const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
      await pause(longest * (0.5 + random() / 2), signal);
    }
  }
}
