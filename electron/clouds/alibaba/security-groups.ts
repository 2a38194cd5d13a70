import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { GroupRule, PortRange, ReachFacts, RuleSource, SecurityGroup } from '../../../shared/reach/facts.ts';
import { protocolName } from '../../../shared/reach/protocol.ts';
import { texts } from '../../../shared/texts/current.ts';
import { isObject, list, text, type Json } from './json.ts';

/** ECS allows 1,000 rules on a network interface; what goes on beyond is no group. */
const MAX_PAGES = 20;
const RULES_A_PAGE = 500;
const ENTRIES_A_PAGE = 100;

/** One signed call of ECS in the region of the instance. */
export type AskEcs = (action: string, query: Readonly<Record<string, string | number>>) => Promise<Json>;

/** The inbound rules of the groups of an instance. A group that may not be read carries the reason. */
export async function readSecurityGroups(instance: Instance, ask: AskEcs): Promise<ReachFacts> {
  const lists = createLists(ask);
  const groups = await Promise.all(instance.securityGroups.map((group) => readGroup(group, ask, lists)));
  return { cloud: 'alibaba', network: instance.network ?? 'vpc', groups };
}

/** Lists that rules refer to, each read once; `undefined` where it may not be read. */
interface Lists {
  prefixes(id: string): Promise<readonly string[] | undefined>;
  ports(id: string): Promise<readonly PortRange[] | undefined>;
}

async function readGroup({ id, name }: { readonly id: string; readonly name: string }, ask: AskEcs, lists: Lists): Promise<SecurityGroup> {
  const rules: GroupRule[] = [];
  let shown = name;
  let innerAccess = false;
  try {
    let token = '';
    for (let pages = 0; ; pages++) {
      if (pages >= MAX_PAGES) {
        const { manyRules, unreadableHint: hint } = texts().alibabaErrors;
        throw new AppError('limit', manyRules(id, MAX_PAGES), { hint });
      }
      const answer = await ask('DescribeSecurityGroupAttribute', {
        SecurityGroupId: id,
        Direction: 'ingress',
        MaxResults: RULES_A_PAGE,
        ...(token === '' ? {} : { NextToken: token }),
      });
      shown = text(answer['SecurityGroupName']) || shown;
      // An enterprise (advanced) group is always isolated, and says so.
      innerAccess = text(answer['InnerAccessPolicy']).toLowerCase() === 'accept';
      const wrapper = answer['Permissions'];
      const found = (isObject(wrapper) ? list(wrapper['Permission']) : []).filter(isObject);
      rules.push(...(await Promise.all(found.map((one, at) => toRule(one, `${pages}-${at}`, lists)))).filter((rule) => rule !== undefined));
      const next = text(answer['NextToken']);
      if (next === '' || next === token) break;
      token = next;
    }
  } catch (error) {
    if (!(error instanceof AppError) || !['permission-denied', 'not-found'].includes(error.code)) throw error;
    return { id, name: shown, innerAccess: false, rules: [], error: error.toWire() };
  }
  return { id, name: shown, innerAccess, rules };
}

async function toRule(found: Json, place: string, lists: Lists): Promise<GroupRule | undefined> {
  const direction = text(found['Direction']).toLowerCase();
  if (direction !== '' && direction !== 'ingress') return undefined;
  const protocol = protocolName(text(found['IpProtocol'])) || 'all';
  const nic = text(found['NicType']).toLowerCase();
  const destination = text(found['DestCidrIp']) || text(found['Ipv6DestCidrIp']);
  const sourcePorts = text(found['SourcePortRange']);
  const description = text(found['Description']);
  const priority = Number(text(found['Priority']));
  return {
    id: text(found['SecurityGroupRuleId']) || place,
    policy: text(found['Policy']).toLowerCase() === 'drop' ? 'drop' : 'accept',
    priority: Number.isInteger(priority) && priority >= 1 ? priority : 1,
    protocol,
    ports: await toPorts(found, protocol, lists),
    source: await toSource(found, lists),
    ...(nic === 'internet' || nic === 'intranet' ? { nic } : {}),
    ...(destination === '' ? {} : { destination }),
    ...(sourcePorts === '' || readPorts(sourcePorts) === 'all' ? {} : { sourcePorts: true }),
    ...(description === '' ? {} : { description }),
  };
}

async function toPorts(found: Json, protocol: string, lists: Lists): Promise<GroupRule['ports']> {
  const listId = text(found['PortRangeListId']);
  if (listId !== '') return (await lists.ports(listId)) ?? 'unknown';
  return protocol === 'all' ? 'all' : readPorts(text(found['PortRange']));
}

/** `22/22`, `1/65535`; `-1/-1` is all. */
function readPorts(range: string): GroupRule['ports'] {
  const [from, to] = /^(-?\d+)\/(-?\d+)$/u.exec(range.trim())?.slice(1).map(Number) ?? [];
  if (from === undefined || to === undefined) return 'unknown';
  return from < 0 || (from <= 1 && to >= 65_535) ? 'all' : [{ from, to }];
}

async function toSource(found: Json, lists: Lists): Promise<RuleSource> {
  const group = text(found['SourceGroupId']);
  if (group !== '') {
    const owner = text(found['SourceGroupOwnerAccount']);
    const name = text(found['SourceGroupName']);
    return { kind: 'group', id: group, ...(name === '' ? {} : { name }), ...(owner === '' ? {} : { owner }) };
  }
  const prefixes = text(found['SourcePrefixListId']);
  if (prefixes !== '') {
    const entries = await lists.prefixes(prefixes);
    const name = text(found['SourcePrefixListName']);
    return { kind: 'prefix-list', id: prefixes, ...(name === '' ? {} : { name }), ...(entries === undefined ? {} : { entries }) };
  }
  const range = text(found['SourceCidrIp']) || text(found['Ipv6SourceCidrIp']);
  return range === '' ? { kind: 'other', text: texts().alibabaErrors.unknownSource } : { kind: 'range', range };
}

function createLists(ask: AskEcs): Lists {
  const prefixes = new Map<string, Promise<readonly string[] | undefined>>();
  const ports = new Map<string, Promise<readonly PortRange[] | undefined>>();
  return {
    prefixes(id) {
      const known =
        prefixes.get(id) ??
        unlessDenied(async () => {
          const answer = await ask('DescribePrefixListAttributes', { PrefixListId: id });
          return entriesOf(answer).map((entry) => text(entry['Cidr']));
        });
      prefixes.set(id, known);
      return known;
    },
    ports(id) {
      const known =
        ports.get(id) ??
        unlessDenied(async () => {
          const answer = await ask('DescribePortRangeListEntries', { PortRangeListId: id, MaxResults: ENTRIES_A_PAGE });
          const ranges = entriesOf(answer).map((entry) => readPorts(text(entry['PortRange'])));
          return ranges.flatMap((range) => (range === 'all' ? [{ from: 1, to: 65_535 }] : range === 'unknown' ? [] : range));
        });
      ports.set(id, known);
      return known;
    },
  };
}

function entriesOf(answer: Json): readonly Json[] {
  const wrapper = answer['Entries'];
  return (isObject(wrapper) ? list(wrapper['Entry']) : list(wrapper)).filter(isObject);
}

async function unlessDenied<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError && error.code !== 'cancelled') return undefined;
    throw error;
  }
}
