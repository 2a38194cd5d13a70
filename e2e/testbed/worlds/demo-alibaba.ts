import { createHash } from 'node:crypto';
import type { AlibabaData, EcsRole } from '../alibaba/data.ts';
import type { HostRole, PowerState, WorldData, WorldGroup, WorldGroupRule, WorldInstance } from '../data.ts';
import { demoWorld } from './demo.ts';

/** The demo with a branch on Alibaba Cloud beside it. Loopback addresses: 127.58.x.y stands for public, 127.11.x.y for private ones. */
export function demoWorldWithAlibaba(): WorldData {
  const aws = demoWorld();
  const machines = rows.map(instance);
  return {
    ...aws,
    instances: [...aws.instances, ...machines],
    groups: [...(aws.groups ?? []), ...asiaGroups(machines)],
    alibaba: data,
  };
}

const data: AlibabaData = {
  regions: [
    { name: 'cn-hangzhou', localName: 'China (Hangzhou)' },
    { name: 'cn-beijing', localName: 'China (Beijing)' },
    { name: 'ap-southeast-1', localName: 'Singapore' },
    { name: 'cn-wuhan-lr', localName: 'China (Wuhan - Local Region)', closed: true },
  ],
  accounts: [
    {
      id: '1457320918264475',
      users: [{ name: 'dana', accessKeyId: 'LTAI5tDemoAcmeAsia000001', accessKeySecret: 'demoAsiaOnlyWorksInTheDemo0001' }],
      roles: ['ops'],
      keyPairs: ['cn-hangzhou', 'cn-beijing', 'ap-southeast-1'].map((region) => ({ name: 'acme-asia', type: 'rsa' as const, region })),
      profiles: [{ name: 'acme-asia', region: 'cn-hangzhou', user: 'dana' }],
    },
    {
      id: '1980446107725331',
      users: [
        {
          name: 'audit',
          accessKeyId: 'LTAI5tDemoAcmeAudit00002',
          accessKeySecret: 'demoAuditOnlyWorksInDemo000002',
          allowed: ['ecs:DescribeInstances'],
        },
      ],
      keyPairs: [],
      profiles: [{ name: 'acme-audit', region: 'ap-southeast-1', user: 'audit' }],
    },
  ],
};

const asia = '1457320918264475';
const audit = '1980446107725331';

interface Row extends Pick<EcsRole, 'locks' | 'expires' | 'stopMode' | 'loginAsNonRoot'> {
  readonly name: string;
  readonly account?: string;
  readonly region: string;
  readonly type: string;
  readonly os: 'ubuntu' | 'debian' | 'windows';
  readonly kind?: HostRole['kind'];
  readonly team: string;
  readonly state?: PowerState;
  readonly network?: 'classic';
  /** What kind of public address it has; `none`: nothing answers on the private one either. */
  readonly address: 'eip' | 'public' | 'none';
  readonly password?: string;
}

const hangzhou = 'cn-hangzhou';
const beijing = 'cn-beijing';
const singapore = 'ap-southeast-1';

const rows: readonly Row[] = [
  {
    name: 'mall-web-1',
    region: hangzhou,
    type: 'ecs.g8i.large',
    os: 'ubuntu',
    kind: 'web',
    team: 'mall',
    address: 'eip',
    password: 'demo',
  },
  {
    name: 'mall-web-2',
    region: hangzhou,
    type: 'ecs.g8i.large',
    os: 'ubuntu',
    kind: 'web',
    team: 'mall',
    address: 'public',
    loginAsNonRoot: true,
  },
  { name: 'mall-db', region: hangzhou, type: 'ecs.r8i.xlarge', os: 'debian', team: 'mall', address: 'none' },
  {
    ...{ name: 'legacy-mail', region: hangzhou, type: 'ecs.s1.small', os: 'debian', kind: 'worker', team: 'it', network: 'classic' },
    ...{ address: 'public', password: 'demo', expires: '2027-03-01T16:00:00Z' },
  },
  { name: 'erp-asia', region: hangzhou, type: 'ecs.c8i.xlarge', os: 'windows', team: 'finance', address: 'eip' },
  {
    name: 'batch-night',
    region: hangzhou,
    type: 'ecs.c8i.2xlarge',
    os: 'ubuntu',
    kind: 'worker',
    team: 'data',
    address: 'public',
    state: 'stopped',
    stopMode: 'StopCharging',
  },
  {
    ...{ name: 'campaign-2025', region: beijing, type: 'ecs.t6-c1m2.large', os: 'debian', kind: 'web', team: 'mall', address: 'eip' },
    ...{ state: 'stopped', locks: ['financial'], expires: '2026-11-10T16:00:00Z' },
  },
  {
    name: 'scraper',
    region: beijing,
    type: 'ecs.u1-c1m2.large',
    os: 'ubuntu',
    kind: 'worker',
    team: 'data',
    address: 'eip',
    state: 'stopped',
    locks: ['security'],
  },
  { name: '北京-网关', region: beijing, type: 'ecs.g7.large', os: 'ubuntu', kind: 'bastion', team: 'platform', address: 'eip' },
  { name: 'edge-sg-1', region: singapore, type: 'ecs.g8y.large', os: 'debian', kind: 'web', team: 'platform', address: 'eip' },
  {
    name: 'audit-log',
    account: audit,
    region: singapore,
    type: 'ecs.g8y.large',
    os: 'debian',
    kind: 'metrics',
    team: 'audit',
    address: 'public',
    password: 'demo',
  },
];

