import type { DescribeInstancesResponseBodyInstancesInstance } from '@alicloud/ecs20140526/dist/models/DescribeInstancesResponseBody.js';
import { instanceKey, type Instance, type InstanceLock, type InstanceState, type OsFamily } from '../../../shared/model/instance.ts';
import { flag, isObject, list, text, type Wire } from './json.ts';

/** An instance as `DescribeInstances` tells it. */
export type EcsInstance = Wire<DescribeInstancesResponseBodyInstancesInstance>;

/** ECS allows 20 tags and far fewer groups; what is longer did not come from ECS. */
const LIMITS = { tags: 100, groups: 100, locks: 16 } as const;

const STATES: Readonly<Record<string, InstanceState>> = {
  pending: 'pending',
  starting: 'pending',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
};

/** ECS's names of locks, in our words. */
const LOCKS: Readonly<Record<string, InstanceLock>> = {
  financial: 'overdue',
  security: 'security',
  recycling: 'recycling',
  dedicatedhostfinancial: 'overdue',
  refunded: 'refunded',
};

/** A row of the grid; `undefined` for what has no id. Every field may be missing, or a number where a text was. */
export function toInstance(found: unknown, account: string, region: string): Instance | undefined {
  if (!isObject(found)) return undefined;
  const row = found as EcsInstance;
  const ref = { account, region, instance: text(row.InstanceId) };
  if (ref.instance === '') return undefined;
  const eip = text(row.EipAddress?.IpAddress);
  const classic = text(row.InstanceNetworkType).toLowerCase() === 'classic';
  const locks = list(row.OperationLocks?.LockReason)
    .map((lock) => text(lock?.LockReason).toLowerCase())
    .filter((lock) => lock !== '')
    .slice(0, LIMITS.locks)
    .map((lock): InstanceLock => LOCKS[lock] ?? 'other');
  const values = {
    publicIp: eip === '' ? first(row.PublicIpAddress?.IpAddress) : eip,
    privateIp: first(row.VpcAttributes?.PrivateIpAddress?.IpAddress) || first(row.InnerIpAddress?.IpAddress),
    ipv6: text(list(list(row.NetworkInterfaces?.NetworkInterface)[0]?.Ipv6Sets?.Ipv6Set)[0]?.Ipv6Address),
    privateDns: text(row.HostName),
    keyName: text(row.KeyPairName),
    launchTime: isoTime(text(row.StartTime)) || isoTime(text(row.CreationTime)),
    zone: text(row.ZoneId),
    vpc: text(row.VpcAttributes?.VpcId),
    subnet: text(row.VpcAttributes?.VSwitchId),
    eip,
    expires: text(row.InstanceChargeType) === 'PrePaid' ? isoTime(text(row.ExpiredTime)) : '',
    loginUser: row.ImageOptions?.LoginAsNonRoot === undefined ? '' : flag(row.ImageOptions.LoginAsNonRoot) ? 'ecs-user' : 'root',
    stopMode: text(row.StoppedMode),
    billing: text(row.InstanceChargeType),
  };
  const state = STATES[text(row.Status).toLowerCase()] ?? 'unknown';
  return {
    ...ref,
    key: instanceKey(ref),
    cloud: 'alibaba',
    name: text(row.InstanceName),
    state,
    os: osFamily(row),
    platform: text(row.OSNameEn) || text(row.OSName),
    type: text(row.InstanceType),
    image: text(row.ImageId),
    ...present(values),
    network: classic ? 'classic' : 'vpc',
    ...(locks.length === 0 ? {} : { locks: [...new Set(locks)] }),
    // The list names groups by id alone.
    securityGroups: list(row.SecurityGroupIds?.SecurityGroupId)
      .map((id) => text(id))
      .filter((id) => id !== '')
      .slice(0, LIMITS.groups)
      .map((id) => ({ id, name: '' })),
    // fromEntries makes own properties whatever the key, `__proto__` too.
    tags: Object.fromEntries(
      list(row.Tags?.Tag)
        .slice(0, LIMITS.tags)
        .map((tag) => [text(tag?.TagKey), text(tag?.TagValue)] as const)
        .filter(([key]) => key !== ''),
    ),
  };
}

function first(addresses: unknown): string {
  return text(list(addresses)[0]);
}

function osFamily(row: EcsInstance): OsFamily {
  const type = text(row.OSType).toLowerCase();
  if (type === 'windows' || type === 'linux') return type;
  return /windows/iu.test(`${text(row.OSNameEn)} ${text(row.OSName)}`) ? 'windows' : 'linux';
}

/** ECS gives times to the minute: `2026-11-21T01:51Z`. Empty for what is no time. */
function isoTime(time: string): string {
  const at = Date.parse(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/u.test(time) ? time.replace('Z', ':00Z') : time);
  return time === '' || Number.isNaN(at) ? '' : new Date(at).toISOString().replace('.000Z', 'Z');
}

/** Without the empty ones. */
function present<T extends Readonly<Record<string, string>>>(values: T): Partial<T> {
  const kept: Record<string, string> = {};
  for (const key in values) if (values[key] !== '') kept[key] = values[key] as string;
  return kept as Partial<T>;
}
