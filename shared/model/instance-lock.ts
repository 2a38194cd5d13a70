import { texts } from '../texts/current.ts';
import type { Instance } from './instance.ts';

/** A lock in words: `why` completes “… is locked: ”, `hint` is the next step. */
export interface LockWords {
  readonly why: string;
  readonly hint: string;
}

/** The first of an instance's locks, in words; `undefined`: it has none. */
export function lockOf({ locks }: Pick<Instance, 'locks'>): LockWords | undefined {
  const first = locks?.[0];
  if (first === undefined) return undefined;
  const { lockWords } = texts();
  // A list that was kept by another version may hold others.
  return Object.hasOwn(lockWords, first) ? lockWords[first] : lockWords.other;
}
