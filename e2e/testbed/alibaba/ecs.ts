import { page } from '../aws/page.ts';
import type { PowerState, WorldInstance } from '../data.ts';
import { AlibabaError, type AlibabaAction, type AlibabaContext } from './call.ts';
import { ecsFleet, ecsInstance } from './fleet.ts';
import { ecsPasswordActions } from './passwords.ts';
import { ecsPowerActions } from './power.ts';
import { ecsGroupActions } from './security-groups.ts';

/** The actions of ECS, by name. What is missing here is answered as unknown. */
export const ecsActions: Readonly<Record<string, AlibabaAction>> = {
  DescribeRegions: ({ data }) => ({
    Regions: {
      Region: data.regions.map(({ name, localName }) => ({
        RegionId: name,
        LocalName: localName,
        RegionEndpoint: `ecs.${name}.aliyuncs.com`,
        Status: 'available',
      })),
    },
  }),
  DescribeInstances: describeInstances,
  DescribeKeyPairs: describeKeyPairs,
  GetInstanceConsoleOutput: getConsoleOutput,
  ...ecsPasswordActions,
  ...ecsPowerActions,
  ...ecsGroupActions,
};

const statuses: Readonly<Record<PowerState, string>> = {
  pending: 'Starting',
  running: 'Running',
  stopping: 'Stopping',
  stopped: 'Stopped',
  'shutting-down': 'Stopped',
  terminated: 'Stopped',
};

function describeInstances(context: AlibabaContext): Record<string, unknown> {
  const { form, shapes } = context;
  const wanted = form.get('InstanceIds');
  let ids: readonly string[] | undefined;
  if (wanted !== null) {
    ids = parseIds(wanted);
    if (ids.length > 100) throw new AlibabaError('InvalidParameter.InstanceIds', 'The specified InstanceIds are too many.');
  }
  const asked = Number(form.get('MaxResults') ?? 10);
  if (asked > 100) throw new AlibabaError('InvalidMaxResults', 'The specified MaxResults is not valid.');
  const all = ecsFleet(context).filter(({ id }) => ids?.includes(id) ?? true);
  const size = Math.max(10, asked);
  const { items, nextToken } = page(all, {
    size,
    token: form.get('NextToken') || undefined,
    shapes,
    badToken: 'InvalidParameter.NextToken',
  });
  return {
    Instances: { Instance: items.map((instance) => instanceJson(instance)) },
    NextToken: nextToken ?? '',
    TotalCount: all.length,
    PageNumber: 1,
    PageSize: size,
  };
}

function parseIds(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.map(String);
  } catch {
    // Refused below.
  }
  throw new AlibabaError('InvalidParameter.InstanceIds', 'The specified InstanceIds is not a JSON array.');
}

