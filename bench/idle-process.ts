import { startChild } from './child.ts';
import type { Verdict } from './harness.ts';
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

/** Of the goal: an idle process that was held up for more says that the machine was too busy to judge a block. */
const TOO_BUSY = 0.5;

/** What a block beside an idle process says; `idle` is what that one was held up for. Milliseconds. */
export function judgeBlock(block: number, idle: number, goal: number): { verdict?: Verdict; note: string } {
  const note = `an idle process beside it ${idle.toFixed(0)} ms`;
  return block > goal && idle > goal * TOO_BUSY ? { verdict: 'inconclusive', note } : { note };
}
