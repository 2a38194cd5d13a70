import { z } from 'zod';
import type { PowerTask } from '../model/power.ts';
import type { ReachFacts } from '../reach/facts.ts';
import { instanceRef, nothing } from './common.ts';
import { method, subscription } from './define.ts';

export const powerMethods = {
  /**
   * Asks the cloud to start, stop or reboot; returns when it has agreed. How it goes on shows in `power.tasks` and in the instance's row.
   * `waitFor` (of a start): waits until the port of SSH or of the remote desktop answers; an instance that runs already is waited for alike.
   * Throws `wrong-state`, `locked`, `no-capacity`, `permission-denied`, `unsupported`.
   */
  'power.change': method(() =>
    z.strictObject({
      ...instanceRef().shape,
      action: z.enum(['start', 'stop', 'reboot']),
      force: z.boolean().optional(),
      stopMode: z.enum(['keep-charging', 'stop-charging']).optional(),
      waitFor: z.enum(['terminal', 'desktop']).optional(),
    }),
  ).returns<void>(),
  /** Stops waiting for an instance, or dismisses how it ended. What the cloud has begun goes on. */
  'power.forget': method(instanceRef).returns<void>(),
};

export const powerSubscriptions = {
  /** Each change is the whole list: there are few. */
  'power.tasks': subscription(nothing).of<readonly PowerTask[], readonly PowerTask[]>(),
};

export const reachMethods = {
  /** The security groups of an instance with their inbound rules; the page evaluates them. Throws `unsupported` where the cloud tells none. */
  'reach.facts': method(instanceRef).returns<ReachFacts>(),
  /** The public address of this computer. Asks a service on the Internet, which learns it: only when the person wants it. */
  'reach.ownAddress': method(nothing).returns<{ address: string }>(),
};
