import { AppError } from '../../../shared/model/errors.ts';

export const MAX_EXTRA_LINES = 100;
/** Characters of one line; the longest that are known (`signature`, `loadbalanceinfo`) are not for typing. */
const MAX_LINE = 1_024;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
const LINE = /^([a-z][a-z0-9 ]{0,63}):([isb]):(.*)$/iu;

/** Names that a further line may not set, and why. */
const REFUSED: readonly { readonly name: RegExp; readonly why: string }[] = [
  {
    name: /password|passwd|token|^pth$|cookie|pin$/u,
    why: 'a secret does not belong into a file; Gangway hands the password over by itself',
  },
  {
    name: /^(alternate )?full address$|^server port$|^loadbalanceinfo$|^redirectserver/u,
    why: 'the address is that of the way which Gangway opens',
  },
  { name: /^username$|^domain$/u, why: 'user and domain have fields of their own' },
  { name: /^gateway/u, why: 'the gateway has a field of its own' },
  {
    name: /^authentication level$|^enablecredsspsupport$|^negotiate security layer$|^enablerdsaadauth$|^disablecredentialsdelegation$/u,
    why: 'it would weaken the check of the machine',
  },
  { name: /^prompt ?for ?credential|^promptcredentialonce$/u, why: 'Gangway decides by itself whether the client has to ask' },
  { name: /^signature$|^signscope$/u, why: 'a signature does not fit a file that is written anew' },
];

export interface ExtraLine {
  /** Lower case. */
  readonly name: string;
  readonly type: 'i' | 's' | 'b';
  readonly value: string;
}

/**
 * Reads one further line `name:type:value` of an `.rdp` file as a person gave it. Programs to start on the remote machine (`alternate shell`,
 * `remoteapplicationprogram`) are allowed: nobody but the person writes these lines. Throws `AppError('invalid-input')` for what is no such
 * line, and for lines that hold a secret or would change whom the client talks to. Source of the form: Microsoft, “Supported RDP properties”.
 */
export function parseExtraLine(line: string): ExtraLine {
  const shown = line.length > 60 ? `${line.slice(0, 60)}…` : line;
  const refuse = (why: string): AppError =>
    new AppError(
      'invalid-input',
      `The further line “${shown.replace(new RegExp(CONTROL.source, 'gu'), '\ufffd')}” cannot be used: ${why}.`,
      {
        hint: 'Correct it under “RDP” in the settings of the session.',
      },
    );
  if (CONTROL.test(line)) throw refuse('it has a line break or another control character in it');
  if (line.length > MAX_LINE || !line.isWellFormed()) throw refuse('it is too long, or no valid text');
  const match = LINE.exec(line);
  if (match === null) throw refuse('it is not of the form name:type:value with a type of i, s or b');
  const name = (match[1] ?? '').toLowerCase();
  const type = (match[2] ?? '').toLowerCase() as ExtraLine['type'];
  const value = match[3] ?? '';
  const hit = REFUSED.find((entry) => entry.name.test(name));
  if (hit !== undefined) throw refuse(hit.why);
  if (type === 'i' && !/^-?\d{1,10}$/u.test(value)) throw refuse('its type i asks for a whole number');
  if (type === 'b' && !/^([0-9a-f]{2})*$/iu.test(value)) throw refuse('its type b asks for hexadecimal digits');
  return { name, type, value };
}
