import { createHash } from 'node:crypto';
import { demoGroups } from './demo-groups.ts';
import type { HostRole, PowerState, WindowsRole, WorldData, WorldImage, WorldInstance } from '../data.ts';

/**
 * The demo: a small company with a production and a development account in three regions.
 * All addresses are loopback addresses (Linux answers to all of 127.0.0.0/8): 127.54.x.y stands for public, 127.10.x.y for private ones.
 */
export function demoWorld(): WorldData {
  const machines = fleet.map(instance);
  return {
    regions: [
      { name: 'eu-central-1', optIn: 'opt-in-not-required' },
      { name: 'us-east-1', optIn: 'opt-in-not-required' },
      { name: 'ap-southeast-2', optIn: 'opt-in-not-required' },
      { name: 'af-south-1', optIn: 'not-opted-in' },
      { name: 'me-south-1', optIn: 'not-opted-in' },
    ],
    accounts: [
      {
        id: prod,
        users: [
          {
            name: 'dana',
            accessKeyId: 'AKIADEMOACMEPROD0001',
            secretAccessKey: 'demo+prod/only+works+inside+the+demo+01',
            mfa: { serial: `arn:aws:iam::${prod}:mfa/dana`, code: '123456' },
          },
        ],
        roles: [{ name: 'on-call', requiresMfa: true }],
        keyPairs: [
          ...homeRegions.map((region) => ({ name: 'acme-prod', type: 'ed25519' as const, region })),
          // The passwords of Windows can be encrypted for RSA only.
          ...homeRegions.map((region) => ({ name: 'acme-windows', type: 'rsa' as const, region })),
        ],
        profiles: [{ name: 'acme-prod', region: 'eu-central-1', user: 'dana' }],
      },
      {
        id: dev,
        users: [{ name: 'dana', accessKeyId: 'AKIADEMOACMEDEV00002', secretAccessKey: 'demo+dev/only+works+inside+the+demo+002' }],
        keyPairs: homeRegions.map((region) => ({ name: 'acme-dev', type: 'rsa' as const, region })),
        profiles: [{ name: 'acme-dev', region: 'us-east-1', user: 'dana' }],
      },
    ],
    images,
    instances: machines,
    ...demoGroups(machines),
  };
}

const prod = '480215937742';
const dev = '715390264418';
const homeRegions = ['eu-central-1', 'us-east-1', 'ap-southeast-2'];

const ubuntu = 'ami-0a1c7f0d92e6b4583';
const ubuntuArm = 'ami-04d8e02f7c1b9a365';
const amazonLinux = 'ami-0c9f4b61d83a7e250';
const debian = 'ami-07e25a90c4d1f8b36';
const windows2022 = 'ami-0f3b6d8a1e9c47520';
const windows2025 = 'ami-02c8a5e7d04f9b613';
const windowsSql = 'ami-06b1d9f4a7e3c0825';
const golden = 'ami-0e7d4c2b8a9f61305';

