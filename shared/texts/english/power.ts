import type { PowerAction, PowerEffect, StopMode } from '../../model/power.ts';

/** Texts about starting, stopping and restarting instances. */
export const power = {
  start: 'Start…',
  stop: 'Stop…',
  reboot: 'Restart…',
  startAndConnect: 'Start and connect when ready…',
  ask: { start: (name: string) => `Start ${name}?`, stop: (name: string) => `Stop ${name}?`, reboot: (name: string) => `Restart ${name}?` },
  go: { start: 'Start', stop: 'Stop', reboot: 'Restart' } satisfies Record<PowerAction, string>,
  goAndConnect: 'Start and connect',
  changes: 'What changes',
  effect: (effect: PowerEffect): string => {
    switch (effect.kind) {
      case 'connections-end':
        return 'Open shells and desktops on it end.';
      case 'address-changes':
        return `The public address ${effect.address} is given away; the next start brings another one.`;
      case 'address-stays':
        return effect.elastic ? `The Elastic IP ${effect.address} stays.` : `The public address ${effect.address} stays.`;
      case 'address-new':
        return 'It gets a new public address, if its network gives one.';
      case 'local-disks':
        return 'Data on instance store volumes, if it has any, is lost. Other disks stay.';
      case 'billing-starts':
        return 'CPU and memory are billed from now on.';
      case 'billing-stops':
        return 'CPU and memory are not billed while it is stopped. Disks and reserved addresses are.';
      case 'billing-goes-on':
        return 'It is billed as before while it is stopped.';
      case 'prepaid':
        return 'It is paid in advance: this changes nothing about the bill.';
      case 'capacity':
        return 'Its CPU and memory go to others: a later start may have to wait until there is capacity.';
      case 'unsaved':
        return 'What its system has not written to disk is lost.';
    }
  },
  /** Where an address that stays is called by another name. */
  eipStays: (address: string) => `The EIP ${address} stays.`,
  stopMode: 'While it is stopped',
  stopModes: {
    'keep-charging': 'Keep its place and address, and pay',
    'stop-charging': 'Give them back, and pay for disks only',
  } satisfies Record<StopMode, string>,
  force: 'By force, without asking its system',
  overdue: 'A payment is overdue, so it cannot be started. Settle the bill in the cloud’s console first.',
  locked: 'The cloud has locked it for security reasons. Its console says what was found.',
  tasks: 'Instances that change',
  phase: {
    asking: (name: string) => `${name}: asking the cloud…`,
    starting: (name: string) => `${name} is starting…`,
    stopping: (name: string) => `${name} is stopping…`,
    restarting: (name: string) => `${name} is restarting…`,
    probing: (name: string, address: string) =>
      address === '' ? `${name} runs. Waiting until it answers…` : `${name} runs. Waiting until ${address} answers…`,
    ready: (name: string) => `${name} is ready.`,
  },
  connect: 'Connect',
  stopWaiting: 'Stop waiting',
  dismiss: 'Dismiss',
  startIt: 'Start and connect…',
};
