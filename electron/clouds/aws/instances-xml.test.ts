import { DescribeInstancesCommand, EC2Client, type Instance as SdkInstance } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instancesAnswer, instanceXml } from './endpoint-for-tests.ts';
import { LIMITS, toInstance, type AwsInstance } from './instance-row.ts';
import { readInstancesPage } from './instances-xml.ts';
import { createListMemory } from './list-memory.ts';

/** The same body through the SDK's own reader, flattened by other code than the scanner's. */
async function readBySdk(xml: string): Promise<{ instances: AwsInstance[]; nextToken?: string }> {
  const client = new EC2Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    requestHandler: { handle: () => Promise.resolve({ response: { statusCode: 200, headers: {}, body: Buffer.from(xml) } }) } as never,
  });
  const output = await client.send(new DescribeInstancesCommand({}));
  const instances = (output.Reservations ?? [])
    .flatMap((reservation) => reservation.Instances ?? [])
    .map(flat)
    .filter((one) => one.id !== '');
  return { instances, ...(output.NextToken === undefined || output.NextToken === '' ? {} : { nextToken: output.NextToken }) };
}

function flat(one: SdkInstance): AwsInstance {
  const interfaces = one.NetworkInterfaces ?? [];
  return {
    id: one.InstanceId ?? '',
    name: one.Tags?.findLast((tag) => tag.Key === 'Name')?.Value ?? '',
    state: one.State?.Name ?? '',
    stateReason: one.StateReason?.Message ?? '',
    platform: one.Platform ?? '',
    platformDetails: one.PlatformDetails ?? '',
    type: one.InstanceType ?? '',
    image: one.ImageId ?? '',
    publicIp: one.PublicIpAddress ?? '',
    eip: interfaces.find(({ Association: lent }) => /^\d{12}$/u.test(lent?.IpOwnerId ?? '') && lent?.PublicIp)?.Association?.PublicIp ?? '',
    privateIp: one.PrivateIpAddress ?? '',
    ipv6: one.Ipv6Address || (interfaces.flatMap((face) => face.Ipv6Addresses ?? [])[0]?.Ipv6Address ?? ''),
    publicDns: one.PublicDnsName ?? '',
    privateDns: one.PrivateDnsName ?? '',
    keyName: one.KeyName ?? '',
    launchTime: one.LaunchTime?.toISOString() ?? '',
    zone: one.Placement?.AvailabilityZone ?? '',
    vpc: one.VpcId ?? '',
    subnet: one.SubnetId ?? '',
    securityGroups: (one.SecurityGroups ?? []).map((group) => ({ id: group.GroupId ?? '', name: group.GroupName ?? '' })),
    tags: (one.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']),
  };
}

// How a text may be written in XML: entities, numbers, CDATA, a comment in the middle.
const written = (text: string): fc.Arbitrary<string> =>
  fc
    .constantFrom(
      (part: string) => part.replace(/[&<>]/gu, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char] ?? char),
      (part: string) =>
        Array.from(part)
          .map((char) =>
            (char.codePointAt(0) ?? 0) < 0xffff && /[^\ud800-\udfff]/u.test(char) ? `&#x${char.codePointAt(0)?.toString(16)};` : char,
          )
          .join(''),
      (part: string) => (part === '' || part.includes(']]>') ? part.replace(/[&<>]/gu, '') : `<![CDATA[${part}]]>`),
      (part: string) => `${part.replace(/[&<]/gu, '')}<!-- a note > here -->`,
    )
    .map((write) => write(text));

const anyText = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('', ' ', '\n', ' \r\n ', 'plain', '__proto__', 'a&b', '<b>', ']]>', '\u202ertl', 'Name', '日本', '😀'),
  )
  .chain(written);

