import type { InstanceLock } from '../../model/instance.ts';

/** Why a cloud holds an instance: `why` completes “… is locked: ”, `hint` is the next step. */
export const lockWords = {
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
} satisfies Record<InstanceLock, { readonly why: string; readonly hint: string }>;
