import { createHash } from 'node:crypto';
import type { WorldGroupRule } from '../data.ts';
import { page } from '../aws/page.ts';
import { AlibabaError, type AlibabaAction, type AlibabaContext } from './call.ts';

/** Security groups and prefix lists, to read. */
export const ecsGroupActions: Readonly<Record<string, AlibabaAction>> = {
  DescribeSecurityGroupAttribute: describeSecurityGroupAttribute,
  DescribePrefixListAttributes: describePrefixListAttributes,
};

function describeSecurityGroupAttribute({ form, caller, region, state, shapes }: AlibabaContext): Record<string, unknown> {
  const group = state.groups.get(form.get('SecurityGroupId') ?? '');
  if (group?.account !== caller.account || group.region !== region) {
    throw new AlibabaError('InvalidSecurityGroupId.NotFound', 'The specified SecurityGroupId does not exist.', 404);
  }
  const direction = form.get('Direction') ?? 'all';
  const rules = group.rules.filter((rule) => direction === 'all' || (direction === 'egress') === (rule.egress === true));
  const { items, nextToken } = page(rules, {
    size: Number(form.get('MaxResults') ?? 500),
    token: form.get('NextToken') || undefined,
    shapes,
    badToken: 'InvalidParameter.NextToken',
  });
  return {
    RegionId: region,
    SecurityGroupId: group.id,
    SecurityGroupName: group.name,
    Description: '',
    VpcId: group.vpc,
    InnerAccessPolicy: group.isolated === true ? 'Drop' : 'Accept',
    Permissions: { Permission: items.map((rule) => permission(group.id, rule)) },
    NextToken: nextToken ?? '',
  };
}

function permission(group: string, rule: WorldGroupRule): Record<string, unknown> {
  const six = rule.range?.includes(':') === true;
  return {
    SecurityGroupRuleId: `sgr-bp${createHash('sha256')
      .update(`${group}${JSON.stringify(rule)}`)
      .digest('hex')
      .slice(0, 16)}`,
    Direction: rule.egress === true ? 'egress' : 'ingress',
    IpProtocol: rule.protocol === '-1' ? 'ALL' : rule.protocol.toUpperCase(),
    PortRange: rule.from === undefined ? '-1/-1' : `${rule.from}/${rule.to ?? rule.from}`,
    PortRangeListId: '',
    SourcePortRange: '',
    SourceCidrIp: six ? '' : (rule.range ?? ''),
    Ipv6SourceCidrIp: six ? rule.range : '',
    SourceGroupId: rule.group ?? '',
    SourceGroupOwnerAccount: '',
    SourcePrefixListId: rule.prefixList ?? '',
    DestCidrIp: '',
    Ipv6DestCidrIp: '',
    Policy: rule.drop === true ? 'Drop' : 'Accept',
    // It comes as a text.
    Priority: String(rule.priority ?? 1),
    NicType: rule.nic ?? 'intranet',
    Description: rule.description ?? '',
    CreateTime: '2026-01-05T03:12:00Z',
  };
}

function describePrefixListAttributes({ form, caller, region, state }: AlibabaContext): Record<string, unknown> {
  const found = state.prefixLists.find(
    (one) => one.id === form.get('PrefixListId') && one.account === caller.account && one.region === region,
  );
  if (!found) throw new AlibabaError('InvalidPrefixListId.NotFound', 'The specified prefix list was not found.', 404);
  return {
    PrefixListId: found.id,
    PrefixListName: found.name,
    AddressFamily: 'IPv4',
    MaxEntries: 20,
    Entries: { Entry: found.entries.map((cidr) => ({ Cidr: cidr, Description: '' })) },
  };
}
