import type { PowerAction } from '../../model/power.ts';

/** What becomes of a start, a stop or a restart that did not go as asked. */
export const powerErrors = {
  unsupported: 'Gangway cannot start or stop instances of this cloud.',
  unsupportedHint: 'Do it in the cloud’s console.',
  actions: { start: 'start', stop: 'stop', reboot: 'reboot' } satisfies Record<PowerAction, string>,
  busy: (name: string, action: string) => `${name} is being asked to ${action} already.`,
  busyHint: 'Wait for the answer.',
  otherAsked: 'Something else was asked of the instance.',
  nobodyWaits: 'Nobody waits for the instance any more.',
  closing: 'Gangway is closing.',
  notFollowed: (name: string) => `${name} could not be followed.`,
  logDetails: 'Refresh; the log of Gangway has the details.',
  noAddress: (name: string) => `${name} runs, but has no address to connect to.`,
  noAddressHint: 'Give it a public address, or go through a jump host inside its network.',
  noAnswer: (name: string, address: string) => `${name} runs, but nothing answers at ${address}.`,
  noAnswerHint: 'See under Reach in its details whether its security groups let you in; the service on it may not have started.',
  deleted: (name: string) => `${name} is being deleted.`,
  refresh: 'Refresh the list.',
  didNot: (name: string, action: string, state: string) => `${name} did not ${action}; it is ${state}.`,
  didNotBecause: (name: string, action: string, state: string, why: string) => `${name} did not ${action}; it is ${state}: ${why}.`,
  didNotHint: 'The cloud’s console shows what happened to it.',
  still: (name: string, state: string, minutes: number) => `${name} is still ${state} after ${minutes} minutes.`,
  stopByForce: 'Stop it by force, or look into the cloud’s console.',
  lookThere: 'Look into the cloud’s console.',
};
