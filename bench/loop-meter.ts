import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The loop's longest block and the process's CPU between `start` and `stop`, all threads together. */
export interface Spent {
  readonly longestBlockMs: number;
  /** The most CPU that the loop's own thread took between two looks: what of a block is work, and not waiting for a core. */
  readonly longestTurnMs: number;
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Milliseconds between two looks; a block shorter than this is not seen. */
const RESOLUTION = 1;
/** Milliseconds between two looks at what the thread has used. */
const TURN_LOOK = 4;

/** Looking at the loop a thousand times a second costs two per cent of a core itself: without it `longestBlockMs` is 0. */
export function startMeter({ watchLoop = true } = {}): () => Spent {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  let longestTurn = 0;
  let before = process.threadCpuUsage();
  const look = (): void => {
    const turn = process.threadCpuUsage(before);
    longestTurn = Math.max(longestTurn, (turn.user + turn.system) / 1_000);
    before = process.threadCpuUsage();
  };
  const timer = watchLoop ? setInterval(look, TURN_LOOK) : undefined;
  if (watchLoop) delay.enable();
  const cpu = process.cpuUsage();
  const start = performance.now();
  return () => {
    const used = process.cpuUsage(cpu);
    delay.disable();
    clearInterval(timer);
    return {
      // Each sample holds the look's own interval as well.
      longestBlockMs: Math.max(0, delay.max / 1e6 - RESOLUTION),
      longestTurnMs: longestTurn,
      cpuMs: (used.user + used.system) / 1_000,
      wallMs: performance.now() - start,
    };
  };
}
