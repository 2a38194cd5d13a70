import type { SshConfigHost, SshConfigList } from '../../../shared/model/import.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { isMeantBy } from '../../../shared/model/match-pattern.ts';
import { parseQuickConnect, parseRdpAddress } from '../../../shared/model/quick-connect.ts';
import type { Session } from '../../../shared/model/session.ts';
import { naturalKey } from '../instances/columns.ts';
import { hasWords, matchesWords, searchWords, type Row } from '../instances/rows.ts';

/** What a typed text may mean. */
export type Meaning =
  | { readonly kind: 'session'; readonly id: string; readonly session: Session }
  | { readonly kind: 'instance'; readonly id: string; readonly instance: Instance; readonly user?: string }
  /** `about`: its HostName, or the pattern that means it. */
  | {
      readonly kind: 'alias';
      readonly id: string;
      readonly alias: string;
      readonly about: string;
      readonly port?: number;
      readonly user?: string;
    }
  | { readonly kind: 'host'; readonly id: string; readonly host: string; readonly port?: number; readonly user?: string }
  | { readonly kind: 'desktop'; readonly id: string; readonly host: string; readonly port?: number; readonly user?: string };

export interface Meanings {
  /** The best first: what Enter takes. */
  readonly list: readonly Meaning[];
  /** Why the text is no address; only where nothing else was found. */
  readonly problem?: string;
}

export interface Known {
  readonly sessions: Iterable<Session>;
  readonly rows: Iterable<Row>;
  readonly aliases: readonly SshConfigHost[];
  readonly patterns: SshConfigList['patterns'];
}

/** As many of one kind as a person reads through. */
const SHOWN = 6;
/** Of one kind; who types so little that more match goes on typing. */
const MOST_COMPARED = 2_000;

/**
 * All that a text may mean. An exact name (session, alias, instance, id) comes first, then what a pattern of the SSH config means, then
 * the plain host, then what merely has the words: who types a whole host name does not want to land on a machine that only resembles it.
 */
export function meaningsOf(text: string, { sessions, rows, aliases, patterns }: Known): Meanings {
  const desktop = parseRdpAddress(text);
  if (desktop?.kind === 'address') return { list: [{ ...desktop, kind: 'desktop', id: 'desktop' }] };
  if (desktop?.kind === 'bad') return { list: [], problem: desktop.why };
  const parsed = parseQuickConnect(text);
  if (parsed.kind === 'empty') return { list: [] };
  const user = parsed.kind === 'address' ? parsed.user : undefined;
  // `ubuntu@web-1`: an instance by name, with another login name. A port belongs to a host only.
  const name = parsed.kind === 'address' && user !== undefined && parsed.port === undefined ? parsed.host : text.trim();
  const exact = name.toLowerCase();
  const words = searchWords(name);
  const same: Meaning[] = [];
  const alike: Meaning[] = [];

  /** The first few in natural order of what resembles the text. */
  const resembling: { readonly meaning: Meaning; readonly key: string }[] = [];
  const keep = (): void => {
    resembling.sort((a, b) => (a.key < b.key ? -1 : 1));
    alike.push(
      ...resembling
        .splice(0)
        .slice(0, SHOWN)
        .map(({ meaning }) => meaning),
    );
  };
  if (user === undefined) {
    for (const session of sessions) {
      const own = session.name.toLowerCase();
      const meaning: Meaning = { kind: 'session', id: `session ${session.id}`, session };
      if (own === exact) same.push(meaning);
      else if (resembling.length < MOST_COMPARED && hasWords(own, words)) resembling.push({ meaning, key: naturalKey(own) });
    }
    keep();
  }
  // As `ssh -p 22 admin@bastion`: what is typed beside the alias wins over what the config says.
  const beside = parsed.kind === 'address' ? { ...portOf(parsed), ...(user === undefined ? {} : { user }) } : {};
  const plain = parsed.kind !== 'address' || (user === undefined && parsed.port === undefined);
  const typed = parsed.kind === 'address' ? parsed.host : text.trim();
  for (const { alias, host } of aliases) {
    const meaning: Meaning = { kind: 'alias', id: `alias ${alias}`, alias, about: host, ...beside };
    if (alias.toLowerCase() === typed.toLowerCase()) same.push(meaning);
    else if (plain && hasWords(alias.toLowerCase(), words)) resembling.push({ meaning, key: naturalKey(alias) });
  }
  keep();
  for (const row of rows) {
    const { instance } = row;
    const meaning: Meaning = { kind: 'instance', id: `instance ${row.key}`, instance, ...(user === undefined ? {} : { user }) };
    if (instance.instance.toLowerCase() === exact || instance.name.toLowerCase() === exact) same.push(meaning);
    else if (resembling.length >= MOST_COMPARED) continue;
    else if (hasWords(instance.name.toLowerCase(), words)) resembling.push({ meaning, key: `0 ${naturalKey(instance.name)}` });
    // Behind those whose name it is: what has the words elsewhere, in a tag or an address.
    else if (matchesWords(row, words)) resembling.push({ meaning, key: `1 ${naturalKey(instance.name)}` });
  }
  keep();
  const line = parsed.kind === 'address' ? patterns.find((one) => isMeantBy(parsed.host, one)) : undefined;
  const listed = same.some((meaning) => meaning.kind === 'alias' && meaning.alias === typed);
  if (line !== undefined && !listed) same.push({ kind: 'alias', id: `alias ${typed}`, alias: typed, about: line.join(' '), ...beside });
  const host: readonly Meaning[] = parsed.kind === 'address' ? [{ ...parsed, kind: 'host', id: 'host' }] : [];
  // A bare word is more likely the beginning of a name than a host that nobody wrote down.
  const bare = parsed.kind === 'address' && user === undefined && parsed.port === undefined && !/[.:]/u.test(parsed.host);
  const list = bare ? [...same, ...alike, ...host] : [...same, ...host, ...alike];
  return list.length === 0 && parsed.kind === 'bad' ? { list, problem: parsed.why } : { list };
}

function portOf({ port }: { readonly port?: number }): { readonly port?: number } {
  return port === undefined ? {} : { port };
}
