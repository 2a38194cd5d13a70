import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AwsInstance } from './instance-row.ts';
import { createPagePacker, unpackPage, type PackedPage } from './packed-page.ts';

const text = fc.oneof(fc.constantFrom('', 'running', 'vpc-1', '__proto__', '\u0000', '\ud800'), fc.string({ unit: 'binary' }));
const instance: fc.Arbitrary<AwsInstance> = fc.record({
  id: text,
  name: text,
  state: text,
  stateReason: text,
  platform: text,
  platformDetails: text,
  type: text,
  image: text,
  publicIp: text,
  eip: text,
  privateIp: text,
  ipv6: text,
  publicDns: text,
  privateDns: text,
  keyName: text,
  launchTime: text,
  zone: text,
  vpc: text,
  subnet: text,
  securityGroups: fc.array(fc.record({ id: fc.constantFrom('sg-1', 'sg-2'), name: fc.constantFrom('web', 'ssh') }), { maxLength: 3 }),
  tags: fc.array(fc.tuple(text, text), { maxLength: 4 }),
});

const one: AwsInstance = {
  id: 'i-0',
  name: 'web-1',
  state: 'running',
  stateReason: '',
  platform: '',
  platformDetails: 'Linux/UNIX',
  type: 't3.nano',
  image: 'ami-1',
  publicIp: '203.0.113.1',
  eip: '',
  privateIp: '10.0.0.1',
  ipv6: '',
  publicDns: '',
  privateDns: 'ip-10-0-0-1.ec2.internal',
  keyName: 'mine',
  launchTime: '2026-01-01T00:00:00.000Z',
  zone: 'eu-central-1a',
  vpc: 'vpc-0',
  subnet: 'subnet-0',
  securityGroups: [],
  tags: [],
};

function packPage(page: readonly (AwsInstance | string)[]): PackedPage {
  const packer = createPagePacker();
  for (const row of page) packer.put(row);
  return packer.end();
}

describe('a packed page', () => {
  it('is the same page after it went from one thread to another', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, instance), { maxLength: 12 }), (page) => {
        expect(unpackPage(structuredClone(packPage(page)))).toEqual(page);
      }),
    );
  });

  it('has what instances share once', () => {
    const shared = { type: 'c7i.large', vpc: 'vpc-1', tags: [['Team', 'web'] as const] };
    const { texts } = packPage([
      { ...one, ...shared, type: 't3.micro' },
      { ...one, ...shared, id: 'i-1' },
      { ...one, ...shared, id: 'i-2', vpc: 'vpc-2' },
      { ...one, ...shared, id: 'i-3' },
    ]);
    for (const text of ['c7i.large', 'vpc-1', 'Team', 'web']) expect(texts.filter((other) => other === text)).toHaveLength(1);
  });

  it('gives instances that have the same security groups one list of them', () => {
    const groups = [{ id: 'sg-1', name: 'web' }];
    const page = unpackPage(packPage([{ ...one, securityGroups: groups }, 'i-known', { ...one, securityGroups: [...groups] }]));
    const lists = page.flatMap((row) => (typeof row === 'string' ? [] : [row.securityGroups]));
    expect(lists[0]).toBe(lists[1]);
  });
});
