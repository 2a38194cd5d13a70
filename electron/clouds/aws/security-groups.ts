import {
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupRulesCommand,
  GetManagedPrefixListEntriesCommand,
  type EC2Client,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { GroupRule, RuleSource, SecurityGroup } from '../../../shared/reach/facts.ts';
import { protocolName } from '../../../shared/reach/protocol.ts';
import { ec2Place, type AwsCall, type CallContext } from './aws-call.ts';
import { LIMITS } from './instance-row.ts';
import { texts } from '../../../shared/texts/current.ts';

const RULES_A_PAGE = 1_000;
/** EC2 allows 1,000 rules on a network interface and as many entries in a list; what goes on beyond is neither. */
const MAX_PAGES = 20;
const ENTRIES_A_PAGE = 100;

interface Asking {
  readonly client: EC2Client;
  readonly call: AwsCall;
  readonly context: CallContext;
  readonly region: string;
}

/** The inbound rules of some groups. Groups that may not be read carry the reason; prefix lists that may not be read have no entries. */
export async function readSecurityGroups(
  groups: readonly { readonly id: string; readonly name: string }[],
  asking: Asking,
): Promise<readonly SecurityGroup[]> {
  if (groups.length === 0) return [];
  let rules: readonly SecurityGroupRule[] = [];
  let error: WireError | undefined;
  try {
    rules = await readRules(
      groups.map(({ id }) => id),
      asking,
    );
  } catch (failure) {
    if (!(failure instanceof AppError) || failure.code !== 'permission-denied') throw failure;
    error = failure.toWire();
  }
  const inbound = rules.filter((rule) => rule.IsEgress !== true);
  const lists = await readPrefixLists([...new Set(inbound.flatMap((rule) => rule.PrefixListId ?? []))], asking);
  return groups.map(({ id, name }) => ({
    id,
    name,
    innerAccess: false,
    rules: inbound.filter((rule) => rule.GroupId === id).map((rule) => toRule(rule, lists)),
    ...(error === undefined ? {} : { error }),
  }));
}

async function readRules(groups: readonly string[], asking: Asking): Promise<readonly SecurityGroupRule[]> {
  const { client, call, context, region } = asking;
  return await allPages(async (token) => {
    const command = new DescribeSecurityGroupRulesCommand({
      Filters: [{ Name: 'group-id', Values: [...groups] }],
      MaxResults: RULES_A_PAGE,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const answer = await call(context, ec2Place(context, 'DescribeSecurityGroupRules', region), () =>
      client.send(command, { abortSignal: context.signal }),
    );
    return { items: answer.SecurityGroupRules ?? [], token: answer.NextToken };
  });
}

interface PrefixList {
  readonly name?: string;
  readonly entries?: readonly string[];
}

async function readPrefixLists(ids: readonly string[], asking: Asking): Promise<ReadonlyMap<string, PrefixList>> {
  if (ids.length === 0) return new Map();
  const names = await readListNames(ids, asking);
  const found = await Promise.all(
    ids.map(async (id): Promise<readonly [string, PrefixList]> => {
      const name = names.get(id);
      const entries = await readEntries(id, asking);
      return [id, { ...(name === undefined ? {} : { name }), ...(entries === undefined ? {} : { entries }) }];
    }),
  );
  return new Map(found);
}

async function readListNames(ids: readonly string[], { client, call, context, region }: Asking): Promise<ReadonlyMap<string, string>> {
  try {
    const answer = await call(context, ec2Place(context, 'DescribeManagedPrefixLists', region), () =>
      client.send(new DescribeManagedPrefixListsCommand({ PrefixListIds: [...ids] }), { abortSignal: context.signal }),
    );
    return new Map((answer.PrefixLists ?? []).map((list) => [list.PrefixListId ?? '', (list.PrefixListName ?? '').slice(0, LIMITS.text)]));
  } catch (error) {
    context.signal.throwIfAborted();
    context.log(`The names of prefix lists are not known: ${error instanceof AppError ? error.code : 'unknown'}`);
    return new Map();
  }
}

/** Undefined where they may not be read, or belong to somebody else. */
async function readEntries(id: string, { client, call, context, region }: Asking): Promise<readonly string[] | undefined> {
  try {
    return await allPages(async (token) => {
      const command = new GetManagedPrefixListEntriesCommand({
        PrefixListId: id,
        MaxResults: ENTRIES_A_PAGE,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      const answer = await call(context, ec2Place(context, 'GetManagedPrefixListEntries', region), () =>
        client.send(command, { abortSignal: context.signal }),
      );
      return { items: (answer.Entries ?? []).flatMap(({ Cidr }) => Cidr ?? []), token: answer.NextToken };
    });
  } catch (error) {
    context.signal.throwIfAborted();
    context.log(`Prefix list ${id} could not be read: ${error instanceof AppError ? error.code : 'unknown'}`);
    return undefined;
  }
}

async function allPages<T>(read: (token: string | undefined) => Promise<{ items: readonly T[]; token: string | undefined }>): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await read(token);
    all.push(...page.items);
    if (page.token === undefined || page.token === '' || page.token === token) return all;
    token = page.token;
  }
  throw new AppError('limit', texts().awsErrors.answer.manyRules(MAX_PAGES), { hint: texts().awsErrors.checkEndpoint });
}

function toRule(rule: SecurityGroupRule, lists: ReadonlyMap<string, PrefixList>): GroupRule {
  const protocol = protocolName(rule.IpProtocol ?? '');
  const [from, to] = [rule.FromPort ?? -1, rule.ToPort ?? -1];
  return {
    id: (rule.SecurityGroupRuleId ?? '').slice(0, LIMITS.text),
    policy: 'accept',
    priority: 1,
    protocol,
    ports: protocol === 'all' || from < 0 ? 'all' : [{ from, to: Math.max(from, to) }],
    source: toSource(rule, lists),
    ...((rule.Description ?? '') === '' ? {} : { description: (rule.Description ?? '').slice(0, LIMITS.text) }),
  };
}

function toSource(rule: SecurityGroupRule, lists: ReadonlyMap<string, PrefixList>): RuleSource {
  const range = rule.CidrIpv4 ?? rule.CidrIpv6;
  if (range !== undefined) return { kind: 'range', range };
  if (rule.PrefixListId !== undefined) return { kind: 'prefix-list', id: rule.PrefixListId, ...lists.get(rule.PrefixListId) };
  const group = rule.ReferencedGroupInfo;
  if (group?.GroupId !== undefined)
    return { kind: 'group', id: group.GroupId, ...(group.UserId === undefined ? {} : { owner: group.UserId }) };
  return { kind: 'other', text: texts().awsErrors.otherSource };
}
