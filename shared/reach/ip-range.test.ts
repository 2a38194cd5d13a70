import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPrivateAddress, parseAddress, parseRange, rangeHolds } from './ip-range.ts';

function holds(range: string, address: string): boolean {
  const [parsedRange, parsedAddress] = [parseRange(range), parseAddress(address)];
  if (parsedRange === undefined || parsedAddress === undefined) throw new Error(`${range} or ${address} cannot be read`);
  return rangeHolds(parsedRange, parsedAddress);
}

describe('addresses and ranges', () => {
  test.each([
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    // Bits behind the prefix do not count.
    ['203.0.113.99/24', '203.0.113.1', true],
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '203.0.113.7', false],
    ['2001:db8::/32', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['2001:DB8:0:0::/64', '2001:db8::1', true],
    ['203.0.113.0/24', '::ffff:203.0.113.9', true],
    ['::ffff:203.0.113.0/120', '203.0.113.9', true],
  ])('%s holds %s: %s', (range, address, expected) => {
    expect(holds(range, address)).toBe(expected);
  });

  test.each(['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.4/33', '1.2.3.4/', '1.2.3.4/8/8', '::1/129', ':::', '1::2::3'])(
    '%j is neither',
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );

  test.each(['1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8:9', 'g::1', '12345::', 'fe80::1%eth0'])('%j is no address', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test.each([
    ['10.1.2.3', true],
    ['172.31.255.255', true],
    ['172.32.0.0', false],
    ['192.168.1.1', true],
    ['100.64.0.1', true],
    ['203.0.113.7', false],
    ['fd00::1', true],
    ['2001:db8::1', false],
  ])('%s is private: %s', (text, expected) => {
    const address = parseAddress(text);
    expect(address !== undefined && isPrivateAddress(address)).toBe(expected);
  });

  test('what Node takes for an address is one, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ unit: fc.constantFrom(...'0123456789abcf:.'), maxLength: 20 })), (text) => {
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0);
      }),
      { numRuns: 2_000 },
    );
  });

  test('ranges hold what Node says that they hold', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.ipV4(), fc.constant('ipv4' as const));
    const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }), fc.ipV6(), fc.constant('ipv6' as const));
    fc.assert(
      fc.property(fc.oneof(v4, v6), ([net, bits, other, family]) => {
        const list = new BlockList();
        list.addSubnet(net, bits, family);
        for (const address of [net, other]) {
          // Node's own families never meet; ours see IPv4 inside IPv6.
          if (family === 'ipv6' && (parseAddress(net)?.family === 4 || parseAddress(address)?.family === 4)) continue;
          expect(holds(`${net}/${bits}`, address)).toBe(list.check(address, family));
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