const images: readonly WorldImage[] = [
  {
    id: ubuntu,
    name: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261022',
    description: 'Canonical, Ubuntu, 24.04, amd64 noble image',
    owner: '099720109477',
    platformDetails: 'Linux/UNIX',
    architecture: 'x86_64',
    created: '2026-10-22T06:11:20Z',
    ssmParameter: '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id',
  },
  {
    id: ubuntuArm,
    name: 'ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20261022',
    description: 'Canonical, Ubuntu, 24.04, arm64 noble image',
    owner: '099720109477',
    platformDetails: 'Linux/UNIX',
    architecture: 'arm64',
    created: '2026-10-22T06:13:02Z',
  },
  {
    id: amazonLinux,
    name: 'al2023-ami-2023.9.20261028.0-kernel-6.12-x86_64',
    description: 'Amazon Linux 2023 AMI 2023.9.20261028.0 x86_64 HVM kernel-6.12',
    owner: '137112412989',
    ownerAlias: 'amazon',
    platformDetails: 'Linux/UNIX',
    architecture: 'x86_64',
    created: '2026-10-28T19:40:51Z',
    ssmParameter: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.12-x86_64',
  },
  {
    id: debian,
    name: 'debian-13-amd64-20261103-2287',
    description: 'Debian 13 (20261103-2287)',
    owner: '136693071363',
    platformDetails: 'Linux/UNIX',
    architecture: 'x86_64',
    created: '2026-11-03T06:40:33Z',
  },
  {
    id: windows2022,
    name: 'Windows_Server-2022-English-Full-Base-2026.11.11',
    description: 'Microsoft Windows Server 2022 Full Locale English AMI provided by Amazon',
    owner: '801119661308',
    ownerAlias: 'amazon',
    platform: 'windows',
    platformDetails: 'Windows',
    architecture: 'x86_64',
    created: '2026-11-12T04:21:09Z',
  },
  {
    id: windows2025,
    name: 'Windows_Server-2025-English-Full-Base-2026.11.11',
    description: 'Microsoft Windows Server 2025 Full Locale English AMI provided by Amazon',
    owner: '801119661308',
    ownerAlias: 'amazon',
    platform: 'windows',
    platformDetails: 'Windows',
    architecture: 'x86_64',
    created: '2026-11-12T04:22:47Z',
  },
  {
    id: windowsSql,
    name: 'Windows_Server-2022-English-Full-SQL_2022_Standard-2026.11.11',
    description: 'Microsoft Windows Server 2022 Full Locale English with SQL Standard 2022 AMI provided by Amazon',
    owner: '801119661308',
    ownerAlias: 'amazon',
    platform: 'windows',
    platformDetails: 'Windows with SQL Server Standard',
    architecture: 'x86_64',
    created: '2026-11-12T05:02:18Z',
  },
  {
    id: golden,
    name: 'acme-golden-base-2026-11-02',
    description: 'Hardened base image built by packer',
    owner: prod,
    platformDetails: 'Linux/UNIX',
    architecture: 'x86_64',
    created: '2026-11-02T12:00:00Z',
    sourceImage: ubuntu,
    privateTo: prod,
  },
];

interface Row {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly type: string;
  readonly image: string;
  readonly state?: PowerState;
  readonly kind?: HostRole['kind'];
  readonly team: string;
  /** No public address; the demo host answers on the private one, as through a VPN. */
  readonly inside?: boolean;
  readonly login?: Pick<HostRole, 'password' | 'code'>;
  readonly spot?: boolean;
  readonly windows?: WindowsRole;
  /** Its public address is an Elastic IP. */
  readonly elastic?: boolean;
  /** Has no key pair, so Session Manager or a password has to do. */
  readonly keyless?: boolean;
}

const euProd = { account: prod, region: 'eu-central-1' };
const usProd = { account: prod, region: 'us-east-1' };
const apProd = { account: prod, region: 'ap-southeast-2' };
const euDev = { account: dev, region: 'eu-central-1' };
const usDev = { account: dev, region: 'us-east-1' };
const apDev = { account: dev, region: 'ap-southeast-2' };

