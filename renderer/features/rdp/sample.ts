import type { RdpLaunch } from '../../../shared/model/rdp.ts';

/** A launch for the unit tests beside this file. */
export function sampleLaunch(more: Partial<RdpLaunch> = {}): RdpLaunch {
  return {
    id: 'l1',
    machine: { kind: 'instance', account: 'aws:prod', region: 'eu-central-1', instance: 'i-01' },
    name: 'win-1',
    user: 'Administrator',
    client: 'remmina',
    state: 'preparing',
    startedAt: 1_000,
    bytesIn: 0,
    bytesOut: 0,
    log: [],
    ...more,
  };
}
