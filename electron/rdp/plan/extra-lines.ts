import { AppError } from '../../../shared/model/errors.ts';
import { texts, type Texts } from '../../../shared/texts/current.ts';

export const MAX_EXTRA_LINES = 100;
/** Characters of one line; the longest that are known (`signature`, `loadbalanceinfo`) are not for typing. */
const MAX_LINE = 1_024;

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u;
const LINE = /^([a-z][a-z0-9 ]{0,63}):([isb]):(.*)$/iu;

/** Names that a further line may not set, and why. */
const REFUSED: readonly { readonly name: RegExp; readonly why: Exclude<keyof Texts['rdpValues']['line'], 'bad'> }[] = [
  {
    name: /password|passwd|token|^pth$|cookie|pin$/u,
    why: 'secret',
  },
  {
    name: /^(alternate )?full address$|^server port$|^loadbalanceinfo$|^redirectserver/u,
    why: 'address',
  },
  { name: /^username$|^domain$/u, why: 'user' },
  { name: /^gateway/u, why: 'gateway' },
  {
    name: /^authentication level$|^enablecredsspsupport$|^negotiate security layer$|^enablerdsaadauth$|^disablecredentialsdelegation$/u,
    why: 'check',
  },
  { name: /^prompt ?for ?credential|^promptcredentialonce$/u, why: 'asks' },
  { name: /^signature$|^signscope$/u, why: 'signature' },
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
  const { control, line: t } = texts().rdpValues;
  const shown = line.length > 60 ? `${line.slice(0, 60)}…` : line;
  const refuse = (why: string): AppError =>
    new AppError('invalid-input', t.bad(shown.replace(new RegExp(CONTROL.source, 'gu'), '\ufffd'), why), {
      hint: t.correct,
    });
  if (CONTROL.test(line)) throw refuse(control);
  if (line.length > MAX_LINE || !line.isWellFormed()) throw refuse(t.long);
  const match = LINE.exec(line);
  if (match === null) throw refuse(t.form);
  const name = (match[1] ?? '').toLowerCase();
  const type = (match[2] ?? '').toLowerCase() as ExtraLine['type'];
  const value = match[3] ?? '';
  const hit = REFUSED.find((entry) => entry.name.test(name));
  if (hit !== undefined) throw refuse(t[hit.why]);
  if (type === 'i' && !/^-?\d{1,10}$/u.test(value)) throw refuse(t.number);
  if (type === 'b' && !/^([0-9a-f]{2})*$/iu.test(value)) throw refuse(t.hexadecimal);
  return { name, type, value };
}