const fleet: readonly Row[] = [
  { ...euProd, name: 'web-1', type: 'm7i.large', image: ubuntu, kind: 'web', team: 'storefront' },
  { ...euProd, name: 'web-2', type: 'm7i.large', image: ubuntu, kind: 'web', team: 'storefront' },
  { ...euProd, name: 'web-3', type: 'm7i.large', image: ubuntu, kind: 'web', team: 'storefront', state: 'stopped' },
  { ...euProd, name: 'api-1', type: 'c7g.xlarge', image: ubuntuArm, kind: 'web', team: 'platform' },
  { ...euProd, name: 'api-2', type: 'c7g.xlarge', image: ubuntuArm, kind: 'web', team: 'platform' },
  { ...euProd, name: 'db-1', type: 'r7i.2xlarge', image: debian, kind: 'database', team: 'platform', login: { password: 'demo' } },
  { ...euProd, name: 'db-2-replica', type: 'r7i.2xlarge', image: debian, kind: 'database', team: 'platform', inside: true },
  { ...euProd, name: 'cache-1', type: 'r7g.large', image: ubuntuArm, kind: 'cache', team: 'platform', inside: true },
  { ...euProd, name: 'worker-1', type: 'c7i.large', image: golden, kind: 'worker', team: 'fulfilment', spot: true },
  { ...euProd, name: 'worker-2', type: 'c7i.large', image: golden, kind: 'worker', team: 'fulfilment', spot: true },
  {
    ...euProd,
    name: 'bastion',
    type: 't4g.nano',
    image: ubuntuArm,
    kind: 'bastion',
    team: 'platform',
    elastic: true,
    login: { password: 'demo', code: '424242' },
  },
  { ...euProd, name: 'metrics', type: 't3.medium', image: amazonLinux, kind: 'metrics', team: 'platform' },
  { ...euProd, name: 'erp-app', type: 'm6i.xlarge', image: windows2022, team: 'finance' },
  { ...euProd, name: 'erp-sql', type: 'r6i.xlarge', image: windowsSql, team: 'finance', inside: true },
  { ...usProd, name: 'web-us-1', type: 'm7i.large', image: ubuntu, kind: 'web', team: 'storefront' },
  { ...usProd, name: 'web-us-2', type: 'm7i.large', image: ubuntu, kind: 'web', team: 'storefront' },
  { ...usProd, name: 'api-us-1', type: 'c7g.xlarge', image: ubuntuArm, kind: 'web', team: 'platform' },
  { ...usProd, name: 'db-us-1', type: 'r7i.xlarge', image: debian, kind: 'database', team: 'platform', inside: true },
  { ...usProd, name: 'worker-us-1', type: 'c7i.large', image: golden, kind: 'worker', team: 'fulfilment', spot: true },
  { ...usProd, name: 'report-batch', type: 'c7i.4xlarge', image: amazonLinux, kind: 'worker', team: 'finance', state: 'stopped' },
  { ...usProd, name: 'ad-dc-1', type: 't3.large', image: windows2025, team: 'it' },
  { ...usProd, name: 'jump-win', type: 't3.medium', image: windows2025, team: 'it' },
  { ...apProd, name: 'web-ap-1', type: 'm7g.large', image: ubuntuArm, kind: 'web', team: 'storefront' },
  { ...apProd, name: 'web-ap-2', type: 'm7g.large', image: ubuntuArm, kind: 'web', team: 'storefront' },
  { ...apProd, name: 'cache-ap-1', type: 'r7g.large', image: amazonLinux, kind: 'cache', team: 'platform' },
  { ...apProd, name: 'kiosk-relay', type: 't3.small', image: windows2022, team: 'retail', state: 'stopped' },
  { ...usDev, name: 'build-1', type: 'c7i.4xlarge', image: amazonLinux, kind: 'build', team: 'platform' },
  { ...usDev, name: 'build-2', type: 'c7i.4xlarge', image: amazonLinux, kind: 'build', team: 'platform', state: 'stopped' },
  { ...usDev, name: 'staging-web', type: 't3.medium', image: ubuntu, kind: 'web', team: 'storefront' },
  { ...usDev, name: 'staging-db', type: 't3.medium', image: debian, kind: 'database', team: 'platform' },
  { ...usDev, name: 'sandbox-dana', type: 't3.small', image: ubuntu, kind: 'worker', team: 'storefront' },
  { ...usDev, name: 'sandbox-miguel', type: 't3.small', image: debian, kind: 'worker', team: 'platform', state: 'stopped' },
  { ...usDev, name: 'load-generator', type: 'c7i.2xlarge', image: amazonLinux, kind: 'worker', team: 'platform', spot: true },
  { ...usDev, name: 'qa-windows', type: 't3.large', image: windows2025, team: 'qa' },
  { ...euDev, name: 'ml-notebook', type: 'g6.xlarge', image: ubuntu, kind: 'worker', team: 'data', state: 'stopped' },
  { ...euDev, name: 'ml-train-1', type: 'g6.12xlarge', image: ubuntu, kind: 'worker', team: 'data', spot: true },
  { ...euDev, name: 'pipeline', type: 'm7i.large', image: amazonLinux, kind: 'worker', team: 'data' },
  { ...euDev, name: 'qa-windows-de', type: 't3.large', image: windows2022, team: 'qa', state: 'stopped' },
  { ...apDev, name: 'sandbox-priya', type: 't4g.small', image: ubuntuArm, kind: 'worker', team: 'platform' },
  { ...apDev, name: 'latency-probe', type: 't4g.nano', image: amazonLinux, kind: 'metrics', team: 'platform' },
];

