import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The loop's longest block and the process's CPU between `start` and `stop`, all threads together. */
export interface Spent {
  readonly longestBlockMs: number;
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Milliseconds between two looks; a block shorter than this is not seen. */
const RESOLUTION = 1;

/** Looking at the loop a thousand times a second costs two per cent of a core itself: without it `longestBlockMs` is 0. */
export function startMeter({ watchLoop = true } = {}): () => Spent {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  if (watchLoop) delay.enable();
  const cpu = process.cpuUsage();
  const start = performance.now();
  return () => {
    const used = process.cpuUsage(cpu);
    delay.disable();
    return {
      // Each sample holds the look's own interval as well.
      longestBlockMs: Math.max(0, delay.max / 1e6 - RESOLUTION),
      cpuMs: (used.user + used.system) / 1_000,
      wallMs: performance.now() - start,
    };
  };
}
