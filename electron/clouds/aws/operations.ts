import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  GetConsoleOutputCommand,
  GetPasswordDataCommand,
  type GetConsoleOutputResult,
} from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AppError } from '../../../shared/model/errors.ts';
import type { InstancesOutput } from './answer-guard.ts';
import { createAwsCall, ec2Place, type CallContext } from './aws-call.ts';
import { errorCode } from './aws-errors.ts';
import type { Clients } from './clients.ts';
import { readInstancesPage, scanInstances } from './instances-xml.ts';
import { createPause } from './pause.ts';
import { LIMITS } from './instance-row.ts';
import type { ListMemory } from './list-memory.ts';
import type { ImageFacts, OperationName, Operations } from './messages.ts';
import { createPagePacker } from './packed-page.ts';
import { changePower, POWER_ACTION } from './power.ts';
import { isRegionName } from './regions.ts';
import { readSecurityGroups } from './security-groups.ts';
import { texts } from '../../../shared/texts/current.ts';

/** A thousand in a page block the reader for a third of a second; this many come in well under a tenth. */
const PAGE_SIZE = 200;
/** A million instances; what goes on beyond is not a list. */
const MAX_PAGES = 5_000;
/** EC2 allows 5,000 key pairs a region and gives them all at once. */
const MAX_KEY_PAIRS = 10_000;
/** Base64 of one RSA block: 684 characters for the largest key that EC2 takes (4096 bits). */
const MAX_PASSWORD_DATA = 4_096;
/** EC2 keeps 64 KiB of a console; this is twice as much, in base64. */
const MAX_CONSOLE = 180_000;
/** Terminated instances stay in EC2's answers for about an hour; nobody can connect to them. */
const LISTED_STATES = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

export interface OperationContext<Page> extends CallContext {
  readonly page: (page: Page) => void;
}

export type OperationHandlers = {
  readonly [N in OperationName]: (
    input: Operations[N]['input'],
    context: OperationContext<Operations[N]['page']>,
  ) => Promise<Operations[N]['output']>;
};