function instanceJson(instance: WorldInstance): Record<string, unknown> {
  const { ecs, tags } = instance;
  if (!ecs) throw new Error(`${instance.id} is no ECS instance.`);
  const classic = ecs.network === 'classic';
  const { Name: name = '', ...others } = tags;
  // An EIP and the address of a subscription stay; a pay-as-you-go one goes with the charging.
  const gone = instance.state === 'stopped' && ecs.stopMode === 'StopCharging' && ecs.eip !== true;
  const shown = gone ? undefined : instance.publicIp;
  return {
    InstanceId: instance.id,
    InstanceName: name,
    HostName: `iZ${instance.id.slice(2)}Z`,
    Description: '',
    RegionId: instance.region,
    ZoneId: instance.zone,
    ClusterId: '',
    Status: statuses[instance.state],
    StoppedMode: instance.state === 'stopped' ? (ecs.stopMode ?? 'KeepCharging') : 'Not-applicable',
    InstanceType: instance.type,
    InstanceTypeFamily: instance.type.split('.').slice(0, 2).join('.'),
    Cpu: 2,
    Memory: 8192,
    ImageId: instance.image,
    OSType: ecs.osType,
    OSName: ecs.osName,
    OSNameEn: ecs.osName,
    InstanceNetworkType: ecs.network,
    PublicIpAddress: { IpAddress: shown === undefined || ecs.eip === true ? [] : [shown] },
    InnerIpAddress: { IpAddress: classic ? [instance.privateIp] : [] },
    VpcAttributes: classic
      ? { VpcId: '', VSwitchId: '', NatIpAddress: '', PrivateIpAddress: { IpAddress: [] } }
      : { VpcId: instance.vpc, VSwitchId: instance.subnet, NatIpAddress: '', PrivateIpAddress: { IpAddress: [instance.privateIp] } },
    EipAddress:
      ecs.eip === true && shown !== undefined
        ? {
            IpAddress: shown,
            AllocationId: `eip-${instance.id.slice(2)}`,
            InternetChargeType: 'PayByTraffic',
            Bandwidth: 5,
            IsSupportUnassociate: true,
          }
        : { IpAddress: '', AllocationId: '', InternetChargeType: '' },
    NetworkInterfaces: {
      NetworkInterface: classic
        ? []
        : [
            {
              NetworkInterfaceId: `eni-${instance.id.slice(2)}`,
              Type: 'Primary',
              PrimaryIpAddress: instance.privateIp,
              Ipv6Sets: { Ipv6Set: instance.ipv6 === undefined ? [] : [{ Ipv6Address: instance.ipv6 }] },
            },
          ],
    },
    SecurityGroupIds: { SecurityGroupId: instance.groups.map(({ id }) => id) },
    KeyPairName: instance.keyName ?? '',
    ImageOptions: ecs.loginAsNonRoot === undefined ? {} : { LoginAsNonRoot: ecs.loginAsNonRoot },
    CreationTime: minutes(instance.launched),
    StartTime: minutes(instance.launched),
    ExpiredTime: ecs.expires === undefined ? '2099-12-31T15:59Z' : minutes(ecs.expires),
    InstanceChargeType: ecs.expires === undefined ? 'PostPaid' : 'PrePaid',
    InternetChargeType: 'PayByTraffic',
    SpotStrategy: 'NoSpot',
    OperationLocks: { LockReason: (ecs.locks ?? []).map((reason) => ({ LockReason: reason, LockMsg: '' })) },
    Tags: { Tag: Object.entries(others).map(([key, value]) => ({ TagKey: key, TagValue: value })) },
    DeletionProtection: false,
    DeviceAvailable: true,
  };
}

/** ECS gives times to the minute. */
function minutes(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16)}Z`;
}

function describeKeyPairs({ form, caller, region, data, state }: AlibabaContext): Record<string, unknown> {
  const all = data.accounts.find(({ id }) => id === caller.account)?.keyPairs.filter((pair) => pair.region === region) ?? [];
  const size = Math.min(50, Number(form.get('PageSize') ?? 10));
  const number = Number(form.get('PageNumber') ?? 1);
  return {
    KeyPairs: {
      KeyPair: all.slice((number - 1) * size, number * size).map(({ name }) => ({
        KeyPairName: name,
        KeyPairFingerPrint: state.keyFingerprints.get(`${caller.account}/${region}/${name}`) ?? '',
        PublicKey: state.publicKeys.get(`${caller.account}/${region}/${name}`) ?? '',
        CreationTime: '2026-01-05T03:12Z',
      })),
    },
    TotalCount: all.length,
    PageNumber: number,
    PageSize: size,
  };
}

function getConsoleOutput(context: AlibabaContext): Record<string, unknown> {
  const instance = ecsInstance(context);
  const text = instance.console ?? (instance.hostKeys ?? []).map((key) => `${key}\n`).join('');
  return {
    InstanceId: instance.id,
    ConsoleOutput: Buffer.from(text).toString('base64'),
    LastUpdateTime: new Date(context.now).toISOString(),
  };
}