function instance(row: Row, at: number): WorldInstance {
  const image = images.find((one) => one.id === row.image);
  const isWindows = image?.platform === 'windows';
  const place = homeRegions.indexOf(row.region) + (row.account === prod ? 1 : 4);
  const id = `i-0${digest(`${row.account}${row.region}${row.name}`).slice(0, 16)}`;
  const network = digest(`${row.account}${row.region}`);
  const zone = `${row.region}${'abc'[at % 3]}`;
  const state = row.state ?? 'running';
  const production = row.account === prod;
  const role = isWindows ? undefined : hostRole(row);
  const base = {
    id,
    account: row.account,
    region: row.region,
    state,
    type: row.type,
    image: row.image,
    zone,
    vpc: `vpc-0${network.slice(0, 16)}`,
    subnet: `subnet-0${digest(`${network}${zone}${row.inside === true}`).slice(0, 16)}`,
    privateIp: `127.10.${place}.${at + 11}`,
    launched: launchTime(at),
    groups: [
      {
        id: `sg-0${digest(`${network}${row.kind ?? 'windows'}`).slice(0, 16)}`,
        name: `${row.kind ?? 'windows'}-${production ? 'prod' : 'dev'}`,
      },
    ],
    tags: {
      Name: row.name,
      env: production ? 'prod' : row.name.startsWith('staging') ? 'staging' : 'dev',
      team: row.team,
      ...(row.kind === undefined ? {} : { role: row.kind }),
    },
    reservation: `r-0${digest(id).slice(0, 16)}`,
  };
  const ip = `127.54.${place}.${at + 11}`;
  return {
    ...base,
    ...(row.inside ? {} : { publicIp: ip, publicDns: `ec2-${ip.replaceAll('.', '-')}.${row.region}.compute.amazonaws.com` }),
    ...(row.elastic ? { elastic: true } : {}),
    ...(row.keyless ? {} : { keyName: production ? (isWindows ? 'acme-windows' : 'acme-prod') : 'acme-dev' }),
    ...(row.spot ? { lifecycle: 'spot' as const } : {}),
    ...(state === 'stopped' ? stopped(at) : {}),
    ...(role === undefined ? {} : { host: role }),
    ...(row.image === amazonLinux ? { agent: { platformName: 'Amazon Linux', platformVersion: '2023', version: '3.3.2299.0' } } : {}),
    ...(isWindows ? { windows: { born: launchTime(at), ...row.windows } } : {}),
    ...(isWindows ? { agent: { platformName: 'Microsoft Windows Server', platformVersion: '10.0', version: '3.3.2299.0' } } : {}),
  };
}

function hostRole(row: Row): HostRole {
  const os = row.image === amazonLinux ? 'amazon' : row.image === debian ? 'debian' : 'ubuntu';
  const user = { amazon: 'ec2-user', debian: 'admin', ubuntu: 'ubuntu' }[os];
  return { kind: row.kind ?? 'worker', user, os, ...row.login, ...(row.inside ? { onPrivateAddress: true } : {}) };
}

function stopped(at: number): Pick<WorldInstance, 'stateReason' | 'stateTransition'> {
  const when = launchTime(at - 1)
    .replace('T', ' ')
    .replace('Z', ' GMT');
  return {
    stateReason: { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
    stateTransition: `User initiated (${when})`,
  };
}

/** Spread over the year before the demo was written. */
function launchTime(at: number): string {
  const day = Date.parse('2026-11-20T08:15:30Z') - at * 6.7 * 86_400_000;
  return new Date(Math.floor(day / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
