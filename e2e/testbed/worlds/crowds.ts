import type { WorldInstance } from '../data.ts';

export interface CrowdOptions {
  readonly account: string;
  readonly region: string;
}

const types = ['t3.micro', 'm7i.large', 'c7g.xlarge', 'r7i.2xlarge', 'g6.xlarge'];
const roles = ['web', 'api', 'worker', 'db', 'cache', 'build', 'probe', 'queue'];
const image = 'ami-0a1c7f0d92e6b4583';

/** Generated instances for lists of ten thousand and more: the same ones for the same options. */
export function manyInstances({ account, region, count }: CrowdOptions & { readonly count: number }): WorldInstance[] {
  return Array.from({ length: count }, (_, at) =>
    plain({ account, region }, at, `${roles[at % roles.length]}-${String(at).padStart(5, '0')}`),
  );
}

/** Names that try to break a list: controls, markup, direction marks, a megabyte, nothing at all. */
export const hostileNames: readonly string[] = [
  '',
  '   ',
  'line one\nline two\r\ttabbed',
  'bell\u0007 escape\u001b[31mred\u001b]0;title\u0007 delete\u007f c1\u009b31m',
  '<img src=x onerror=alert(1)> & "quoted" \'apostrophe\'',
  ']]><!-- <![CDATA[ &amp; &#x41; &nope;',
  'user\u202etxt.exe\u202c \u2066isolated\u2069 \u200fרשת\u200e',
  'zero\u200bwidth\u200d\ufeff joiners',
  '\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 e\u0301\u0301\u0301 \u{1f1e9}\u{1f1ea}',
  '../../etc/passwd; rm -rf ~ $(id) `id` %s%n',
  '__proto__',
  'constructor',
  'x'.repeat(1024 * 1024),
];

export function hostileInstances(options: CrowdOptions): WorldInstance[] {
  return hostileNames.map((name, at) => ({
    ...plain(options, 900_000 + at, name),
    tags: { Name: name, [`tag ${name.slice(0, 100)}`]: name.slice(0, 10_000) },
  }));
}

function plain({ account, region }: CrowdOptions, at: number, name: string): WorldInstance {
  const hex = at.toString(16).padStart(8, '0');
  return {
    id: `i-0c0${account.slice(-3)}${region.length.toString(16).padStart(2, '0').slice(-2)}${hex}`,
    account,
    region,
    state: at % 7 === 0 ? 'stopped' : 'running',
    type: types[at % types.length] ?? 't3.micro',
    image,
    zone: `${region}${'abc'[at % 3]}`,
    vpc: 'vpc-0c0ffee0c0ffee000',
    subnet: `subnet-0c0ffee0c0ffee00${at % 3}`,
    privateIp: `127.11.${(at >> 8) & 255}.${at & 255}`,
    keyName: 'acme-prod',
    launched: new Date(Date.parse('2026-01-01T00:00:00Z') + at * 60_000).toISOString(),
    groups: [{ id: 'sg-0c0ffee0c0ffee000', name: 'crowd' }],
    tags: { Name: name, env: 'load', shard: String(at % 64) },
  };
}