const systems: Readonly<Record<Row['os'], { readonly name: string; readonly image: string }>> = {
  ubuntu: { name: 'Ubuntu  24.04 64 bit', image: 'ubuntu_24_04_x64_20G_alibase_20260912.vhd' },
  debian: { name: 'Debian  13 64 bit', image: 'debian_13_0_x64_20G_alibase_20260905.vhd' },
  windows: { name: 'Windows Server  2022 DataCenter 64 bit English', image: 'win2022_21H2_x64_dtc_en-us_40G_alibase_20260918.vhd' },
};

function instance(row: Row, at: number): WorldInstance {
  const account = row.account ?? asia;
  const place = [hangzhou, beijing, singapore].indexOf(row.region) + (account === asia ? 1 : 5);
  const network = digest(`${account}${row.region}`);
  const id = `i-bp1${digest(`${account}${row.region}${row.name}`).slice(0, 17)}`;
  const { name: osName, image } = systems[row.os];
  const { locks, expires, stopMode, loginAsNonRoot } = row;
  const host = row.os === 'windows' || row.kind === undefined ? undefined : hostRole(row, row.kind, row.os);
  return {
    id,
    account,
    region: row.region,
    state: row.state ?? 'running',
    type: row.type,
    image,
    zone: `${row.region}-${'bhi'[at % 3]}`,
    vpc: `vpc-bp1${network.slice(0, 17)}`,
    subnet: `vsw-bp1${network.slice(3, 20)}`,
    privateIp: `127.11.${place}.${at + 11}`,
    ...(row.address === 'none' ? {} : { publicIp: `127.58.${place}.${at + 11}` }),
    ...(row.os === 'windows' || row.password !== undefined || account === audit ? {} : { keyName: 'acme-asia' }),
    launched: new Date(Date.parse('2026-11-18T02:20:00Z') - at * 9.3 * 86_400_000).toISOString(),
    groups: [{ id: `sg-bp1${digest(`${network}${row.team}`).slice(0, 17)}`, name: `${row.team}-asia` }],
    tags: { Name: row.name, team: row.team, env: 'prod' },
    ecs: {
      network: row.network ?? 'vpc',
      eip: row.address === 'eip',
      osType: row.os === 'windows' ? 'windows' : 'linux',
      osName,
      ...(row.os === 'windows' ? {} : { loginAsNonRoot: loginAsNonRoot === true }),
      ...(locks === undefined ? {} : { locks }),
      ...(expires === undefined ? {} : { expires }),
      ...(stopMode === undefined ? {} : { stopMode }),
    },
    ...(host === undefined ? {} : { host }),
  };
}

/** The web teams let everybody in by SSH but one network; the others only the headquarters. Classic says it for each network card. */
function asiaGroups(machines: readonly WorldInstance[]): WorldGroup[] {
  const groups = new Map<string, WorldGroup>();
  for (const { account, region, vpc, groups: own, ecs } of machines) {
    const nic = ecs?.network === 'classic' ? ('internet' as const) : ('intranet' as const);
    for (const { id, name } of own) {
      const open = name.startsWith('mall-');
      const rules: WorldGroupRule[] = [
        { protocol: 'tcp', from: 22, to: 22, range: open ? '0.0.0.0/0' : '203.0.113.0/24', priority: 10, nic, description: 'SSH' },
        { protocol: 'tcp', from: 22, to: 22, range: '198.51.100.0/24', drop: true, priority: 10, nic, description: 'Scanners' },
        { protocol: 'tcp', from: 3_389, to: 3_389, range: '203.0.113.0/24', priority: 1, nic, description: 'Head office' },
      ];
      groups.set(id, { id, name, account, region, vpc, rules, ...(name.startsWith('audit-') ? { isolated: true } : {}) });
    }
  }
  return [...groups.values()];
}

function hostRole(row: Row, kind: HostRole['kind'], os: 'ubuntu' | 'debian'): HostRole {
  return {
    kind,
    user: row.loginAsNonRoot === true ? 'ecs-user' : 'root',
    os,
    ...(row.password === undefined ? {} : { password: row.password }),
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
