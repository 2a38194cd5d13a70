import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import type { Log } from '../../log/log.ts';
import type { Platform } from '../../host/platform.ts';
import type { Cloud } from '../cloud.ts';
import { configStamp } from './config-file.ts';
import type { Connection } from './connection.ts';
import type { FindSavedKeys } from './credentials.ts';
import { loginNameOf } from './login-name.ts';
import type { Asking, Operations } from './operations.ts';
import { readProfiles, type SavedAccount } from './profiles.ts';
import type { Patience } from './retry.ts';

/** Accounts whose keys were typed by hand: their names lie in a document, their keys in the vault. */
export interface SavedAccounts {
  list(): readonly SavedAccount[];
  find: FindSavedKeys;
  add(account: SavedAccount, keys: { readonly accessKeyId: string; readonly secretAccessKey: string }): Promise<void>;
  remove(profile: string): Promise<void>;
}

export interface AlibabaCloudOptions {
  readonly platform: Pick<Platform, 'homeFolder' | 'env'>;
  readonly saved: SavedAccounts;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Alibaba Cloud ECS behind the `Cloud` interface. Profiles are read here; the code that speaks to the cloud is loaded with the first call, so
 * that nothing of it costs whoever has no account there.
 */
export function createAlibabaCloud({ platform, saved, log }: AlibabaCloudOptions): Cloud {
  const { homeFolder, env } = platform;
  const connections = new Map<string, Connection>();
  const numbers = new Map<string, Promise<string>>();
  /** Names of all profiles, the broken ones as well. */
  let known: ReadonlySet<string> = new Set();
  let stamp = '';
  let loading: Promise<{ operations: Operations; forget(): void; close(): void }> | undefined;

  function speak(): Promise<{ operations: Operations; forget(): void; close(): void }> {
    loading ??= (async () => {
      const [{ createAlibabaClient }, { createOperations }] = await Promise.all([import('./client.ts'), import('./operations.ts')]);
      const warn = (text: string): void => log.warn(text);
      const client = createAlibabaClient({ homeFolder, env, savedKeys: saved.find, log: warn });
      return { operations: createOperations(client, warn), forget: client.forget, close: client.close };
    })();
    return loading;
  }

  function asking(account: Account, patience: Patience, signal: AbortSignal): Asking {
    const connection = connections.get(account.id);
    if (connection !== undefined) return { connection, patience, signal };
    if (account.error !== undefined) throw AppError.fromWire(account.error);
    throw new AppError('no-profile', texts().alibabaErrors.noProfile(account.profile), { hint: texts().alibabaErrors.refresh });
  }

  return {
    name: 'alibaba',

    async accounts() {
      // Taken first: a file that is written while it is read counts as changed.
      stamp = await configStamp(homeFolder);
      const { profiles, lookedAt } = await readProfiles({ homeFolder, env, saved: saved.list() });
      connections.clear();
      for (const { account, connection } of profiles) if (connection !== undefined) connections.set(account.id, connection);
      known = new Set(profiles.map(({ account }) => account.profile));
      numbers.clear();
      if (loading !== undefined) (await loading).forget();
      return { accounts: profiles.map(({ account }) => account), lookedAt };
    },

    async changed() {
      return stamp !== (await configStamp(homeFolder));
    },

    async regions(account, signal, patience = 'waiting') {
      return await (await speak()).operations.regions(asking(account, patience, signal));
    },

    async listInstances({ account, region, signal, patience, onPage }) {
      await (await speak()).operations.list(asking(account, patience, signal), region, onPage);
    },

    async accountNumber(account, signal) {
      const before = numbers.get(account.id);
      if (before !== undefined) return await before;
      const asked = speak().then(({ operations }) => operations.accountNumber(asking(account, 'background', signal)));
      numbers.set(account.id, asked);
      asked.catch(() => numbers.delete(account.id));
      return await asked;
    },

    async describe(account, ref, signal) {
      return await (await speak()).operations.describe(asking(account, 'waiting', signal), ref.region, ref.instance);
    },

    async loginName(_account, instance) {
      return await Promise.resolve(loginNameOf(instance));
    },

    async keyPairs(account, region, signal) {
      return await (await speak()).operations.keyPairs(asking(account, 'background', signal), region);
    },

    async consoleLog(account, { region, instance }, signal) {
      return await (await speak()).operations.consoleLog(asking(account, 'waiting', signal), region, instance);
    },

    async power(account, { region, instance }, change, signal) {
      await (await speak()).operations.power(asking(account, 'waiting', signal), region, instance, change);
    },

    async passwordWays(account, instance, signal) {
      return await (await speak()).operations.passwordWays(asking(account, 'waiting', signal), instance);
    },

    async setPassword(account, instance, wanted, signal) {
      return await (await speak()).operations.setPassword(asking(account, 'waiting', signal), instance, wanted);
    },

    async securityGroups(account, instance, signal) {
      return await (await speak()).operations.securityGroups(asking(account, 'waiting', signal), instance);
    },

    async addProfile({ profile, accessKeyId, secretAccessKey, region }) {
      if (known.has(profile)) {
        throw new AppError('invalid-input', texts().alibabaErrors.taken(profile), { hint: texts().alibabaErrors.otherName });
      }
      await saved.add({ profile, region }, { accessKeyId, secretAccessKey });
    },

    async removeProfile({ profile }) {
      await saved.remove(profile);
    },

    async close() {
      if (loading !== undefined) (await loading).close();
    },
  };
}
