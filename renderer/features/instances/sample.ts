import { instanceKey, type Instance, type Scope } from '../../../shared/model/instance.ts';

/** An instance for the unit tests beside this file. */
export function sampleInstance(more: Partial<Instance> = {}): Instance {
  const ref = { account: 'aws:prod', region: 'eu-central-1', instance: 'i-01', ...more };
  return {
    cloud: 'aws',
    name: 'web-1',
    state: 'running',
    os: 'linux',
    platform: 'Linux/UNIX',
    type: 't3.micro',
    image: 'ami-1',
    securityGroups: [],
    tags: {},
    ...more,
    account: ref.account,
    region: ref.region,
    instance: ref.instance,
    key: instanceKey(ref),
  };
}

export function sampleScope(more: Partial<Scope> = {}): Scope {
  const account = more.account ?? 'aws:prod';
  const region = more.region ?? 'eu-central-1';
  return { key: `${account}/${region}`, state: 'ready', count: 1, loadedAt: 1_000, ...more, account, region };
}
