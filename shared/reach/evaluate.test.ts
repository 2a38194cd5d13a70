import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateReach, type Reach } from './evaluate.ts';
import type { Contact, GroupRule, ReachFacts } from './facts.ts';
import { alibabaFacts, awsFacts, contact, group, rule } from './sample.ts';

function decider(reach: Reach): string | undefined {
  return reach.readings.find(({ role }) => role === 'decides')?.rule.id;
}

function near(reach: Reach): readonly (readonly [string, string])[] {
  return reach.readings.filter(({ role }) => role === 'near').map(({ rule: { id }, misses }) => [id, misses.join()] as const);
}

const read = { code: 'permission-denied', message: 'Not allowed.' } as const;

describe('AWS: what any group allows is allowed', () => {
  test('a rule for everybody admits', () => {
    const reach = evaluateReach(awsFacts([rule()]), contact());
    expect([reach.verdict, reach.because, decider(reach)]).toEqual(['admitted', 'rule', 'sgr-1']);
  });

  test('without a rule nothing comes in', () => {
    expect(evaluateReach(awsFacts([]), contact())).toMatchObject({ verdict: 'blocked', because: 'no-rule' });
  });

  test('a second group adds to the first', () => {
    const facts: ReachFacts = { cloud: 'aws', network: 'vpc', groups: [group([]), group([rule({ id: 'sgr-2' })], { id: 'sg-2' })] };
    const reach = evaluateReach(facts, contact());
    expect([reach.verdict, reach.readings[0]?.group.id]).toEqual(['admitted', 'sg-2']);
  });

  test.each<[string, Partial<GroupRule> & { range?: string }, Parameters<typeof contact>[0], string]>([
    ['right port, wrong source', { range: '198.51.100.0/24' }, {}, 'source'],
    ['right source, wrong port', { ports: [{ from: 80, to: 443 }] }, {}, 'port'],
    ['right port, wrong protocol', { protocol: 'udp' }, {}, 'protocol'],
    ['IPv4 only, and the caller comes by IPv6', {}, { address: '2001:db8::1' }, 'family'],
    ['IPv6 only, and the caller comes by IPv4', { range: '::/0' }, {}, 'family'],
    [
      'another group',
      { source: { kind: 'group', id: 'sg-9' } },
      { to: 'private', from: { address: '10.0.0.9', groups: ['sg-8'] } },
      'source',
    ],
    [
      'its group, but over a public address',
      { source: { kind: 'group', id: 'sg-9' } },
      { from: { address: '203.0.113.7', groups: ['sg-9'] } },
      'path',
    ],
    ['a prefix list without it', { source: { kind: 'prefix-list', id: 'pl-1', entries: ['198.51.100.0/24'] } }, {}, 'source'],
  ])('near miss: %s', (_what, odd, from, miss) => {
    const reach = evaluateReach(awsFacts([rule(odd)]), contact(from));
    expect([reach.verdict, near(reach)]).toEqual(['blocked', [['sgr-1', miss]]]);
  });

  test('what misses twice is no near miss', () => {
    const reach = evaluateReach(awsFacts([rule({ range: '198.51.100.0/24', ports: [{ from: 80, to: 80 }] })]), contact());
    expect([reach.verdict, near(reach), reach.readings[0]?.role]).toEqual(['blocked', [], 'apart']);
  });

  test.each<[string, GroupRule, Contact]>([
    ['all protocols', rule({ protocol: 'all', ports: 'all' }), contact({ port: 3_389 })],
    ['a prefix list', rule({ source: { kind: 'prefix-list', id: 'pl-1', entries: ['198.51.100.0/24', '203.0.113.0/24'] } }), contact()],
    [
      'its own group over a private address',
      rule({ source: { kind: 'group', id: 'sg-9' } }),
      contact({ to: 'private', from: { address: '10.0.0.9', groups: ['sg-9'] } }),
    ],
    ['a group as caller', rule({ source: { kind: 'group', id: 'sg-9' } }), contact({ to: 'private', from: { groups: ['sg-9'] } })],
    [
      'any member of a group, by a rule for everybody',
      rule(),
      contact({ to: 'private', toAddress: '10.0.0.1', from: { groups: ['sg-9'] } }),
    ],
    ['an IPv6 range', rule({ range: '2001:db8::/56' }), contact({ address: '2001:db8::5' })],
  ])('admits by %s', (_what, only, caller) => {
    expect(evaluateReach(awsFacts([only]), caller).verdict).toBe('admitted');
  });

  test('a prefix list that could not be read leaves it open, unless another rule admits', () => {
    const hidden = rule({ id: 'sgr-pl', source: { kind: 'prefix-list', id: 'pl-1' } });
    const open = evaluateReach(awsFacts([hidden]), contact());
    expect([open.verdict, open.readings[0]?.role]).toEqual(['unknown', 'open']);
    expect(evaluateReach(awsFacts([hidden, rule()]), contact()).verdict).toBe('admitted');
  });

  test('a group that could not be read leaves it open, unless another group admits', () => {
    const hidden = group([], { id: 'sg-2', error: read });
    const facts = (rules: GroupRule[]): ReachFacts => ({ cloud: 'aws', network: 'vpc', groups: [group(rules), hidden] });
    expect(evaluateReach(facts([]), contact())).toMatchObject({ verdict: 'unknown', because: 'unread', unread: [{ id: 'sg-2' }] });
    expect(evaluateReach(facts([rule()]), contact()).verdict).toBe('admitted');
  });

  test('a caller whose groups are not known may belong to the one that is let in', () => {
    const reach = evaluateReach(
      awsFacts([rule({ source: { kind: 'group', id: 'sg-9' } })]),
      contact({ to: 'private', from: { address: '10.0.0.9' } }),
    );
    expect(reach.verdict).toBe('unknown');
  });
});

