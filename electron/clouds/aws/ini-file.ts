import { texts } from '../../../shared/texts/current.ts';
/** A `[section]` of `~/.aws/config` or `~/.aws/credentials`. Nested keys come as `outer.inner`, as in `ec2.endpoint_url`. */
export interface IniSection {
  /** Empty for a bare `[name]`; else the first word, for example `profile`, `sso-session` or `services`. */
  readonly kind: string;
  readonly name: string;
  readonly line: number;
  readonly entries: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  /**
   * Set when a header right after this section is broken. Readers that skip such a line (the SDK is one) would put the keys
   * below it into this section, so this section must not be used until the file is mended.
   */
  readonly brokenBy?: number;
}

export interface IniProblem {
  readonly line: number;
  readonly text: string;
}

export interface IniFile {
  readonly sections: readonly IniSection[];
  readonly problems: readonly IniProblem[];
  readonly refused: readonly RefusedSection[];
}

/** A section that cannot be used because of its header, with the name that it was meant for as far as it can be told. */
export interface RefusedSection extends IniProblem, Pick<IniSection, 'kind' | 'name'> {
  readonly fault: NonNullable<Header['fault']>;
}

interface OpenSection extends IniSection {
  readonly entries: Map<string, { value: string; line: number }>;
  brokenBy?: number;
}

// `profile name`, `profile "name"`, `sso-session name`, as the SDK's own reader takes them.
const PREFIXED = /^([\w-]+)\s(["'])?([\w@+.%:/-]+)\2$/u;
const OWN_KIND = /^(profile|sso-session|services)[ \t]+/u;

/** The two files differ in their headers: only in the config file do profiles have the word “profile” before their name. */
export type IniOf = 'config' | 'credentials';

export interface Header extends Pick<IniSection, 'kind' | 'name'> {
  /** The section cannot be used, as far as told `name` is what it was meant for: `spaces` are taken by the AWS CLI, the others by no one. */
  readonly fault?: 'no-bracket' | 'no-section' | 'spaces';
  /** How the SDK's reader must find the header to read it so; absent where it does as it stands. */
  readonly forSdk?: string;
}

/** A line that begins with a bracket, without a comment behind white space: read as the AWS CLI does, which minds nothing behind the last bracket. */
export function parseHeader(content: string, of: IniOf): Header {
  const end = content.lastIndexOf(']');
  const title = content.slice(1, end < 0 ? undefined : end);
  const found = parseTitle(title, of);
  if (end < 0) return { ...found, fault: 'no-bracket' };
  if (found.fault !== undefined) return found;
  const { kind, name } = found;
  const [, sdkKind = '', , sdkName = title] = PREFIXED.exec(title) ?? [];
  if (content.endsWith(']') && sdkKind === kind && sdkName === name) return found;
  if (kind === '') return { ...found, forSdk: `[${name}]` };
  // The SDK joins the two by a point, and takes any name that comes so.
  return { ...found, forSdk: PREFIXED.test(`${kind} ${name}`) ? `[${kind} ${name}]` : `[${kind}.${name}]` };
}

function parseTitle(title: string, of: IniOf): Header {
  const kind = OWN_KIND.exec(title)?.[1];
  if (kind !== undefined) {
    const [, name = '', ...more] = shellWords(title) ?? [];
    if (name === '' || more.length > 0) return { kind, name: bare(title.replace(OWN_KIND, '')), fault: 'no-section' };
    return { kind, name, ...(/\s/u.test(name) ? { fault: 'spaces' } : {}) };
  }
  const [, otherKind, , otherName] = of === 'config' ? (PREFIXED.exec(title) ?? []) : [];
  if (otherKind !== undefined && otherName !== undefined) return { kind: otherKind, name: otherName };
  const name = title.trim();
  if (!/\s/u.test(name)) return { kind: '', name };
  if (of === 'credentials' && !OWN_KIND.test(name)) return { kind: '', name, fault: 'spaces' };
  const meant = OWN_KIND.exec(name)?.[1] ?? '';
  return { kind: meant, name: bare(name.replace(OWN_KIND, '')), fault: 'no-section' };
}

function bare(name: string): string {
  return name.trim().replace(/^["']|["']$/gu, '');
}

/** The words of a line as a shell takes them, quotes and backslashes included; `undefined` where a quote stays open. */
function shellWords(line: string): string[] | undefined {
  const words: string[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const [whole] = /^(?:[^\s"'\\]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*")+/u.exec(rest) ?? [''];
    const next = rest.slice(whole.length);
    if (whole === '' || /^\S/u.test(next)) return undefined;
    words.push(
      whole.replace(/\\([^])|'([^']*)'|"((?:[^"\\]|\\[^])*)"/gu, (_, escaped?: string, single?: string, double?: string) => {
        return escaped ?? single ?? double?.replace(/\\(["\\])/gu, '$1') ?? '';
      }),
    );
    rest = next.trimStart();
  }
  return words;
}

/**
 * Reads an AWS ini file as the SDK does, and unlike the SDK says which lines it could not make sense of. A value never gets into
 * a problem's text: it may be a secret. Values keep everything but an inline comment (white space, then `#` or `;`).
 */
export function parseIni(text: string, of: IniOf): IniFile {
  const { awsProfiles: t } = texts();
  const sections: OpenSection[] = [];
  const problems: IniProblem[] = [];
  const refused: RefusedSection[] = [];
  let current: OpenSection | undefined;
  let outer: string | undefined;
  let broken = false;

  const lines = text.replace(/^\ufeff/u, '').split(/\r?\n/u);
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    if (raw.includes('\0')) {
      problems.push({ line, text: t.noText });
      continue;
    }
    const content = (raw.split(/(?:^|\s)[;#]/u)[0] ?? '').trim();
    if (content === '') continue;
    if (content.startsWith('[')) {
      outer = undefined;
      const { kind, name, fault } = parseHeader(content, of);
      broken = fault !== undefined;
      if (fault !== undefined) {
        const title = content.slice(1, content.lastIndexOf(']')).slice(0, 80);
        const problem = { 'no-bracket': t.noBracket, 'no-section': t.noSection(title), spaces: t.spacesInName(name.slice(0, 80)) }[fault];
        problems.push({ line, text: problem });
        refused.push({ kind, name, line, fault, text: problem });
        // The SDK drops the keys below as well, except where there is no bracket.
        if (fault === 'no-bracket' && current !== undefined) current.brokenBy ??= line;
        current = undefined;
        continue;
      }
      current = { kind, name, line, entries: new Map() };
      sections.push(current);
      continue;
    }
    const equals = content.indexOf('=');
    if (equals <= 0) {
      if (!broken) problems.push({ line, text: t.noKeyValue });
      continue;
    }
    if (current === undefined) {
      if (!broken) problems.push({ line, text: t.early });
      continue;
    }
    const key = content.slice(0, equals).trim();
    const value = content.slice(equals + 1).trim();
    if (value === '') {
      outer = key;
      continue;
    }
    if (outer !== undefined && raw.trimStart() === raw) outer = undefined;
    current.entries.set(outer === undefined ? key : `${outer}.${key}`, { value, line });
  }
  return { sections, problems, refused };
}
