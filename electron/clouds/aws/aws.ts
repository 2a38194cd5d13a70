import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { Log } from '../../log/log.ts';
import type { Platform } from '../../host/platform.ts';
import type { AskMfa, Cloud } from '../cloud.ts';
import type { Connection } from './connection.ts';
import { createImageMemory, type ImageStore } from './image-memory.ts';
import { toInstance } from './instance-row.ts';
import { createKnownRows } from './known-rows.ts';
import { loginNameFrom } from './login-name.ts';
import type { ImageFacts } from './messages.ts';
import { unpackPage } from './packed-page.ts';
import { addProfile } from './profile-writer.ts';
import { profileStamp } from './profile-stamp.ts';
import { readProfiles } from './profiles.ts';
import { createAwsWorker } from './worker-client.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface AwsCloudOptions {
  readonly platform: Pick<Platform, 'homeFolder' | 'env'>;
  readonly askMfa: AskMfa;
  readonly log: Pick<Log, 'warn'>;
  /** Where facts of images are kept. Absent: only for as long as the process lives. */
  readonly images?: ImageStore;
  readonly programTimeoutMs?: number;
}

/** How far an own image is followed to the one that it was copied from. */
const MAX_IMAGE_ANCESTORS = 3;

/** Some programs wait for a touch of a key, or for a sign-in in the browser. */
const PROGRAM_TIMEOUT_MS = 60_000;

/** AWS behind the `Cloud` interface: profiles read here, every call made in a worker thread. */
export function createAwsCloud(options: AwsCloudOptions): Cloud {
  const { homeFolder, env } = options.platform;
  const worker = createAwsWorker({
    env: { ...env, HOME: homeFolder, USERPROFILE: homeFolder },
    askMfa: options.askMfa,
    log: (text) => options.log.warn(text),
    programTimeoutMs: options.programTimeoutMs ?? PROGRAM_TIMEOUT_MS,
  });
  const connections = new Map<string, Connection>();
  const lists = createKnownRows();
  const numbers = new Map<string, Promise<string>>();
  let stamp = '';
  const images = new Map<string, Promise<ImageFacts | null>>();
  const keptImages = createImageMemory({
    store: options.images ?? {
      load: () => Promise.resolve({ value: { images: {} }, problems: [], readOnly: false }),
      save: () => Promise.resolve(),
    },
    onError: (error) => options.log.warn(`facts of images could not be kept: ${error instanceof Error ? error.message : 'unknown'}`),
  });

  function connectionOf(account: Account): Connection {
    const connection = connections.get(account.id);
    if (connection !== undefined) return connection;
    if (account.error !== undefined) throw AppError.fromWire(account.error);
    throw new AppError('no-profile', texts().awsErrors.noProfile(account.profile), { hint: texts().awsErrors.refresh });
  }

  /** An image does not change its name: asked once and kept, and asked again only after a failure, or where there was no such image. */
  function imageFacts(account: Account, region: string, image: string, signal: AbortSignal): Promise<ImageFacts | null> {
    const key = `${account.id}|${region}|${image}`;
    const known = images.get(key);
    if (known !== undefined) return known;
    const asked = (async () => {
      const kept = await keptImages.find(key);
      if (kept !== undefined) return kept;
      const input = { region, image };
      const facts = await worker.call('image', { connection: connectionOf(account), patience: 'waiting', signal, input });
      if (facts !== null) await keptImages.keep(key, facts);
      return facts;
    })();
    images.set(key, asked);
    asked.catch(() => images.delete(key));
    return asked;
  }

  return {
    name: 'aws',

    async accounts() {
      // Taken first: a file that is written while it is read counts as changed.
      stamp = await profileStamp(homeFolder, env);
      const { profiles, lookedAt } = await readProfiles({ homeFolder, env });
      connections.clear();
      for (const { account, connection } of profiles) if (connection !== undefined) connections.set(account.id, connection);
      numbers.clear();
      lists.forget();
      worker.forget();
      return { accounts: profiles.map((profile) => profile.account), lookedAt };
    },

    async changed() {
      return stamp !== (await profileStamp(homeFolder, env));
    },

    async regions(account, signal, patience = 'waiting') {
      return await worker.call('regions', { connection: connectionOf(account), patience, signal, input: {} });
    },

    async listInstances({ account, region, signal, patience, onPage }) {
      const list = lists.begin(`${account.id}/${region}`, (row) => toInstance(row, account.id, region));
      const name = await worker.call('list', {
        connection: connectionOf(account),
        patience,
        signal,
        input: { region, ...(list.base === undefined ? {} : { base: list.base }) },
        onPage: (page) => onPage(list.page(unpackPage(page))),
      });
      list.end(name);
    },

    async accountNumber(account, signal) {
      const known = numbers.get(account.id);
      if (known !== undefined) return await known;
      const asked = worker.call('accountNumber', { connection: connectionOf(account), patience: 'background', signal, input: {} });
      numbers.set(account.id, asked);
      asked.catch(() => numbers.delete(account.id));
      return await asked;
    },

    async describe(account, ref, signal): Promise<Instance | undefined> {
      const input = { region: ref.region, instance: ref.instance };
      const row = await worker.call('describe', { connection: connectionOf(account), patience: 'waiting', signal, input });
      return row === null ? undefined : toInstance(row, account.id, ref.region);
    },

    async loginName(account, instance, signal) {
      const found: ImageFacts[] = [];
      try {
        for (let next = { id: instance.image, region: instance.region }; next.id !== '' && found.length < MAX_IMAGE_ANCESTORS; ) {
          const facts = await imageFacts(account, next.region, next.id, signal);
          if (facts === null) break;
          found.push(facts);
          if (facts.source === undefined || loginNameFrom(instance, [facts]).source === 'image') break;
          next = facts.source;
        }
      } catch (error) {
        signal.throwIfAborted();
        // The image is evidence among others: without the permission to read it the rest still tells something.
        options.log.warn(
          `the image of ${instance.instance} could not be looked at: ${error instanceof AppError ? error.message : 'unknown'}`,
        );
      }
      return loginNameFrom(instance, found);
    },

    async keyPairs(account, region, signal) {
      return await worker.call('keyPairs', { connection: connectionOf(account), patience: 'background', signal, input: { region } });
    },

    async passwordData(account, { region, instance }, signal) {
      const input = { region, instance };
      return await worker.call('passwordData', { connection: connectionOf(account), patience: 'waiting', signal, input });
    },

    async consoleLog(account, { region, instance }, signal) {
      const input = { region, instance };
      const log = await worker.call('consoleLog', { connection: connectionOf(account), patience: 'waiting', signal, input });
      return log ?? undefined;
    },

    async power(account, { region, instance }, change, signal) {
      await worker.call('power', { connection: connectionOf(account), patience: 'waiting', signal, input: { region, instance, change } });
    },

    async securityGroups(account, { region, securityGroups }, signal) {
      const input = { region, groups: securityGroups };
      const groups = await worker.call('securityGroups', { connection: connectionOf(account), patience: 'waiting', signal, input });
      return { cloud: 'aws', network: 'vpc', groups };
    },

    async addProfile(input) {
      await addProfile(input, { homeFolder, env });
    },

    async close() {
      await worker.close();
      await keptImages.close();
    },
  };
}
