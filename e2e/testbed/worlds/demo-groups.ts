import type { WorldGroup, WorldGroupRule, WorldInstance, WorldPrefixList } from '../data.ts';

/** The offices of the demo's company, by region and account, as one prefix list each. */
const offices = ['203.0.113.0/24', '198.51.100.64/26'];

/** What the groups of a fleet let in, by the kind of machine that their name begins with. */
export function demoGroups(fleet: readonly WorldInstance[]): { groups: WorldGroup[]; prefixLists: WorldPrefixList[] } {
  const groups = new Map<string, WorldGroup>();
  const lists = new Map<string, WorldPrefixList>();
  for (const { account, region, vpc, groups: own } of fleet) {
    const list = { id: `pl-0${vpc.slice(5, 21)}`, name: 'acme-offices', account, region, entries: offices };
    lists.set(list.id, list);
    for (const { id, name } of own) groups.set(id, { id, name, account, region, vpc, rules: [] });
  }
  const inVpc = (vpc: string, kind: string): string | undefined =>
    [...groups.values()].find((group) => group.vpc === vpc && group.name.startsWith(`${kind}-`))?.id;
  return {
    groups: [...groups.values()].map((group) => ({ ...group, rules: [...inbound(group), everythingOut] })),
    prefixLists: [...lists.values()],
  };

  function inbound(group: WorldGroup): WorldGroupRule[] {
    const office = { prefixList: `pl-0${group.vpc.slice(5, 21)}`, description: 'Offices' };
    const bastion = inVpc(group.vpc, 'bastion');
    const web = inVpc(group.vpc, 'web');
    const fromBastion = bastion === undefined ? [] : [{ ...tcp(22), group: bastion, description: 'SSH through the bastion' }];
    switch (group.name.split('-')[0]) {
      case 'web':
        return [
          { ...tcp(443), range: '0.0.0.0/0' },
          { ...tcp(443), range: '::/0' },
          { ...tcp(22), ...office },
        ];
      case 'bastion':
        return [{ ...tcp(22), range: '0.0.0.0/0' }];
      case 'database':
        return [...fromBastion, ...(web === undefined ? [] : [{ ...tcp(5_432), group: web }])];
      case 'windows':
        return [{ ...tcp(3_389), range: '203.0.113.0/24', description: 'Head office' }];
      default:
        return [...fromBastion, { protocol: '-1', group: group.id, description: 'One another' }];
    }
  }
}

const everythingOut: WorldGroupRule = { protocol: '-1', range: '0.0.0.0/0', egress: true };

function tcp(port: number): Pick<WorldGroupRule, 'protocol' | 'from' | 'to'> {
  return { protocol: 'tcp', from: port, to: port };
}
