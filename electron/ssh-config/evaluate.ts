import { displayText } from '../../shared/model/display-text.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Forward } from '../../shared/model/session-settings.ts';
import { parseForward } from './forward-line.ts';
import { checkedValue, knowKeyword, type KeywordKind } from './keywords.ts';
import { matchLine } from './match-line.ts';
import { lowerAscii, matchHostLine, matchPattern, matchPatternList } from '../../shared/model/match-pattern.ts';
import type { Directive, SshConfig } from './read-ssh-config.ts';
import { expand, type TokenValues } from './tokens.ts';
import { texts } from '../../shared/texts/current.ts';

/** Values of one keyword; ssh takes no more identity files than that, and no config needs more. */
const MAX_VALUES = 100;
const MAX_NOTES = 30;

export interface EvaluateContext {
  /** A login name given with the alias; it wins over every User line. */
  readonly user?: string;
  readonly localUser: string;
  readonly homeFolder: string;
  readonly localHost: string;
  readonly uid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a config says about one alias, as `ssh -G` would (OpenSSH 9.2). */
export interface EvaluatedHost {
  readonly alias: string;
  /** HostName with its tokens, in lower case. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** First value of each keyword (in lower case) that takes one; flags are `yes` or `no`, times are seconds. */
  readonly values: ReadonlyMap<string, string>;
  /** As they stand, tokens not replaced. */
  readonly identityFiles: readonly string[];
  readonly certificateFiles: readonly string[];
  readonly userKnownHostsFiles: readonly string[];
  readonly forwards: readonly Forward[];
  readonly sendEnv: readonly string[];
  readonly setEnv: readonly { readonly name: string; readonly value: string }[];
  /** Hops in order; empty: none. */
  readonly jump: readonly string[];
  /** Never run here. */
  readonly proxyCommand: string | undefined;
  /** Host lines whose patterns fit, in the order of the files. */
  readonly blocks: readonly { readonly file: string; readonly line: number; readonly patterns: readonly string[] }[];
  readonly notes: readonly string[];
  readonly tokens: TokenValues;
}

/**
 * Evaluates configs (the person's first, then the system's) for one alias: the first value of a keyword wins, lists add up. Runs nothing:
 * neither Match exec nor ProxyCommand, no name is looked up. Throws `config-broken` when a HostName cannot be used.
 */
export function evaluate(configs: readonly SshConfig[], alias: string, context: EvaluateContext): EvaluatedHost {
  const values = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const forwards: Forward[] = [];
  const blocks: { file: string; line: number; patterns: readonly string[] }[] = [];
  const notes: string[] = [];
  const noted = new Set<string>();
  let ignoreUnknown = '';
  if (context.user !== undefined) values.set('user', context.user);

  const note = (at: Directive, text: string): void => {
    const whole = displayText(`${at.file}:${at.line}: ${text}`, 400);
    if (noted.has(whole) || notes.length >= MAX_NOTES) return;
    noted.add(whole);
    notes.push(whole);
  };

  /** Runs through the lines of a file. `never`: an Include inside a block that does not apply. */
  function walk(directives: readonly Directive[], state: boolean, never: boolean): void {
    let active = state;
    for (const at of directives) {
      switch (at.keyword) {
        case 'host':
          active = !never && fitsHost(at);
          break;
        case 'match':
          active = !never && fitsMatch(at);
          break;
        case 'include':
          if (at.args === undefined) note(at, texts().configTexts.includeQuote);
          for (const part of at.included ?? []) walk(part, active, never || !active);
          break;
        default:
          if (active) take(at);
      }
    }
  }

  function fitsHost(at: Directive): boolean {
    if (at.args === undefined) {
      note(at, texts().configTexts.hostQuote);
      return false;
    }
    if (!matchHostLine(alias, at.args)) return false;
    blocks.push({ file: at.file, line: at.line, patterns: at.args });
    return true;
  }

  function fitsMatch(at: Directive): boolean {
    const { localUser } = context;
    const hostName = values.get('hostname');
    const host = hostName === undefined ? alias : safeHost(hostName);
    const result = matchLine(at.rest, { host, alias, user: values.get('user') ?? localUser, localUser });
    if (result.kind === 'unevaluated') note(at, texts().configTexts.unevaluated(result.what));
    if (result.kind === 'broken') note(at, texts().configTexts.brokenMatch(result.why));
    return result.kind === 'yes';
  }

  const safeHost = (text: string): string => text.replace(/%([%h])/gu, (_whole, token: string) => (token === '%' ? '%' : alias));

  function take(at: Directive): void {
    const known = knowKeyword(at.keyword);
    if (at.keyword === 'ignoreunknown') ignoreUnknown ||= at.args?.[0] ?? '';
    if (known.name === undefined) {
      if (known.kind === 'unused') note(at, texts().configTexts.unused(at.keyword, at.rest));
      else if (known.kind === 'unknown' && !matchPatternList(at.keyword, ignoreUnknown, { lowerCase: true }))
        note(at, texts().configTexts.unknown(at.keyword));
      return;
    }
    if (known.kind === 'rest') return takeRest(at, known.name);
    if (at.args === undefined) return note(at, texts().configTexts.quote(at.keyword));
    const [first] = at.args;
    if (first === undefined || first === '') return note(at, texts().configTexts.noValue(at.keyword));
    takeWords(at, known.kind, known.name, at.args);
  }

  function takeRest(at: Directive, name: string): void {
    const command = at.rest.replace(/^[ \t=]+/u, '');
    if (command === '') return note(at, texts().configTexts.noValue(at.keyword));
    // Whichever of the two comes first is the one that counts; `ProxyJump none` shuts out further ProxyJumps only.
    if (name === 'proxycommand' && !isNone(values.get('proxyjump') ?? 'none')) return;
    if (!values.has(name)) values.set(name, command);
  }

  function takeWords(at: Directive, kind: KeywordKind, name: string, words: readonly string[]): void {
    const [first = ''] = words;
    if (kind === 'words') {
      if (!lists.has(name)) lists.set(name, words.slice(0, MAX_VALUES));
      return;
    }
    if (kind === 'add') return takeMore(at, name, words);
    if (words.length > 1) note(at, texts().configTexts.oneValue(at.keyword));
    if (name === 'proxyjump' && (values.has('proxycommand') || values.has('proxyjump'))) return;
    const value = checkedValue(kind, name, first);
    if (value === undefined) note(at, texts().configTexts.badValue(at.keyword, first));
    else if (!values.has(name)) values.set(name, value);
  }

  function takeMore(at: Directive, name: string, words: readonly string[]): void {
    if (name.endsWith('forward')) {
      const forward = parseForward(name, words);
      if ('refused' in forward) return note(at, texts().configTexts.notDone(at.keyword, words.join(' '), forward.refused));
      const same = JSON.stringify(forward);
      if (forwards.length < MAX_VALUES && !forwards.some((other) => JSON.stringify(other) === same)) forwards.push(forward);
      return;
    }
    const added = lists.get(name) ?? [];
    lists.set(name, added);
    if (name === 'sendenv') return takeSendEnv(added, words);
    const [first = ''] = words;
    if (added.length < MAX_VALUES && !added.includes(first)) added.push(first);
  }

  function takeSendEnv(added: string[], words: readonly string[]): void {
    for (const word of words) {
      // `-PATTERN` takes away what was said before.
      if (word.startsWith('-')) added.splice(0, Infinity, ...added.filter((name) => !matchPattern(name, word.slice(1))));
      else if (added.length < MAX_VALUES) added.push(word);
    }
  }

  for (const config of configs) walk(config.directives, true, false);

  const localUser = context.localUser;
  const user = values.get('user') ?? localUser;
  const port = Number(values.get('port') ?? 22);
  const hostNameValue = values.get('hostname');
  const facts = { ...context, alias, port, user, localUser, hostKeyAlias: values.get('hostkeyalias') ?? alias };
  const host = lowerAscii(hostNameValue === undefined ? alias : expand('hostname', hostNameValue, { ...facts, host: alias, jump: '' }));
  const jumpText = values.get('proxyjump');
  const tokens: TokenValues = { ...facts, host, jump: isNone(jumpText ?? 'none') ? '' : (jumpText ?? '') };
  const proxyCommand = values.get('proxycommand');
  return {
    ...{ alias, host, port, user, values, forwards, blocks, notes, tokens },
    identityFiles: lists.get('identityfile') ?? [],
    certificateFiles: lists.get('certificatefile') ?? [],
    userKnownHostsFiles: lists.get('userknownhostsfile') ?? [],
    sendEnv: lists.get('sendenv') ?? [],
    setEnv: (lists.get('setenv') ?? []).flatMap((word) => {
      const sign = word.indexOf('=');
      return sign < 1 ? [] : [{ name: word.slice(0, sign), value: word.slice(sign + 1) }];
    }),
    jump: tokens.jump === '' ? [] : jumpsOf(tokens, notes),
    proxyCommand: isNone(proxyCommand ?? 'none') ? undefined : proxyCommand,
  };
}

function isNone(value: string): boolean {
  return value.toLowerCase() === 'none';
}

function jumpsOf(tokens: TokenValues, notes: string[]): readonly string[] {
  try {
    return expand('proxyjump', tokens.jump, tokens)
      .split(',')
      .map((hop) => hop.trim())
      .filter((hop) => hop !== '');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    notes.push(error.message);
    return [];
  }
}
