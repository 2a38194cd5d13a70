import type { SshConfigHost } from '../../../shared/model/import.ts';
import type { Session, SessionFolder } from '../../../shared/model/session.ts';
import { naturalKey } from '../instances/columns.ts';
import type { Book } from './session-store.ts';
import { compareNames } from '../../../shared/texts/format.ts';

/** Id of the folder that shows the SSH config; ids of the host have neither colon nor space. */
export const SSH_CONFIG = 'ssh-config:';
const ALIAS = 'alias:';
const ASCII = /^[\u0000-\u007f]*$/u;

/** A line of the tree as data. */
export type SessionLine =
  | {
      readonly kind: 'folder';
      readonly id: string;
      readonly level: number;
      readonly folder: SessionFolder;
      readonly open: boolean;
      readonly count: number;
    }
  | { readonly kind: 'session'; readonly id: string; readonly level: number; readonly session: Session }
  | { readonly kind: 'ssh-config'; readonly id: string; readonly level: 1; readonly open: boolean; readonly count: number }
  | { readonly kind: 'alias'; readonly id: string; readonly level: 2; readonly host: SshConfigHost };

export function aliasId(alias: string): string {
  return `${ALIAS}${alias}`;
}

export function aliasOf(id: string): string | undefined {
  return id.startsWith(ALIAS) ? id.slice(ALIAS.length) : undefined;
}

interface Wish {
  /** Ids of the folders that are open. */
  readonly open: ReadonlySet<string>;
  readonly words: readonly string[];
}

/** What the search looks through: the name, the target and the login name of a session. */
export function sessionText({ name, target, settings }: Session): string {
  const where = target.kind === 'host' ? target.host : `${target.name}\n${target.instance}\n${target.region}`;
  return `${name}\n${where}\n${settings.user ?? ''}\n${settings.rdpUser ?? ''}`.toLowerCase();
}

function sorted<T>(items: readonly T[], name: (item: T) => string): readonly T[] {
  if (items.length < 2) return items;
  // The order of the locale costs many times more: it is asked where a name has other signs than ASCII.
  if (!items.every((item) => ASCII.test(name(item)))) return items.toSorted((a, b) => compareNames(name(a), name(b)));
  const keyed = items.map((item) => ({ item, key: naturalKey(name(item)), name: name(item) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.name < b.name ? -1 : 1));
  return keyed.map(({ item }) => item);
}

function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string | null): ReadonlyMap<string | null, readonly T[]> {
  const groups = new Map<string | null, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * The lines of the tree from top to bottom: folders before sessions, both in natural order, the SSH config last. A search shows
 * what has all its words, in folders that are open whatever they were; a folder whose own name has them shows all that is in it.
 */
export function sessionLines(book: Book, aliases: readonly SshConfigHost[], { open, words }: Wish): readonly SessionLine[] {
  const folders = groupBy(book.folders.values(), ({ parent }) => (parent !== null && book.folders.has(parent) ? parent : null));
  const sessions = groupBy(book.sessions.values(), ({ folder }) => (folder !== null && book.folders.has(folder) ? folder : null));
  const searching = words.length > 0;
  const has = (text: string): boolean => words.every((word) => text.includes(word));

  const counts = new Map<string, number>();
  const countIn = (id: string): number => {
    const known = counts.get(id);
    if (known !== undefined) return known;
    // Before its parts: a ring of folders must not end the page.
    counts.set(id, 0);
    const inside = (folders.get(id) ?? []).reduce((sum, child) => sum + countIn(child.id), sessions.get(id)?.length ?? 0);
    counts.set(id, inside);
    return inside;
  };

  const linesOf = (parent: string | null, level: number, all: boolean): SessionLine[] => {
    const lines: SessionLine[] = [];
    for (const folder of sorted(folders.get(parent) ?? [], ({ name }) => name)) {
      const whole = all || has(folder.name.toLowerCase());
      const isOpen = searching || open.has(folder.id);
      const inside = isOpen ? linesOf(folder.id, level + 1, whole) : [];
      if (searching && !whole && inside.length === 0) continue;
      lines.push({ kind: 'folder', id: folder.id, level, folder, open: isOpen, count: countIn(folder.id) });
      // One by one: a spread of ten thousand arguments is too many for some engines.
      for (const line of inside) lines.push(line);
    }
    const own = sessions.get(parent) ?? [];
    for (const session of sorted(searching && !all ? own.filter((one) => has(sessionText(one))) : own, ({ name }) => name)) {
      lines.push({ kind: 'session', id: session.id, level, session });
    }
    return lines;
  };

  const lines = linesOf(null, 1, !searching);
  const hosts = searching ? aliases.filter(({ alias, host, user }) => has(`${alias}\n${host}\n${user}`.toLowerCase())) : aliases;
  if (hosts.length > 0) {
    const isOpen = searching || open.has(SSH_CONFIG);
    lines.push({ kind: 'ssh-config', id: SSH_CONFIG, level: 1, open: isOpen, count: hosts.length });
    if (isOpen) for (const host of hosts) lines.push({ kind: 'alias', id: aliasId(host.alias), level: 2, host });
  }
  return lines;
}

/** `Prod / Web`, from the outermost; empty at the top. */
export function folderPath(id: string | null, folders: ReadonlyMap<string, SessionFolder>): string {
  const names: string[] = [];
  const seen = new Set<string>();
  for (let at = id; at !== null && !seen.has(at); ) {
    seen.add(at);
    const folder = folders.get(at);
    if (folder === undefined) break;
    names.unshift(folder.name);
    at = folder.parent;
  }
  return names.join(' / ');
}
