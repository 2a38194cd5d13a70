import type { Instance } from '../../../shared/model/instance.ts';

export const ref = { account: 'aws:a', region: 'r', instance: 'i-1' };

/** A Linux instance of EC2 that runs, as little known as one can be. */
export const row: Instance = {
  ...ref,
  key: 'aws:a/r/i-1',
  cloud: 'aws',
  name: 'web-1',
  state: 'running',
  os: 'linux',
  platform: '',
  type: 't3.micro',
  image: '',
  securityGroups: [],
  tags: {},
};