export function createOperations(clients: Clients, memory: ListMemory): OperationHandlers {
  const call = createAwsCall(clients);
  const ec2 = ec2Place;

  return {
    async regions(_input, context) {
      const { connection, signal } = context;
      const home = connection.region;
      const client = clients.ec2(connection, home, context.patience);
      // Of EC2, not of who gives the credentials: without those no region can be listed, and another try would ask for an MFA code again.
      let byEc2 = false;
      try {
        const answer = await call(context, ec2(context, 'DescribeRegions', home), async () => {
          try {
            return await client.send(new DescribeRegionsCommand({}), { abortSignal: signal });
          } catch (error) {
            byEc2 = !(error instanceof AppError);
            throw error;
          }
        });
        const names = (answer.Regions ?? []).map((region) => region.RegionName ?? '').filter(isRegionName);
        if (names.length === 0) {
          throw new AppError('protocol', texts().awsErrors.answer.noRegion(connection.profile), {
            hint: texts().awsErrors.answer.checkEndpoint,
          });
        }
        const others = [...new Set(names)].filter((name) => name !== home).sort();
        return names.includes(home) ? [home, ...others] : others;
      } catch (error) {
        if (!byEc2 || !(error instanceof AppError) || error.code !== 'permission-denied') throw error;
        context.log(`${error.message} Only its own region ${home} is listed.`);
        return [home];
      }
    },

    async list({ region, base }, context) {
      const client = clients.ec2(context.connection, region, context.patience);
      const list = memory.begin(`${context.connection.account}/${region}`, base);
      const pause = createPause();
      const seen = new Set<string>();
      for (let token: string | undefined, pages = 0; ; pages++) {
        if (pages >= MAX_PAGES) {
          const { manyPages, manyPagesHint } = texts().awsErrors.answer;
          throw new AppError('limit', manyPages(context.connection.profile, region, MAX_PAGES), { hint: manyPagesHint });
        }
        const command = new DescribeInstancesCommand({
          MaxResults: PAGE_SIZE,
          Filters: [{ Name: 'instance-state-name', Values: LISTED_STATES }],
          ...(token === undefined ? {} : { NextToken: token }),
        });
        const page = await call(context, ec2(context, 'DescribeInstances', region), async () => {
          const { xml } = (await client.send(command, { abortSignal: context.signal })) as unknown as InstancesOutput;
          const packer = createPagePacker();
          const nextToken = scanInstances(xml, packer.put, list);
          return { packed: packer.end(), nextToken };
        });
        // An empty page with a token is legal.
        if (page.packed.rows.length > 0) context.page(page.packed);
        token = page.nextToken;
        if (token === undefined) return list.end();
        if (seen.has(token)) {
          throw new AppError('protocol', texts().awsErrors.answer.circle(context.connection.profile, region), {
            hint: texts().awsErrors.checkEndpoint,
          });
        }
        seen.add(token);
        if (list.again) await pause();
      }
    },

    async describe({ region, instance }, context) {
      const client = clients.ec2(context.connection, region, context.patience);
      const command = new DescribeInstancesCommand({ InstanceIds: [instance] });
      try {
        const page = await call(context, ec2(context, 'DescribeInstances', region), async () => {
          const { xml } = (await client.send(command, { abortSignal: context.signal })) as unknown as InstancesOutput;
          return readInstancesPage(xml);
        });
        return page.instances.find((row) => row.id === instance) ?? null;
      } catch (error) {
        if (error instanceof AppError && error.code === 'not-found') return null;
        throw error;
      }
    },

    async image({ region, image }, context) {
      const client = clients.ec2(context.connection, region, context.patience);
      const command = new DescribeImagesCommand({ ImageIds: [image], IncludeDeprecated: true, IncludeDisabled: true });
      const answer = await call(context, ec2(context, 'DescribeImages', region), async () => {
        try {
          return await client.send(command, { abortSignal: context.signal });
        } catch (error) {
          // Gone, or of another account that does not share it.
          if (errorCode(error)?.startsWith('InvalidAMIID.') === true) return { Images: [] };
          throw error;
        }
      });
      const found = answer.Images?.find((candidate) => candidate.ImageId === image);
      if (found === undefined) return null;
      const facts: ImageFacts = {
        id: image,
        name: (found.Name ?? '').slice(0, 1_024),
        description: (found.Description ?? '').slice(0, 1_024),
        owner: found.OwnerId ?? '',
        ownerAlias: found.ImageOwnerAlias ?? '',
        ...(found.SourceImageId === undefined ? {} : { source: { id: found.SourceImageId, region: found.SourceImageRegion ?? region } }),
      };
      return facts;
    },

    async keyPairs({ region }, context) {
      const client = clients.ec2(context.connection, region, context.patience);
      const answer = await call(context, ec2(context, 'DescribeKeyPairs', region), () =>
        client.send(new DescribeKeyPairsCommand({}), { abortSignal: context.signal }),
      );
      return (answer.KeyPairs ?? []).slice(0, MAX_KEY_PAIRS).map((pair) => ({
        name: (pair.KeyName ?? '').slice(0, LIMITS.text),
        fingerprint: (pair.KeyFingerprint ?? '').slice(0, 128),
        type: (pair.KeyType ?? '').slice(0, 32),
      }));
    },

    async passwordData({ region, instance }, context) {
      const client = clients.ec2(context.connection, region, context.patience);
      const answer = await call(context, ec2(context, 'GetPasswordData', region), () =>
        client.send(new GetPasswordDataCommand({ InstanceId: instance }), { abortSignal: context.signal }),
      );
      const data = (answer.PasswordData ?? '').replace(/\s+/gu, '');
      if (data.length > MAX_PASSWORD_DATA || !/^[A-Za-z0-9+/]*={0,2}$/u.test(data)) {
        throw new AppError('protocol', texts().awsErrors.answer.badPassword(instance, context.connection.profile), {
          hint: texts().awsErrors.answer.badPasswordHint,
        });
      }
      return { data, ...timeOf(answer.Timestamp) };
    },

    async consoleLog({ region, instance }, context) {
      const client = clients.ec2(context.connection, region, context.patience);
      const read = (latest: boolean): Promise<GetConsoleOutputResult | undefined> =>
        call(context, ec2(context, 'GetConsoleOutput', region), async () => {
          try {
            const command = new GetConsoleOutputCommand({ InstanceId: instance, ...(latest ? { Latest: true } : {}) });
            return await client.send(command, { abortSignal: context.signal });
          } catch (error) {
            // Only Nitro instances have a live log.
            if (latest && /^(?:Unsupported|InvalidParameter)/u.test(errorCode(error) ?? '')) return undefined;
            throw error;
          }
        });
      let answer = await read(true);
      if ((answer?.Output ?? '') === '') answer = await read(false);
      const text = Buffer.from((answer?.Output ?? '').slice(-MAX_CONSOLE), 'base64').toString('utf8');
      return text === '' ? null : { text, ...timeOf(answer?.Timestamp) };
    },

    async power({ region, instance, change }, context) {
      const client = clients.ec2(context.connection, region, context.patience);
      await call(context, ec2(context, POWER_ACTION[change.action], region), () => changePower(client, instance, change, context.signal));
      return null;
    },

    async securityGroups({ region, groups }, context) {
      const client = clients.ec2(context.connection, region, context.patience);
      return await readSecurityGroups(groups, { client, call, context, region });
    },

    async accountNumber(_input, context) {
      const { connection, signal } = context;
      const client = clients.sts(connection, context.patience);
      const place = { service: 'STS', action: 'sts:GetCallerIdentity', region: connection.region, endpoint: connection.endpoints.sts };
      const answer = await call(context, place, () => client.send(new GetCallerIdentityCommand({}), { abortSignal: signal }));
      if (!/^\d{12}$/u.test(answer.Account ?? '')) {
        throw new AppError('protocol', texts().awsErrors.answer.noNumber(connection.profile), {
          hint: texts().awsErrors.answer.checkEndpoint,
        });
      }
      return answer.Account ?? '';
    },
  };
}

/** A time that makes no sense counts as none. */
function timeOf(timestamp: Date | undefined): { readonly at?: number } {
  const at = timestamp?.getTime() ?? Number.NaN;
  return Number.isNaN(at) ? {} : { at };
}
