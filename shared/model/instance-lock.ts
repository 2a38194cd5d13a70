import type { Instance, InstanceLock } from './instance.ts';

/** A lock in words: `why` completes “… is locked: ”, `hint` is the next step. */
export interface LockWords {
  readonly why: string;
  readonly hint: string;
}

const WORDS: Readonly<Record<InstanceLock, LockWords>> = {
  overdue: {
    why: 'a payment is overdue',
    hint: 'Settle the bill of the account (or renew the subscription) in the cloud console; only then can it run again.',
  },
  security: {
    why: 'the cloud holds it for security reasons',
    hint: 'Read the notice in the security centre of the cloud console and ask for its release.',
  },
  recycling: { why: 'it waits to be released', hint: 'Renew it in the cloud console before its disks are deleted.' },
  refunded: { why: 'it was given back', hint: 'It will not run any more; its disks may still be kept in the cloud console.' },
  other: { why: 'the cloud holds it', hint: 'The cloud console tells the reason.' },
};

/** The first of an instance's locks, in words; `undefined`: it has none. */
export function lockOf({ locks }: Pick<Instance, 'locks'>): LockWords | undefined {
  const first = locks?.[0];
  if (first === undefined) return undefined;
  // A list that was kept by another version may hold others.
  return Object.hasOwn(WORDS, first) ? WORDS[first] : WORDS.other;
}