const leaf = (name: string) => anyText.map((text) => `<${name}>${text}</${name}>`);
const tag = fc
  .tuple(fc.oneof(fc.constant('Name'), anyText), anyText)
  .map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`);
const group = fc.tuple(anyText, anyText).map(([id, name]) => `<item><groupId>${id}</groupId><groupName>${name}</groupName></item>`);
const set = (name: string, items: fc.Arbitrary<string>) =>
  fc.array(items, { maxLength: 4 }).map((list) => (list.length === 0 ? `<${name}/>` : `<${name}>\n  ${list.join('\n  ')}\n</${name}>`));
const ipv6 = fc
  .array(fc.constantFrom('2001:db8::1', '2001:db8::2'), { maxLength: 2 })
  .map((list) => list.map((ip) => `<item><ipv6Address>${ip}</ipv6Address><isPrimaryIpv6>true</isPrimaryIpv6></item>`).join(''));
const association = fc
  .constantFrom('', 'amazon', '123456789012', '12345')
  .chain((owner) => fc.constantFrom('', '203.0.113.5', '203.0.113.6').map((ip) => ({ owner, ip })))
  .map(({ owner, ip }) =>
    owner === '' ? '' : `<association><publicIp>${ip}</publicIp><publicDnsName/><ipOwnerId>${owner}</ipOwnerId></association>`,
  );
const face = fc
  .tuple(set('groupSet', group), set('tagSet', tag), ipv6, association)
  .map(
    ([groups, tags, addresses, lent]) =>
      `<item><networkInterfaceId>eni-1</networkInterfaceId><subnetId>subnet-nic</subnetId><privateIpAddress>10.9.9.9</privateIpAddress>${groups}${tags}<ipv6AddressesSet>${addresses}</ipv6AddressesSet><attachment><status>attached</status></attachment><privateIpAddressesSet><item>${lent}</item></privateIpAddressesSet>${lent}</item>`,
  );
const parts = [
  ...[
    'imageId',
    'privateDnsName',
    'dnsName',
    'keyName',
    'instanceType',
    'subnetId',
    'vpcId',
    'privateIpAddress',
    'ipAddress',
    'platform',
    'platformDetails',
    'reason',
    'ipv6Address',
  ].map(leaf),
  fc.constantFrom('', '<launchTime>2026-11-20T10:00:00.000Z</launchTime>'),
  leaf('name').map((inner) => `<instanceState><code>16</code>${inner}</instanceState>`),
  leaf('message').map((inner) => `<stateReason><code>x</code>${inner}</stateReason>`),
  leaf('availabilityZone').map((inner) => `<placement>${inner}<groupName/></placement>`),
  set('groupSet', group),
  set('tagSet', tag),
  set('networkInterfaceSet', face),
  fc.constant(
    '<blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-1</volumeId></ebs></item></blockDeviceMapping>',
  ),
  fc.constantFrom('<monitoring/>', '<monitoring></monitoring>', '<monitoring >\n<state>disabled</state></monitoring>'),
  leaf('state').map((inner) => `<metadataOptions>${inner}<httpTokens>required</httpTokens></metadataOptions>`),
];
const instance = fc
  .tuple(leaf('instanceId'), ...parts.map((part) => fc.option(part, { nil: '' })))
  .chain(([id, ...rest]) => fc.shuffledSubarray([id, ...rest], { minLength: rest.length + 1 }))
  .map((inside) => `<item>${inside.join('\n')}</item>`);
const reservationOf = (list: readonly string[]): string =>
  `<item><reservationId>r-1</reservationId><groupSet/><instancesSet>${list.join('')}</instancesSet></item>`;
const reservation = fc.array(instance, { maxLength: 3 }).map(reservationOf);
const documentOf = (list: readonly string[], token: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n<requestId>1</requestId><reservationSet>${list.join('\n')}</reservationSet>${token}</DescribeInstancesResponse>\n`;
const document = fc
  .tuple(fc.array(reservation, { maxLength: 3 }), fc.constantFrom('', '<nextToken>abc&amp;d</nextToken>', '<nextToken/>'))
  .map(([list, token]) => documentOf(list, token));

