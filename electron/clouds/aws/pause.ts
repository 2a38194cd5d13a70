import { performance } from 'node:perf_hooks';
import { setTimeout as rest } from 'node:timers/promises';

/** Milliseconds; however busy the thread was, the next page is asked for soon. */
const LONGEST = 100;
/** Of the time that the thread has worked: it takes a quarter of a core at most. */
const REST = 3;

/** Milliseconds that this thread's loop has worked since its start. */
function workedHere(): number {
  return performance.eventLoopUtilization().active;
}

/**
 * A pause by how long the thread has worked since the last one. A list that is read anew is on the screen already, and nobody waits for it: on
 * few cores the next key in a terminal waits for whatever runs. Against a real endpoint most of the time goes to the network anyway.
 */
export function createPause(worked = workedHere, wait: (ms: number) => Promise<unknown> = rest): () => Promise<void> {
  let last = worked();
  return async () => {
    await wait(Math.min((worked() - last) * REST, LONGEST));
    last = worked();
  };
}
