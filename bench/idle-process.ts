import { startChild } from './child.ts';
import { median, type Bench } from './harness.ts';
import type { ProbeQuestion } from './host-probe.ts';
import type { Spent } from './loop-meter.ts';

/** A process that has nothing to do, beside the one that is measured: what holds it up is the machine, or that others have its cores. */
export interface IdleProcess {
  start(): Promise<void>;
  /** The longest block of its loop since `start`, in milliseconds. */
  stop(): Promise<number>;
  close(): Promise<void>;
}

export function startIdleProcess(): IdleProcess {
  const child = startChild('./idle-child.ts');
  return {
    start: () => child.ask<undefined>('start' satisfies ProbeQuestion),
    stop: async () => (await child.ask<Spent>('stop' satisfies ProbeQuestion)).longestBlockMs,
    close: () => child.close(),
  };
}

/** For how long the host's loop may be held up while a large account is read. Milliseconds. */
const GOAL = 20;

/** Of the goal: an idle process that was held up for more says that the machine was too busy to judge a block. */
const TOO_BUSY = 0.5;

/** How long a loop was held up: what was `spent` in each round, and what the idle process beside it had meanwhile. */
export function reportBlock(bench: Bench, name: string, spent: readonly Spent[], idle: readonly number[]): void {
  const ours = spent.map((one) => one.longestBlockMs);
  const turn = Math.max(...spent.map((one) => one.longestTurnMs));
  bench.report({
    name,
    value: median(ours),
    unit: 'ms',
    goal: GOAL,
    ...(median(ours) > GOAL && median(idle) > GOAL * TOO_BUSY ? { verdict: 'inconclusive' } : {}),
    samples: { ours, base: idle },
    note: `at most ${turn.toFixed(0)} ms of CPU in one turn, an idle process beside it ${median(idle).toFixed(0)} ms`,
  });
}