describe('Alibaba: priority, then drop before accept', () => {
  test.each<[string, GroupRule[], 'admitted' | 'blocked', string]>([
    ['the lower number wins: accept', [rule({ id: 'a', priority: 1 }), rule({ id: 'd', policy: 'drop', priority: 2 })], 'admitted', 'a'],
    ['the lower number wins: drop', [rule({ id: 'a', priority: 2 }), rule({ id: 'd', policy: 'drop', priority: 1 })], 'blocked', 'd'],
    ['drop wins at equal priority', [rule({ id: 'a' }), rule({ id: 'd', policy: 'drop' })], 'blocked', 'd'],
    [
      'a drop for another port does not count',
      [rule({ id: 'a', priority: 9 }), rule({ id: 'd', policy: 'drop', ports: [{ from: 23, to: 23 }] })],
      'admitted',
      'a',
    ],
  ])('%s', (_what, rules, verdict, by) => {
    const reach = evaluateReach(alibabaFacts(rules), contact());
    expect([reach.verdict, decider(reach)]).toEqual([verdict, by]);
  });

  test('rules of all groups are ranked as one list, and what is outranked is named', () => {
    const drop = rule({ id: 'd', policy: 'drop', priority: 1 });
    const facts = alibabaFacts([], { groups: [group([rule({ id: 'a', priority: 50 })]), group([drop], { id: 'sg-2' })] });
    const reach = evaluateReach(facts, contact());
    expect(reach.verdict).toBe('blocked');
    expect(reach.readings.map(({ rule: { id }, role }) => [id, role])).toEqual([
      ['d', 'decides'],
      ['a', 'outranked'],
    ]);
  });

  test('in a VPC the network card of a rule does not count', () => {
    expect(evaluateReach(alibabaFacts([rule({ nic: 'intranet' })]), contact({ to: 'public' })).verdict).toBe('admitted');
  });

  test.each([
    ['internet', 'public', 'admitted'],
    ['internet', 'private', 'blocked'],
    ['intranet', 'public', 'blocked'],
    ['intranet', 'private', 'admitted'],
  ] as const)('on Classic a rule of the %s card for a %s address: %s', (nic, to, verdict) => {
    const reach = evaluateReach(alibabaFacts([rule({ nic })], { network: 'classic' }), contact({ to }));
    expect([reach.verdict, near(reach)]).toEqual([verdict, verdict === 'admitted' ? [] : [['sgr-1', 'nic']]]);
  });

  const member = { address: '10.0.0.9', groups: ['sg-1'] };
  const basic = (rules: GroupRule[]): ReachFacts => alibabaFacts([], { groups: [group(rules, { innerAccess: true })] });

  test('members of a basic group reach one another over private addresses, before any rule', () => {
    const reach = evaluateReach(basic([rule({ policy: 'drop', protocol: 'all' })]), contact({ to: 'private', from: member }));
    expect(reach).toMatchObject({ verdict: 'admitted', because: 'inner-access', group: { id: 'sg-1' } });
    expect(reach.readings[0]?.role).toBe('outranked');
  });

  test('over a public address that does not count', () => {
    expect(evaluateReach(basic([]), contact({ to: 'public', from: member })).verdict).toBe('blocked');
  });

  test('an isolated or an enterprise group admits its members by rules only', () => {
    expect(evaluateReach(alibabaFacts([]), contact({ to: 'private', from: member })).verdict).toBe('blocked');
  });

  test('a list of ports that could not be read matters only where it comes first', () => {
    const hidden = (priority: number): GroupRule => rule({ id: 'd', policy: 'drop', priority, ports: 'unknown' });
    expect(evaluateReach(alibabaFacts([hidden(1), rule({ priority: 2 })]), contact()).verdict).toBe('unknown');
    expect(evaluateReach(alibabaFacts([hidden(3), rule({ priority: 2 })]), contact()).verdict).toBe('admitted');
  });

  test('a group that could not be read may drop what another admits', () => {
    const facts = alibabaFacts([], { groups: [group([rule()]), group([], { id: 'sg-2', error: read })] });
    expect(evaluateReach(facts, contact()).verdict).toBe('unknown');
  });

  test('a rule for one address of the instance', () => {
    const only = rule({ destination: '10.0.0.5' });
    expect(evaluateReach(alibabaFacts([only]), contact({ toAddress: '10.0.0.5' })).verdict).toBe('admitted');
    expect(near(evaluateReach(alibabaFacts([only]), contact({ toAddress: '10.0.0.6' })))).toEqual([['sgr-1', 'destination']]);
    expect(evaluateReach(alibabaFacts([only]), contact()).verdict).toBe('unknown');
  });

  test('a rule for some ports of the caller leaves it open', () => {
    expect(evaluateReach(alibabaFacts([rule({ sourcePorts: true })]), contact()).verdict).toBe('unknown');
  });
});

