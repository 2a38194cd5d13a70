import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { PasswordWays } from '../../../shared/model/password.ts';
import type { PowerChange } from '../../../shared/model/power.ts';
import type { ReachFacts } from '../../../shared/reach/facts.ts';
import type { CloudKeyPair, NewPassword } from '../cloud.ts';
import type { AlibabaClient } from './client.ts';
import type { Connection } from './connection.ts';
import { isAlibabaHost, isRegionName } from './endpoints.ts';
import { toInstance } from './instance-row.ts';
import { isObject, list, text, type Json } from './json.ts';
import { passwordWays, setPassword, type PasswordCall } from './password.ts';
import { powerCall, powerRefused } from './power.ts';
import type { Patience } from './retry.ts';
import { readSecurityGroups } from './security-groups.ts';

/** The most that ECS gives. */
const PAGE_SIZE = 100;
/** Half a million instances; what goes on beyond is not a list. */
const MAX_PAGES = 5_000;
const MAX_KEY_PAIRS = 10_000;
const MAX_REGIONS = 500;
/** Base64 of twice the 64 KiB that are kept of a console. */
const MAX_CONSOLE = 180_000;

export interface Asking {
  readonly connection: Connection;
  readonly patience: Patience;
  readonly signal: AbortSignal;
}

/** What Gangway asks of ECS and STS. */
export interface Operations {
  regions(asking: Asking): Promise<readonly string[]>;
  list(asking: Asking, region: string, onPage: (rows: readonly Instance[]) => void): Promise<void>;
  describe(asking: Asking, region: string, instance: string): Promise<Instance | undefined>;
  keyPairs(asking: Asking, region: string): Promise<readonly CloudKeyPair[]>;
  consoleLog(asking: Asking, region: string, instance: string): Promise<{ readonly text: string; readonly at?: number } | undefined>;
  power(asking: Asking, region: string, instance: string, change: PowerChange): Promise<void>;
  passwordWays(asking: Asking, instance: Instance): Promise<PasswordWays>;
  setPassword(asking: Asking, instance: Instance, wanted: NewPassword): Promise<{ user: string }>;
  securityGroups(asking: Asking, instance: Instance): Promise<ReachFacts>;
  accountNumber(asking: Asking): Promise<string>;
}

