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
}

interface OpenSection extends IniSection {
  readonly entries: Map<string, { value: string; line: number }>;
  brokenBy?: number;
}

// `profile name`, `profile "name"`, `sso-session name`, as the SDK's own reader takes them.
const PREFIXED = /^([\w-]+)\s(["'])?([\w@+.%:/-]+)\2$/u;

/** What stands between the brackets of a header, in its parts. */
export function parseTitle(title: string): Pick<IniSection, 'kind' | 'name'> {
  const [, kind = '', , name = title.trim()] = PREFIXED.exec(title) ?? [];
  return { kind, name };
}

/**
 * Reads an AWS ini file as the SDK does, and unlike the SDK says which lines it could not make sense of. A value never gets into
 * a problem's text: it may be a secret. Values keep everything but an inline comment (white space, then `#` or `;`).
 */
export function parseIni(text: string): IniFile {
  const { awsProfiles: t } = texts();
  const sections: OpenSection[] = [];
  const problems: IniProblem[] = [];
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
      broken = !content.endsWith(']');
      if (broken) {
        problems.push({ line, text: t.noBracket });
        if (current !== undefined) current.brokenBy ??= line;
        current = undefined;
        continue;
      }
      const title = content.slice(1, -1);
      const { kind, name } = parseTitle(title);
      if (kind === '' && /\s/u.test(name)) {
        problems.push({ line, text: t.noSection(title.slice(0, 80)) });
        // The SDK drops the keys below as well: nothing leaks into the section before.
        current = undefined;
        broken = true;
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
  return { sections, problems };
}