describe('against a second, naive evaluation', () => {
  // Eight addresses and four ports: small enough to meet often.
  const address = fc.integer({ min: 0, max: 7 }).map((last) => `203.0.113.${last}`);
  const range = fc.tuple(address, fc.constantFrom(0, 24, 29, 30, 31, 32)).map(([net, bits]) => `${net}/${bits}`);
  const ports = fc
    .tuple(fc.integer({ min: 21, max: 24 }), fc.integer({ min: 0, max: 2 }))
    .map(([from, more]) => [{ from, to: from + more }]);
  const anyRule = (policies: readonly GroupRule['policy'][], priorities: number): fc.Arbitrary<GroupRule> =>
    fc
      .record({
        policy: fc.constantFrom(...policies),
        priority: fc.integer({ min: 1, max: priorities }),
        protocol: fc.constantFrom('tcp', 'udp', 'all'),
        ports: fc.oneof(fc.constant('all' as const), ports),
        nic: fc.constantFrom('internet' as const, 'intranet' as const),
        source: fc.oneof(
          range.map((text) => ({ kind: 'range' as const, range: text })),
          fc.array(range, { maxLength: 3 }).map((entries) => ({ kind: 'prefix-list' as const, id: 'pl-1', entries })),
          fc.constantFrom('sg-8', 'sg-9').map((id) => ({ kind: 'group' as const, id })),
        ),
      })
      .map((made) => ({ id: JSON.stringify(made), ...made }));
  const anyContact: fc.Arbitrary<Contact> = fc.record({
    protocol: fc.constant('tcp' as const),
    port: fc.integer({ min: 21, max: 24 }),
    from: fc.record({ address, groups: fc.subarray(['sg-8', 'sg-9']) }),
    to: fc.constantFrom('public' as const, 'private' as const),
  });

  /** By the last octet alone, without any of the code under test. */
  function inRange(text: string, caller: string): boolean {
    const [net = '', bits = ''] = text.split('/');
    const size = bits === '0' || bits === '24' ? 256 : 2 ** (32 - Number(bits));
    const [a, b] = [net, caller].map((one) => Math.floor(Number(one.split('.')[3]) / size));
    return a === b;
  }
  function fits(one: GroupRule, caller: Contact, classic: boolean): boolean {
    if (one.protocol === 'udp') return false;
    const list = one.protocol === 'all' || one.ports === 'all' ? [{ from: 0, to: 65_535 }] : one.ports === 'unknown' ? [] : one.ports;
    if (!list.some((some) => caller.port >= some.from && caller.port <= some.to)) return false;
    if (classic && one.nic !== (caller.to === 'public' ? 'internet' : 'intranet')) return false;
    if (one.source.kind === 'range') return inRange(one.source.range, caller.from.address ?? '');
    if (one.source.kind === 'prefix-list') return (one.source.entries ?? []).some((entry) => inRange(entry, caller.from.address ?? ''));
    return one.source.kind === 'group' && caller.to === 'private' && caller.from.groups?.includes(one.source.id) === true;
  }

  test('AWS: some rule fits, or nothing comes in', () => {
    fc.assert(
      fc.property(fc.array(anyRule(['accept'], 1), { maxLength: 8 }), anyContact, (rules, caller) => {
        const expected = rules.some((one) => fits(one, caller, false)) ? 'admitted' : 'blocked';
        expect(evaluateReach(awsFacts(rules), caller).verdict).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test('Alibaba: priority by priority, drops first', () => {
    fc.assert(
      fc.property(fc.array(anyRule(['accept', 'drop'], 3), { maxLength: 8 }), anyContact, fc.boolean(), (rules, caller, classic) => {
        let expected = 'blocked';
        for (const priority of [3, 2, 1]) {
          const here = rules.filter((one) => one.priority === priority && fits(one, caller, classic));
          if (here.length > 0) expected = here.some((one) => one.policy === 'drop') ? 'blocked' : 'admitted';
        }
        const reach = evaluateReach(alibabaFacts(rules, { network: classic ? 'classic' : 'vpc' }), caller);
        expect(reach.verdict).toBe(expected);
        expect(reach.readings).toHaveLength(rules.length);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a verdict that is given without a prefix list stays, whatever stands in it', () => {
    const entries = fc.array(range, { maxLength: 2 });
    const rules = fc.array(anyRule(['accept', 'drop'], 3), { maxLength: 6 });
    fc.assert(
      fc.property(rules, entries, anyContact, (known, hidden, caller) => {
        const facts = (list?: readonly string[]): ReachFacts =>
          alibabaFacts(
            known.map((one) => {
              if (one.source.kind !== 'prefix-list') return one;
              return { ...one, source: { kind: 'prefix-list', id: 'pl-1', ...(list === undefined ? {} : { entries: list }) } };
            }),
          );
        const { verdict } = evaluateReach(facts(), caller);
        if (verdict !== 'unknown') expect(evaluateReach(facts(hidden), caller).verdict).toBe(verdict);
      }),
      { numRuns: 1_000 },
    );
  });
});
