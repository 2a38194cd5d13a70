import { hashName, matchesNames, type KnownHostsEntry } from './known-hosts-line.ts';

/** How an entry that could be added stands to those that are there. */
export type EntryStanding =
  | { readonly kind: 'new' }
  | { readonly kind: 'known'; readonly where: string }
  | { readonly kind: 'revoked'; readonly where: string }
  /** Another key of this type is known for one of its names. */
  | { readonly kind: 'other-key'; readonly where: string };

export interface PlacedEntry {
  readonly entry: KnownHostsEntry;
  readonly where: string;
}

/** Compares many entries with many; linear but for entries of one and the same key. */
export function compareEntries(entries: readonly KnownHostsEntry[], there: readonly PlacedEntry[]): EntryStanding[] {
  const byKey = new Map<string, PlacedEntry[]>();
  const byName = new Map<string, PlacedEntry>();
  for (const placed of there) {
    const key = placed.entry.blob.toString('latin1');
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [placed]);
    else same.push(placed);
    if (placed.entry.marker !== undefined) continue;
    for (const name of placed.entry.names.toLowerCase().split(',')) byName.set(`${name} ${placed.entry.type}`, placed);
  }
  return entries.map((entry) => {
    const same = byKey.get(entry.blob.toString('latin1')) ?? [];
    const identical = same.find((other) => other.entry.marker === entry.marker && other.entry.names === entry.names);
    if (identical !== undefined) return { kind: 'known', where: identical.where };
    if (entry.marker !== undefined || !isPlain(entry.names)) return { kind: 'new' };
    const names = entry.names.toLowerCase().split(',');
    const matching = same.filter((other) => names.every((name) => matchesNames(other.entry.names, name)));
    const revoked = matching.find((other) => other.entry.marker === '@revoked');
    if (revoked !== undefined) return { kind: 'revoked', where: revoked.where };
    const known = matching.find((other) => other.entry.marker === undefined);
    if (known !== undefined) return { kind: 'known', where: known.where };
    for (const name of names) {
      const other = byName.get(`${name} ${entry.type}`);
      if (other !== undefined) return { kind: 'other-key', where: other.where };
    }
    return { kind: 'new' };
  });
}

/** Neither hashed nor a pattern. */
function isPlain(names: string): boolean {
  return !names.startsWith('|') && !/[*?!]/u.test(names);
}

/** An entry as a line of a file; a single plain name is hashed where the file hashes. Other lines stay as they are. */
export function entryLine(entry: KnownHostsEntry, hashed: boolean): string {
  const hash = hashed && entry.marker === undefined && isPlain(entry.names) && !entry.names.includes(',');
  const names = hash ? hashName(entry.names.toLowerCase()) : entry.names;
  return `${entry.marker === undefined ? '' : `${entry.marker} `}${names} ${entry.type} ${entry.blob.toString('base64')}\n`;
}
