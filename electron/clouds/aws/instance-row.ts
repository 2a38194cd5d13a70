import { instanceKey, type Instance, type InstanceState, type OsFamily } from '../../../shared/model/instance.ts';

/** An instance as `DescribeInstances` tells it, flat and bounded. Absent texts are empty. */
export interface AwsInstance {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly stateReason: string;
  /** `Platform`: `windows` or empty. */
  readonly platform: string;
  readonly platformDetails: string;
  readonly type: string;
  readonly image: string;
  readonly publicIp: string;
  /** The first public address that the account owns, on any of its network interfaces. */
  readonly eip: string;
  readonly privateIp: string;
  readonly ipv6: string;
  readonly publicDns: string;
  readonly privateDns: string;
  readonly keyName: string;
  readonly launchTime: string;
  readonly zone: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly securityGroups: readonly { readonly id: string; readonly name: string }[];
  readonly tags: readonly (readonly [string, string])[];
}

/** EC2's own limits are lower (a tag: 128 and 256 characters, 50 per resource); what is longer did not come from EC2. UTF-16 units. */
export const LIMITS = { text: 1_024, name: 4_096, tagKey: 256, tagValue: 4_096, tags: 50, securityGroups: 50 } as const;

const STATES: readonly string[] = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] satisfies InstanceState[];

export function toInstance(row: AwsInstance, account: string, region: string): Instance {
  const ref = { account, region, instance: row.id };
  const optional = {
    stateReason: row.stateReason,
    publicIp: row.publicIp,
    eip: row.eip === row.publicIp ? row.eip : '',
    privateIp: row.privateIp,
    ipv6: row.ipv6,
    publicDns: row.publicDns,
    privateDns: row.privateDns,
    keyName: row.keyName,
    launchTime: row.launchTime,
    zone: row.zone,
    vpc: row.vpc,
    subnet: row.subnet,
  };
  return {
    ...ref,
    key: instanceKey(ref),
    cloud: 'aws',
    name: row.name,
    state: STATES.includes(row.state) ? (row.state as InstanceState) : 'unknown',
    os: osFamily(row),
    platform: row.platformDetails || row.platform,
    type: row.type,
    image: row.image,
    ...present(optional),
    securityGroups: row.securityGroups,
    // fromEntries makes own properties whatever the key, `__proto__` too.
    tags: Object.fromEntries(row.tags),
  };
}

/** Without the empty ones. A loop: ten thousand rows are made while terminals wait. */
function present<T extends Readonly<Record<string, string>>>(values: T): Partial<T> {
  const kept: Record<string, string> = {};
  for (const key in values) if (values[key] !== '') kept[key] = values[key] as string;
  return kept as Partial<T>;
}

function osFamily(row: AwsInstance): OsFamily {
  if (row.platform.toLowerCase() === 'windows' || /windows|^sql server/iu.test(row.platformDetails)) return 'windows';
  if (/^mac\d/u.test(row.type)) return 'macos';
  return 'linux';
}
