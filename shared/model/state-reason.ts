import { texts } from '../texts/current.ts';
import { displayText } from './display-text.ts';

/** `Client.UserInitiatedShutdown: User initiated shutdown`: EC2 puts its code before the message. */
const CODED = /^((?:Client|Server)(?:\.\w+)+)(?:: *(.*?))?\.?$/su;

/** Why an instance is in its state, without a full stop: in words where EC2's code is known, else EC2's message, else the code itself. */
export function stateReasonText(reason: string): string {
  const [, code = '', message = ''] = CODED.exec(reason.trim()) ?? [];
  const { stateReasons } = texts();
  if (isKnown(code, stateReasons)) return stateReasons[code];
  return displayText(message || code || reason.trim().replace(/\.$/u, ''));
}

function isKnown(code: string, known: object): code is keyof ReturnType<typeof texts>['stateReasons'] {
  return Object.hasOwn(known, code);
}