export function createOperations(client: AlibabaClient, log: (text: string) => void): Operations {
  const ecs = (
    { connection, patience, signal }: Asking,
    action: string,
    region: string,
    query: Parameters<AlibabaClient['call']>[1]['query'] = {},
  ) => client.call(connection, { service: 'ecs', action, region, query: { RegionId: region, ...query }, patience, signal });

  const passwordCall =
    ({ connection, patience, signal }: Asking, region: string): PasswordCall =>
    (action, { query = {}, body }, refused) =>
      client.call(connection, {
        ...{ service: 'ecs', action, region, patience, signal, query: { RegionId: region, ...query } },
        ...(body === undefined ? {} : { body }),
        ...(refused === undefined ? {} : { refused }),
      });

  async function* pages(
    asking: Asking,
    region: string,
    action: string,
    path: readonly [string, string],
    query: Readonly<Record<string, string>> = {},
  ): AsyncGenerator<readonly unknown[]> {
    const seen = new Set<string>();
    for (let token = '', count = 0; ; count++) {
      if (count >= MAX_PAGES) {
        const { manyPages, unreadableHint: hint } = texts().alibabaErrors;
        throw new AppError('limit', manyPages(action, asking.connection.profile, region, MAX_PAGES), { hint });
      }
      const answer = await ecs(asking, action, region, { ...query, MaxResults: PAGE_SIZE, ...(token === '' ? {} : { NextToken: token }) });
      yield listIn(answer, path);
      token = text(answer['NextToken']);
      if (token === '') return;
      if (seen.has(token)) {
        const t = texts().alibabaErrors;
        throw new AppError('protocol', t.circle(action, asking.connection.profile, region), { hint: t.unreadableHint });
      }
      seen.add(token);
    }
  }

  return {
    async regions(asking) {
      const { connection } = asking;
      const home = connection.region;
      let answer: Json;
      try {
        answer = await ecs(asking, 'DescribeRegions', home);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'permission-denied') throw error;
        log(`${error.message} Only its own region ${home} is listed.`);
        return [home];
      }
      const found = listIn(answer, ['Regions', 'Region']).slice(0, MAX_REGIONS).filter(isObject);
      const hosts = new Map(found.map((region) => [text(region['RegionId']), text(region['RegionEndpoint'])]));
      const names = [...hosts.keys()].filter(isRegionName);
      if (names.length === 0) {
        throw new AppError('protocol', texts().alibabaErrors.noRegion(connection.profile), {
          hint: texts().alibabaErrors.checkEndpoint,
        });
      }
      client.learnEndpoints(connection, new Map([...hosts].filter(([, host]) => isAlibabaHost(host))));
      const others = names.filter((name) => name !== home).sort();
      return names.includes(home) ? [home, ...others] : others;
    },

    async list(asking, region, onPage) {
      const { account } = asking.connection;
      for await (const page of pages(asking, region, 'DescribeInstances', ['Instances', 'Instance'])) {
        const rows = page.map((row) => toInstance(row, account, region)).filter((row) => row !== undefined);
        if (rows.length > 0) onPage(rows);
      }
    },

    async describe(asking, region, instance) {
      const answer = await ecs(asking, 'DescribeInstances', region, { InstanceIds: JSON.stringify([instance]) });
      return listIn(answer, ['Instances', 'Instance'])
        .map((row) => toInstance(row, asking.connection.account, region))
        .find((row) => row?.instance === instance);
    },

    async keyPairs(asking, region) {
      const found: CloudKeyPair[] = [];
      // This list still goes by numbered pages.
      for (let page = 1; found.length < MAX_KEY_PAIRS; page++) {
        const answer = await ecs(asking, 'DescribeKeyPairs', region, { PageNumber: page, PageSize: 50 });
        const pairs = listIn(answer, ['KeyPairs', 'KeyPair']).filter(isObject);
        found.push(
          ...pairs.map((pair) => ({
            name: text(pair['KeyPairName']),
            fingerprint: text(pair['KeyPairFingerPrint']).slice(0, 128),
            type: keyType(text(pair['PublicKey'])),
          })),
        );
        if (pairs.length < 50) break;
      }
      return found;
    },

    async consoleLog(asking, region, instance) {
      const answer = await ecs(asking, 'GetInstanceConsoleOutput', region, { InstanceId: instance });
      const log = Buffer.from(
        text(answer['ConsoleOutput']).length === 0 ? '' : String(answer['ConsoleOutput']).slice(-MAX_CONSOLE),
        'base64',
      ).toString('utf8');
      const at = Date.parse(text(answer['LastUpdateTime']));
      return log === '' ? undefined : { text: log, ...(Number.isNaN(at) ? {} : { at }) };
    },

    async power({ connection, patience, signal }, region, instance, change) {
      const { action, query } = powerCall(instance, change);
      await client.call(connection, {
        ...{ service: 'ecs', action, region, patience, signal, query: { RegionId: region, ...query } },
        refused: (failure) => powerRefused(failure, instance, change.action),
      });
    },

    async passwordWays(asking, instance) {
      return await passwordWays(instance, passwordCall(asking, instance.region));
    },

    async setPassword(asking, instance, wanted) {
      return await setPassword(instance, wanted, { call: passwordCall(asking, instance.region), signal: asking.signal });
    },

    async securityGroups(asking, instance) {
      return await readSecurityGroups(instance, (action, query) => ecs(asking, action, instance.region, query));
    },

    async accountNumber({ connection, patience, signal }) {
      const answer = await client.call(connection, {
        service: 'sts',
        action: 'GetCallerIdentity',
        region: connection.region,
        patience,
        signal,
      });
      const number = text(answer['AccountId']);
      if (!/^\d{6,32}$/u.test(number)) {
        throw new AppError('protocol', texts().alibabaErrors.noNumber(connection.profile), {
          hint: texts().alibabaErrors.checkEndpoint,
        });
      }
      return number;
    },
  };
}

/** `Regions.Region`: the service wraps its lists. */
function listIn(answer: Json, [outer, inner]: readonly [string, string]): readonly unknown[] {
  const wrapper = answer[outer];
  if (Array.isArray(wrapper)) return wrapper;
  return isObject(wrapper) ? list(wrapper[inner]) : [];
}

function keyType(publicKey: string): string {
  return /^ssh-(rsa|ed25519)\b/u.exec(publicKey)?.[1] ?? '';
}
