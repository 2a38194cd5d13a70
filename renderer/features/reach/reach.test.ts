import { describe, expect, it } from 'vitest';
import { evaluateReach } from '../../../shared/reach/evaluate.ts';
import { alibabaFacts, awsFacts, contact, group, rule } from '../../../shared/reach/sample.ts';
import { english } from '../../../shared/texts/english/english.ts';
import { sampleInstance } from '../instances/sample.ts';
import { contactOf, neighboursOf, usualTarget } from './callers.ts';
import { ruleText, verdictText } from './rule-text.ts';

const t = english.reach;
const web = sampleInstance({ instance: 'i-web', vpc: 'vpc-1', publicIp: '203.0.113.5', privateIp: '10.0.0.5' });
const bastion = sampleInstance({
  ...{ instance: 'i-bastion', name: 'bastion', vpc: 'vpc-1', publicIp: '203.0.113.6', privateIp: '10.0.0.6' },
  securityGroups: [{ id: 'sg-b', name: 'bastion' }],
});
const elsewhere = sampleInstance({ instance: 'i-other', vpc: 'vpc-2', privateIp: '10.0.0.6' });
const neighbours = neighboursOf(web, [web, bastion, elsewhere]);

describe('who calls', () => {
  it('can be every instance and group of the same network', () => {
    expect(neighbours.instances.map(({ instance }) => instance)).toEqual(['i-bastion']);
    expect(neighbours.groups).toEqual([{ id: 'sg-b', name: 'bastion' }]);
  });

  it('from outside is in no group', () => {
    const from = contactOf({ kind: 'address', address: ' 192.0.2.1 ' }, 22, 'public', web, neighbours)?.from;
    expect(from).toEqual({ address: '192.0.2.1', groups: [] });
  });

  it('by the private address of a neighbour is in its groups', () => {
    const from = contactOf({ kind: 'address', address: '10.0.0.6' }, 22, 'private', web, neighbours)?.from;
    expect(from).toEqual({ address: '10.0.0.6', groups: ['sg-b'] });
  });

  it('by another private address may be in any', () => {
    expect(contactOf({ kind: 'address', address: '10.0.0.99' }, 22, 'private', web, neighbours)?.from).toEqual({ address: '10.0.0.99' });
  });

  it('as an instance comes from the address that fits the way', () => {
    const caller = { kind: 'instance', key: bastion.key } as const;
    expect(contactOf(caller, 22, 'private', web, neighbours)?.from.address).toBe('10.0.0.6');
    expect(contactOf(caller, 22, 'public', web, neighbours)?.from.address).toBe('203.0.113.6');
  });

  it('is nobody while the text is no address', () => {
    expect(contactOf({ kind: 'address', address: '192.0.2' }, 22, 'public', web, neighbours)).toBeUndefined();
  });

  it('usually means the public address from outside, and the private one from beside', () => {
    expect(usualTarget({ kind: 'address', address: '192.0.2.1' }, web)).toBe('public');
    expect(usualTarget({ kind: 'address', address: '10.0.0.6' }, web)).toBe('private');
    expect(usualTarget({ kind: 'group', id: 'sg-b' }, web)).toBe('private');
    expect(usualTarget({ kind: 'address', address: '192.0.2.1' }, elsewhere)).toBe('private');
  });
});

describe('the answer in words', () => {
  it.each([
    [awsFacts([rule()]), 'Port 22 is open: web admits it.'],
    [awsFacts([]), 'Port 22 is blocked: no rule admits it.'],
    [alibabaFacts([rule({ policy: 'drop' })]), 'Port 22 is blocked: web drops it.'],
    [awsFacts([rule({ source: { kind: 'prefix-list', id: 'pl-1' } })]), 'Whether port 22 is open cannot be told.'],
  ])('%#', (facts, text) => {
    expect(verdictText(evaluateReach(facts, contact()), 22, t)).toBe(text);
  });

  it('names the group whose members reach one another', () => {
    const facts = alibabaFacts([], { groups: [group([], { innerAccess: true })] });
    const inside = contact({ to: 'private', from: { address: '10.0.0.9', groups: ['sg-1'] } });
    expect(verdictText(evaluateReach(facts, inside), 22, t)).toBe('Open: members of web reach one another.');
  });

  it.each([
    [awsFacts([]), rule(), 'allow tcp 22 ← 0.0.0.0/0'],
    [awsFacts([]), rule({ protocol: 'all', ports: 'all' }), 'allow all protocols ← 0.0.0.0/0'],
    [awsFacts([]), rule({ ports: [{ from: 8_000, to: 8_999 }] }), 'allow tcp 8000–8999 ← 0.0.0.0/0'],
    [awsFacts([]), rule({ source: { kind: 'group', id: 'sg-2' } }), 'allow tcp 22 ← sg-2'],
    [awsFacts([]), rule({ source: { kind: 'prefix-list', id: 'pl-1' } }), 'allow tcp 22 ← pl-1, cannot be read'],
    [alibabaFacts([]), rule({ policy: 'drop', priority: 5, ports: 'all' }), 'drop tcp all ports ← 0.0.0.0/0 (priority 5)'],
    [alibabaFacts([], { network: 'classic' }), rule({ nic: 'internet' }), 'allow tcp 22 ← 0.0.0.0/0 (priority 1, Internet card)'],
  ])('a rule as a line: %#', (facts, one, text) => {
    expect(ruleText(one, facts, t)).toBe(text);
  });
});
