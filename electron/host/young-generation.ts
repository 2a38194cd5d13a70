import { setFlagsFromString } from 'node:v8';

/** What the host loads of Node, besides what its shell has loaded. */
const NODE_MODULES = ['tls', 'https', 'dns/promises', 'worker_threads'] as const;

/** The size is that of an engine that starts anew, in MB. */
const FLAGS = ['--semi-space-growth-factor=1', '--no-parallel-scavenge', '--min-semi-space-size=2', '--expose-gc'] as const;

/**
 * Keeps the host's young generation at the size that it has. A flood of output leaves nothing but short-lived buffers; V8 answers
 * by doubling the space for them up to tens of megabytes, each of which also lets as many bytes outside its heap wait for the
 * next collection. So small a space one thread collects in a millisecond: helpers would only be waited for, where cores are few. Threads that
 * start later, as the one that reads the lists of AWS, begin with a larger one, since it would not grow by itself any more, and with a `gc` to
 * call once they have loaded what they need. These are hints: an engine without the flags goes on as it is.
 *
 * V8 takes compiled code only from an engine with the same flags, and that of Node's own modules is made without this one. They are loaded
 * before: to compile them anew takes some 20 ms of the start.
 */
export function keepYoungGenerationSmall(): void {
  for (const name of NODE_MODULES) process.getBuiltinModule(`node:${name}`);
  for (const flag of FLAGS) setFlagsFromString(flag);
}
