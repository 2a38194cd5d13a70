import { createHash } from 'node:crypto';
import type { WorldGroup, WorldGroupRule, WorldPrefixList } from '../data.ts';
import { page } from './page.ts';
import type { ActionContext, XmlAction } from './service.ts';
import { ApiError, formFilters, formList } from './wire.ts';
import type { XmlValue } from './xml.ts';

/** Security groups and prefix lists, to read. */
export const securityGroupActions: Readonly<Record<string, XmlAction>> = {
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  DescribeManagedPrefixLists: describeManagedPrefixLists,
  GetManagedPrefixListEntries: getManagedPrefixListEntries,
};

function describeSecurityGroups({ call, state, shapes }: ActionContext): Record<string, XmlValue> {
  const here = groupsHere({ call, state });
  const ids = formList(call.form, 'GroupId');
  for (const id of ids) {
    if (!here.some((group) => group.id === id)) throw new ApiError('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  }
  const shown = here.filter((group) => ids.length === 0 || ids.includes(group.id));
  const one = page(shown, { size: pageSize(call.form), token: token(call.form), shapes, badToken: 'InvalidParameterValue' });
  return {
    securityGroupInfo: one.items.map((group) => ({
      ownerId: call.caller.account,
      groupId: group.id,
      groupName: group.name,
      groupDescription: group.name,
      vpcId: group.vpc,
      ipPermissions: group.rules.filter((rule) => rule.egress !== true).map(permission),
      ipPermissionsEgress: group.rules.filter((rule) => rule.egress === true).map(permission),
    })),
    nextToken: one.nextToken,
  };
}

function permission(rule: WorldGroupRule): XmlValue {
  return {
    ipProtocol: rule.protocol,
    fromPort: rule.from,
    toPort: rule.to,
    groups: rule.group === undefined ? [] : [{ groupId: rule.group }],
    ipRanges: rule.range === undefined || rule.range.includes(':') ? [] : [{ cidrIp: rule.range, description: rule.description }],
    ipv6Ranges: rule.range?.includes(':') === true ? [{ cidrIpv6: rule.range, description: rule.description }] : [],
    prefixListIds: rule.prefixList === undefined ? [] : [{ prefixListId: rule.prefixList }],
  };
}

function describeSecurityGroupRules({ call, state, shapes }: ActionContext): Record<string, XmlValue> {
  const filters = formFilters(call.form);
  const unknown = filters.find(({ name }) => name !== 'group-id');
  if (unknown) throw new ApiError('InvalidParameterValue', `The filter '${unknown.name}' is invalid`);
  const rows = groupsHere({ call, state })
    .filter((group) => filters.every(({ values }) => values.includes(group.id)))
    .flatMap((group) => group.rules.map((rule) => ({ group, rule })));
  const one = page(rows, { size: pageSize(call.form), token: token(call.form), shapes, badToken: 'InvalidParameterValue' });
  return {
    securityGroupRuleSet: one.items.map(({ group, rule }) => ({
      securityGroupRuleId: `sgr-0${digest(`${group.id}${JSON.stringify(rule)}`)}`,
      groupId: group.id,
      groupOwnerId: call.caller.account,
      isEgress: rule.egress === true,
      ipProtocol: rule.protocol,
      fromPort: rule.from ?? -1,
      toPort: rule.to ?? -1,
      cidrIpv4: rule.range?.includes(':') === false ? rule.range : undefined,
      cidrIpv6: rule.range?.includes(':') === true ? rule.range : undefined,
      prefixListId: rule.prefixList,
      referencedGroupInfo: rule.group === undefined ? undefined : { groupId: rule.group, userId: call.caller.account },
      description: rule.description,
      tagSet: [],
    })),
    nextToken: one.nextToken,
  };
}

function describeManagedPrefixLists({ call, state }: ActionContext): Record<string, XmlValue> {
  const ids = formList(call.form, 'PrefixListId');
  for (const id of ids) list({ call, state }, id);
  const shown = listsHere({ call, state }).filter((one) => ids.length === 0 || ids.includes(one.id));
  return {
    prefixListSet: shown.map((one) => ({
      prefixListId: one.id,
      prefixListName: one.name,
      addressFamily: 'IPv4',
      state: 'create-complete',
      ownerId: call.caller.account,
      maxEntries: 20,
      version: 1,
    })),
  };
}

function getManagedPrefixListEntries({ call, state, shapes }: ActionContext): Record<string, XmlValue> {
  const { entries } = list({ call, state }, call.form.get('PrefixListId') ?? '');
  const one = page(entries, { size: pageSize(call.form), token: token(call.form), shapes, badToken: 'InvalidParameterValue' });
  return { entrySet: one.items.map((cidr) => ({ cidr })), nextToken: one.nextToken };
}

function groupsHere({ call, state }: Pick<ActionContext, 'call' | 'state'>): readonly WorldGroup[] {
  return [...state.groups.values()].filter((group) => group.account === call.caller.account && group.region === call.region);
}

function listsHere({ call, state }: Pick<ActionContext, 'call' | 'state'>): readonly WorldPrefixList[] {
  return state.prefixLists.filter((one) => one.account === call.caller.account && one.region === call.region);
}

function list(context: Pick<ActionContext, 'call' | 'state'>, id: string): WorldPrefixList {
  const found = listsHere(context).find((one) => one.id === id);
  if (!found) throw new ApiError('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  return found;
}

function pageSize(form: URLSearchParams): number | undefined {
  const text = form.get('MaxResults');
  return text === null ? undefined : Number(text);
}

function token(form: URLSearchParams): string | undefined {
  return form.get('NextToken') ?? undefined;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
