import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../shared/model/errors.ts';
import type { Cloud } from '../clouds/cloud.ts';
import type { Log } from '../log/log.ts';
import type { Accounts } from '../services/accounts/accounts.ts';
import type { Inventory } from '../services/instances/inventory.ts';
import { createAwaitAnswer } from '../services/power/await-answer.ts';
import type { FollowClock } from '../services/power/follow-state.ts';
import { createPower, type Power } from '../services/power/power.ts';
import { createPasswordHandlers } from '../services/password/password-handlers.ts';
import { createPasswords } from '../services/password/passwords.ts';
import { createPowerHandlers } from '../services/power/power-handlers.ts';
import { createOwnAddress } from '../services/reach/own-address.ts';
import { createReachHandlers } from '../services/reach/reach-handlers.ts';
import type { Rdp } from '../services/rdp/rdp.ts';
import { createWays, type ConnectMachineDeps } from '../services/terminals/connect-machine.ts';
import type { VaultPart } from './create-vault-part.ts';
import { texts } from '../../shared/texts/current.ts';

const CLOCK: FollowClock = {
  now: () => Date.now(),
  async pause(milliseconds, signal) {
    // What is waited for must not keep a closing host alive.
    await delay(milliseconds, undefined, { signal, ref: false });
  },
};

/** Power, passwords and security groups of instances: what the clouds can do to them beyond listing. */
export function createPowerPart(options: {
  readonly accounts: Accounts;
  readonly clouds: readonly Cloud[];
  readonly inventory: Inventory;
  readonly connecting: ConnectMachineDeps;
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly vault: Pick<VaultPart, 'secrets' | 'fresh'>;
  readonly rdp: Pick<Rdp, 'setUser' | 'copySecret'>;
}): {
  readonly power: Power;
  readonly handlers: readonly [
    ReturnType<typeof createPowerHandlers>,
    ReturnType<typeof createReachHandlers>,
    ReturnType<typeof createPasswordHandlers>,
  ];
} {
  const { accounts, clouds, inventory, connecting, log } = options;
  const find = (id: string): { account: ReturnType<Accounts['require']>; cloud: Cloud } => {
    const account = accounts.require(id);
    const cloud = clouds.find(({ name }) => name === account.cloud);
    if (cloud === undefined) throw new AppError('unsupported', texts().hostTexts.noPart(account.cloud));
    return { account, cloud };
  };
  // A wait has no place for questions.
  const ask = (): Promise<never> => Promise.reject(new AppError('cancelled', 'Nobody is asked while an instance starts.'));
  const { reachMachine } = createWays({ ...connecting, ask });
  const awaitAnswer = createAwaitAnswer({ resolve: connecting.resolve, reachMachine, clock: CLOCK });
  const power = createPower({ find, instances: inventory, awaitAnswer, clock: CLOCK, log });
  const passwords = createPasswords({
    ...{ find, power, describe: inventory.describe, secrets: options.vault.secrets },
    hold: options.vault.fresh.hold,
    setDesktopUser: options.rdp.setUser,
  });
  return {
    power,
    handlers: [
      createPowerHandlers(power),
      createReachHandlers({ find, instances: inventory, ownAddress: createOwnAddress({ env: options.env }) }),
      createPasswordHandlers(passwords, options.rdp.copySecret),
    ],
  };
}
