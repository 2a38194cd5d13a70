import { hashName, matchesNames, type KnownHostsEntry } from './known-hosts-line.ts';

/** How an entry that could be added stands to those that are there. */
export type EntryStanding =
  | { readonly kind: 'new' }
  | { readonly kind: 'known'; readonly where: string }
  | { readonly kind: 'revoked'; readonly where: string }
  /** Another key of this type is known for one of its names. */
  | { readonly kind: 'other-key'; readonly where: string }
  /** There are too many hashed names to find out. */
  | { readonly kind: 'unclear' };

export interface PlacedEntry {
  readonly entry: KnownHostsEntry;
  readonly where: string;
}

/** Names hashed for one comparison: some ten seconds. Beyond, entries are `unclear`. */
const MAX_HASHES = 4_000_000;
/** Names hashed before other work gets its turn. */
const HASHES_AT_ONCE = 2_000;

/** Compares many entries with many; linear but for entries of one and the same key, hashed names and patterns. */
export async function compareEntries(entries: readonly KnownHostsEntry[], there: readonly PlacedEntry[]): Promise<EntryStanding[]> {
  const byKey = new Map<string, PlacedEntry[]>();
  const byName = new Map<string, PlacedEntry>();
  /** By type: those whose names can only be tried one by one. */
  const veiled = new Map<string, PlacedEntry[]>();
  for (const placed of there) {
    const key = placed.entry.blob.toString('latin1');
    push(byKey, key, placed);
    if (placed.entry.marker !== undefined) continue;
    if (!isPlain(placed.entry.names)) push(veiled, placed.entry.type, placed);
    for (const name of placed.entry.names.toLowerCase().split(',')) byName.set(`${name} ${placed.entry.type}`, placed);
  }
  const plainNames = new Map<string, { readonly name: string; readonly placed: PlacedEntry }[]>();
  for (const [key, placed] of byName) {
    const name = key.slice(0, key.lastIndexOf(' '));
    if (isPlain(name)) push(plainNames, placed.entry.type, { name, placed });
  }
  let hashes = 0;
  /** Whether the name fits; `undefined`: too much was tried already. */
  const fits = async (names: string, name: string): Promise<boolean | undefined> => {
    if (names.startsWith('|')) {
      hashes += 1;
      if (hashes > MAX_HASHES) return undefined;
      if (hashes % HASHES_AT_ONCE === 0) await new Promise((turn) => setImmediate(turn));
    }
    return matchesNames(names, name);
  };

  async function judge(entry: KnownHostsEntry): Promise<EntryStanding> {
    const same = byKey.get(entry.blob.toString('latin1')) ?? [];
    const identical = same.find((other) => other.entry.marker === entry.marker && other.entry.names === entry.names);
    if (identical !== undefined) return { kind: 'known', where: identical.where };
    if (entry.marker !== undefined) return { kind: 'new' };
    if (!isPlain(entry.names)) {
      // It would be a second key for each known host that it fits.
      for (const { name, placed } of plainNames.get(entry.type) ?? []) {
        const fit = await fits(entry.names, name);
        if (fit === undefined) return { kind: 'unclear' };
        if (fit) return { kind: placed.entry.blob.equals(entry.blob) ? 'known' : 'other-key', where: placed.where };
      }
      return { kind: 'new' };
    }
    const names = entry.names.toLowerCase().split(',');
    const matching = same.filter((other) => names.every((name) => matchesNames(other.entry.names, name)));
    const revoked = matching.find((other) => other.entry.marker === '@revoked');
    if (revoked !== undefined) return { kind: 'revoked', where: revoked.where };
    const known = matching.find((other) => other.entry.marker === undefined);
    if (known !== undefined) return { kind: 'known', where: known.where };
    for (const name of names) {
      const other = byName.get(`${name} ${entry.type}`);
      if (other !== undefined) return { kind: 'other-key', where: other.where };
      for (const placed of veiled.get(entry.type) ?? []) {
        const fit = await fits(placed.entry.names, name);
        if (fit === undefined) return { kind: 'unclear' };
        if (fit) return { kind: 'other-key', where: placed.where };
      }
    }
    return { kind: 'new' };
  }

  const standing: EntryStanding[] = [];
  for (const entry of entries) standing.push(await judge(entry));
  return standing;
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
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