describe('the reader of instance lists', () => {
  it('reads what the SDK reads from the same body', async () => {
    await fc.assert(
      fc.asyncProperty(document, async (xml) => {
        expect(readInstancesPage(xml)).toEqual(await readBySdk(xml));
      }),
      { numRuns: 300 },
    );
  });

  it('passes over what is not shown, and reads the same as where it does not', () => {
    const without = (xml: string): string => xml.replaceAll(/<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>/gu, '');
    fc.assert(
      fc.property(fc.array(reservation, { maxLength: 3 }), (list) => {
        const xml = without(documentOf(list, ''));
        // Where there are comments, a closing tag may be in one: everything is looked at.
        const looked = xml.replace('<reservationSet>', '<reservationSet><!-- -->');
        expect(looked).not.toBe(xml);
        expect(readInstancesPage(xml)).toEqual(readInstancesPage(looked));
      }),
      { numRuns: 300 },
    );
    const skipped = (inner: string): string => documentOf([reservationOf([`<item><instanceId>i-1</instanceId>${inner}</item>`])], '');
    expect(() => readInstancesPage(skipped('<monitoring><state>'))).toThrow();
    const odd = '<monitoring/><monitoring a="1"><state>on</state></monitoring><cpuOptions ></cpuOptions><keyName>mine</keyName>';
    expect(readInstancesPage(skipped(odd)).instances).toMatchObject([{ id: 'i-1', keyName: 'mine' }]);
  });

  it('reads the same from a body of which it knows some instances, and passes those over', () => {
    let known = 0;
    // As EC2 begins them, and with ids that are often the same.
    const plain = fc
      .tuple(fc.constantFrom('i-1', 'i-2', 'a&amp;b', 'é', ''), fc.array(fc.oneof(...parts), { maxLength: 5 }))
      .map(([id, inside]) => `<item>\n  <instanceId>${id}</instanceId>${inside.join('\n')}</item>`);
    const lists = fc.array(fc.oneof(plain, plain, instance), { minLength: 1, maxLength: 3 }).chain((pool) => {
      const list = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pool) }, { weight: 1, arbitrary: plain }), {
        minLength: 1,
        maxLength: 5,
      });
      return fc.tuple(list, list);
    });
    fc.assert(
      fc.property(lists, ([first, second]) => {
        const memory = createListMemory();
        const before = memory.begin('scope', undefined);
        const rows = readInstancesPage(documentOf([reservationOf(first)], ''), before).instances;
        const held = new Map(rows.map((row) => [(row as AwsInstance).id, row]));
        const page = readInstancesPage(documentOf([reservationOf(second)], ''), memory.begin('scope', before.end()));
        known += page.instances.filter((row) => typeof row === 'string').length;
        const whole = page.instances.map((row) => (typeof row === 'string' ? held.get(row) : row));
        expect(whole).toEqual(readInstancesPage(documentOf([reservationOf(second)], '')).instances);
      }),
      { numRuns: 500 },
    );
    expect(known).toBeGreaterThan(100);
  });

  it('never goes on with a body that was cut off', () => {
    const whole = instancesAnswer([instanceXml('i-01'), instanceXml('i-02')], 'next').body ?? '';
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(() => readInstancesPage(whole.slice(0, length))).toThrow();
      }),
    );
  });

  it('answers every text with a page or a protocol error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(
              fc.constantFrom(
                '<',
                '>',
                '/',
                'a',
                '"',
                '<item>',
                '</item>',
                '<![CDATA[',
                ']]>',
                '<!--',
                '-->',
                '&#x',
                ';',
                '<DescribeInstancesResponse>',
              ),
            )
            .map((list) => list.join('')),
        ),
        (text) => {
          try {
            readInstancesPage(text);
          } catch (error) {
            expect(error).toMatchObject({ code: 'protocol' });
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('keeps at most fifty tags and cuts a megabyte of name short', () => {
    const tags = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`key ${index}`, 'x']));
    const xml = instancesAnswer([instanceXml('i-01', '', { Name: 'n'.repeat(1_000_000), ...tags })]).body ?? '';
    const [row] = readInstancesPage(xml).instances;
    expect(row?.name).toHaveLength(LIMITS.name);
    expect(row?.tags).toHaveLength(LIMITS.tags);
    expect(JSON.stringify(row).length).toBeLessThan(20_000);
  });

  it('takes control characters, marks and markup as plain text', () => {
    const name = 'a\u0007\u202e<script>alert(1)</script>&amp;';
    const [row] = readInstancesPage(instancesAnswer([instanceXml('i-01', '', { Name: name })]).body ?? '').instances;
    expect(row?.name).toBe(name);
  });

  it.each([
    ['<code>Server.New</code><message>Server.New: Why</message>', 'Server.New: Why'],
    ['<code>Server.New</code><message>Why</message>', 'Server.New: Why'],
    ['<message>Why</message><code>Server.New</code>', 'Server.New: Why'],
    ['<code>Server.New</code><message/>', 'Server.New'],
    ['<code>pending</code><message>pending</message>', 'pending'],
  ])('gives the reason of a state with its code: %s', (inside, reason) => {
    const [row] = readInstancesPage(
      documentOf([reservationOf([`<item><instanceId>i-1</instanceId><stateReason>${inside}</stateReason></item>`])], ''),
    ).instances;
    expect(row?.stateReason).toBe(reason);
  });

  it('keeps a tag called __proto__ as a tag', () => {
    const [row] = readInstancesPage(instancesAnswer([instanceXml('i-01', '', { ['__proto__']: 'x' })]).body ?? '').instances;
    if (row === undefined) throw new Error('no row');
    const { tags } = toInstance(row, 'aws:demo', 'us-east-1');
    expect(Object.entries(tags)).toEqual([['__proto__', 'x']]);
    expect(Object.getPrototypeOf(tags)).toBe(Object.prototype);
  });

  it('reads a page of five thousand', () => {
    const xml = instancesAnswer(Array.from({ length: 5_000 }, (_, index) => instanceXml(`i-${index}`))).body ?? '';
    expect(readInstancesPage(xml).instances).toHaveLength(5_000);
  });
});
