import type { Contact, GroupRule, ReachFacts, SecurityGroup } from './facts.ts';

/** Facts for the unit tests beside this file. */
export function rule(more: Partial<GroupRule> & { range?: string } = {}): GroupRule {
  const { range = '0.0.0.0/0', ...rest } = more;
  return {
    id: 'sgr-1',
    policy: 'accept',
    priority: 1,
    protocol: 'tcp',
    ports: [{ from: 22, to: 22 }],
    source: { kind: 'range', range },
    ...rest,
  };
}

export function group(rules: readonly GroupRule[], more: Partial<SecurityGroup> = {}): SecurityGroup {
  return { id: 'sg-1', name: 'web', innerAccess: false, rules, ...more };
}

export function awsFacts(rules: readonly GroupRule[]): ReachFacts {
  return { cloud: 'aws', network: 'vpc', groups: [group(rules)] };
}

export function alibabaFacts(rules: readonly GroupRule[], more: Partial<ReachFacts> = {}): ReachFacts {
  return { cloud: 'alibaba', network: 'vpc', groups: [group(rules)], ...more };
}

/** SSH from the internet unless told otherwise. */
export function contact(more: Partial<Contact> & { address?: string } = {}): Contact {
  const { address = '203.0.113.7', ...rest } = more;
  return { protocol: 'tcp', port: 22, from: { address, groups: [] }, to: 'public', ...rest };
}
