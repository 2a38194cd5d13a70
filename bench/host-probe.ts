import { isMainThread } from 'node:worker_threads';
import { answerParent } from './child.ts';
import { startMeter, type Spent } from './loop-meter.ts';

/** Loaded into the app's host process by `--import`, so that the app itself holds nothing that measures. */
export type ProbeQuestion = 'start' | 'stop';

if (isMainThread) {
  let stop: (() => Spent) | undefined;
  answerParent((question: ProbeQuestion) => {
    if (question === 'start') stop = startMeter();
    return question === 'stop' ? stop?.() : undefined;
  });
  process.channel?.unref();
}
