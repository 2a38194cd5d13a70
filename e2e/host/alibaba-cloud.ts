import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeHome } from '../testbed/home.ts';
import { startWorld, type World } from '../testbed/world.ts';
import { demoWorldWithAlibaba } from '../testbed/worlds/demo-alibaba.ts';
import type { Account } from '../../shared/model/account.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Instance } from '../../shared/model/instance.ts';
import type { Cloud } from '../../electron/clouds/cloud.ts';
import { createAlibabaCloud } from '../../electron/clouds/alibaba/alibaba.ts';

/** The demo world, whose instances change at once, and the cloud on its profiles. */
export interface DemoCloud {
  readonly world: World;
  readonly cloud: Cloud;
  /** The home folder with the profiles. */
  readonly folder: string;
  /** Default: `acme-asia`. */
  account(profile?: string): Account;
  /** The instance of this name, as the cloud tells it now. */
  look(name: string, profile?: string): Promise<Instance>;
  close(): Promise<void>;
}

export async function openDemoCloud(): Promise<DemoCloud> {
  const folder = mkdtempSync(join(tmpdir(), 'gangway-alibaba-'));
  const world = await startWorld(demoWorldWithAlibaba(), { transitionMs: 0 });
  const home = makeHome(world, { folder });
  const cloud = createAlibabaCloud({
    platform: { homeFolder: folder, env: home.env },
    saved: {
      list: () => [],
      find: () => Promise.reject(new AppError('vault-locked', 'locked')),
      add: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    },
    log: { warn: () => {} },
  });
  const { accounts } = await cloud.accounts();
  const account = (profile = 'acme-asia'): Account => {
    const found = accounts.find((one) => one.profile === profile);
    if (found === undefined) throw new Error(`no ${profile}`);
    return found;
  };
  return {
    world,
    cloud,
    folder,
    account,
    async look(name, profile) {
      const { id, region } = world.instance(name);
      const found = await cloud.describe(
        account(profile),
        { account: account(profile).id, region, instance: id },
        new AbortController().signal,
      );
      if (found === undefined) throw new Error(`${name} is gone.`);
      return found;
    },
    async close() {
      await cloud.close();
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
