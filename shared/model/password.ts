import type { WireError } from './errors.ts';

/** What a cloud demands of a new password for a login on an instance. */
export interface PasswordRules {
  /** In characters. */
  readonly shortest: number;
  readonly longest: number;
  /** How many of the four kinds (capital and small letters, digits, punctuation) must be there. */
  readonly kinds: number;
  /** The punctuation that may be there, each character for itself. */
  readonly punctuation: string;
  /** What it must not begin with. */
  readonly notFirst?: string;
}

export type PasswordFault = 'too-short' | 'too-long' | 'too-few-kinds' | 'not-allowed' | 'bad-start';

/** How a new password gets to the instance: `online` while it runs, `offline` by the cloud, which needs a restart. */
export type PasswordWay = 'online' | 'offline';

/** Whether the instance can be given a password while it runs, or why not. */
export type OnlineWay = 'ready' | 'agent-offline' | 'not-running' | 'not-allowed' | 'other-system' | 'no-answer';

/** How a new password can be set for an instance. */
export interface PasswordWays {
  readonly online: OnlineWay;
  /** The login that is proposed online, where any login of the instance can be given a password. */
  readonly user: string;
  /** The only login that the offline way knows. */
  readonly offlineUser: string;
  readonly rules: PasswordRules;
}

/** What the dialog for a new password needs to know. */
export interface PasswordView extends PasswordWays {
  /** Of the instance: what is typed to confirm a restart. */
  readonly name: string;
  readonly running: boolean;
  /** Why it cannot be remembered (policy, no vault possible); absent: it can. */
  readonly cannotRemember?: string;
}

/** A password was set. */
export interface PasswordOutcome {
  /** The login that has it. */
  readonly user: string;
  readonly counts: 'now' | 'after-restart' | 'after-start';
  /** What went wrong after it was set. */
  readonly problems: readonly WireError[];
}

/** What is wrong with a password; `undefined`: nothing. Pure. */
export function passwordFault(password: string, rules: PasswordRules): PasswordFault | undefined {
  const characters = [...password];
  if (characters.some((one) => kindOf(one, rules) === undefined)) return 'not-allowed';
  if (characters.length < rules.shortest) return 'too-short';
  if (characters.length > rules.longest) return 'too-long';
  if (rules.notFirst !== undefined && password.startsWith(rules.notFirst)) return 'bad-start';
  return kindsIn(characters, rules).size < rules.kinds ? 'too-few-kinds' : undefined;
}

/** Twenty characters of this alphabet are about 120 bits. */
const LENGTH = 20;
// Without what is mistaken for something else (0 O, 1 l I), and with punctuation that no shell and no keyboard layout makes hard to type.
const CAPITALS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const SMALL = 'abcdefghijkmnopqrstuvwxyz';
const DIGITS = '23456789';
const MARKS = '-_.+=:@%';

/** A strong password with all four kinds in it. `random` gives as many random bytes as it is asked for. */
export function makePassword(rules: PasswordRules, random: (count: number) => Uint8Array): string {
  const marks = [...MARKS].filter((mark) => rules.punctuation.includes(mark)).join('');
  const letters = `${CAPITALS}${SMALL}`;
  const all = `${letters}${DIGITS}${marks}`;
  const wanted = marks === '' ? 3 : 4;
  const length = Math.min(LENGTH, rules.longest);
  for (;;) {
    // A letter first: some programs take a mark there for something else.
    const password = `${draw(letters, 1, random)}${draw(all, length - 1, random)}`;
    if (kindsIn([...password], rules).size >= wanted && passwordFault(password, rules) === undefined) return password;
  }
}

/** Characters of the alphabet, each as likely as any other. */
function draw(alphabet: string, count: number, random: (count: number) => Uint8Array): string {
  const most = 256 - (256 % alphabet.length);
  let drawn = '';
  while (drawn.length < count) {
    for (const byte of random(count)) if (byte < most && drawn.length < count) drawn += alphabet.charAt(byte % alphabet.length);
  }
  return drawn;
}

type Kind = 'capital' | 'small' | 'digit' | 'punctuation';

function kindOf(character: string, { punctuation }: PasswordRules): Kind | undefined {
  if (/^[A-Z]$/u.test(character)) return 'capital';
  if (/^[a-z]$/u.test(character)) return 'small';
  if (/^[0-9]$/u.test(character)) return 'digit';
  return punctuation.includes(character) ? 'punctuation' : undefined;
}

function kindsIn(characters: readonly string[], rules: PasswordRules): ReadonlySet<Kind | undefined> {
  return new Set(characters.map((character) => kindOf(character, rules)));
}
