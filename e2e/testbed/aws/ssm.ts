import { page } from './page.ts';
import type { ActionContext, JsonAction } from './service.ts';

export const ssmActions: Readonly<Record<string, JsonAction>> = { DescribeInstanceInformation: describeInstanceInformation };

const defaultPage = 10;

function describeInstanceInformation({ call, state, shapes, now }: ActionContext): unknown {
  const wanted = filterValues(call.json['Filters']) ?? filterValues(call.json['InstanceInformationFilterList']);
  const nodes = state
    .fleet(call.caller.account, call.region)
    .filter((instance) => instance.agent !== undefined && instance.state !== 'terminated')
    .filter((instance) => wanted === undefined || wanted.includes(instance.id));
  const size = typeof call.json['MaxResults'] === 'number' ? call.json['MaxResults'] : defaultPage;
  const token = typeof call.json['NextToken'] === 'string' ? call.json['NextToken'] : undefined;
  const one = page(nodes, { size, token, shapes, badToken: 'InvalidNextToken' });
  return {
    InstanceInformationList: one.items.map((instance) => ({
      InstanceId: instance.id,
      PingStatus: instance.state === 'running' ? 'Online' : 'ConnectionLost',
      LastPingDateTime: now / 1000,
      AgentVersion: instance.agent?.version,
      IsLatestVersion: true,
      PlatformType: state.images.get(instance.image)?.platform === 'windows' ? 'Windows' : 'Linux',
      PlatformName: instance.agent?.platformName,
      PlatformVersion: instance.agent?.platformVersion,
      ResourceType: 'EC2Instance',
      IPAddress: instance.privateIp,
      ComputerName: `ip-${instance.privateIp.replaceAll('.', '-')}.${instance.region}.compute.internal`,
    })),
    NextToken: one.nextToken,
  };
}

/** The ids of an `InstanceIds` filter, old form (`key`, `valueSet`) or new (`Key`, `Values`). */
function filterValues(filters: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(filters)) return undefined;
  for (const filter of filters as readonly unknown[]) {
    if (typeof filter !== 'object' || filter === null) continue;
    const { Key, key, Values, valueSet } = filter as Readonly<Record<string, unknown>>;
    const values = Values ?? valueSet;
    if ((Key ?? key) === 'InstanceIds' && Array.isArray(values)) return values as readonly unknown[];
  }
  return undefined;
}
