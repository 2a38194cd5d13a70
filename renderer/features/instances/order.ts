import { texts } from '../../../shared/texts/current.ts';
import { COLUMNS } from './columns.ts';
import { nameKeys } from './name-keys.ts';
import { matchesWords, searchWords, type Row } from './rows.ts';

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** What the tree has chosen: everything, one account, or one region of one account. */
export interface ScopeChoice {
  readonly account?: string;
  readonly region?: string;
}

/**
 * Rows in order: by the column, then by name, then by key, so that equal values never change places while data arrives. Keys are
 * made once a row and compared as plain strings: 50,000 rows take tens of milliseconds, a collator hundreds. Words are those of the
 * present language.
 */
export function sortRows(rows: readonly Row[], sort: Sort): Row[] {
  const column = COLUMNS.find((candidate) => candidate.id === sort.column) ?? COLUMNS[0];
  if (column === undefined) return [...rows];
  const words = texts().instanceColumns;
  const names = nameKeys(rows.map(({ instance }) => instance.name));
  const { id, sortKey, text } = column;
  const keys = id === 'name' ? names : sortKey === undefined ? nameKeys(rows.map(({ instance }) => text(instance, words))) : undefined;
  const keyed = rows.map((row, at) => ({ row, key: keys?.[at] ?? sortKey?.(row.instance) ?? '', name: names[at] ?? '' }));
  const sign = sort.descending ? -1 : 1;
  keyed.sort((a, b) => {
    if (a.key !== b.key) return (a.key < b.key ? -1 : 1) * sign;
    if (a.name !== b.name) return a.name < b.name ? -1 : 1;
    return a.row.key < b.row.key ? -1 : 1;
  });
  return keyed.map(({ row }) => row);
}

export function inScope(rows: Iterable<Row>, choice: ScopeChoice): Row[] {
  const chosen: Row[] = [];
  for (const row of rows) {
    if (choice.account !== undefined && row.instance.account !== choice.account) continue;
    if (choice.region !== undefined && row.instance.region !== choice.region) continue;
    chosen.push(row);
  }
  return chosen;
}

export function filterRows(rows: readonly Row[], words: readonly string[]): readonly Row[] {
  return words.length === 0 ? rows : rows.filter((row) => matchesWords(row, words));
}

/**
 * A filter that remembers its last answer: a query that goes on from the last one, as when a person types, looks only through
 * what that one has found. Every word of the shorter query is part of a word of the longer one.
 */
export function createFilter(): (rows: readonly Row[], query: string) => readonly Row[] {
  let last:
    | { readonly rows: readonly Row[]; readonly lower: string; readonly words: readonly string[]; readonly found: readonly Row[] }
    | undefined;
  return (rows, query) => {
    const lower = query.toLowerCase();
    const words = searchWords(query);
    const before = last?.rows === rows && lower.startsWith(last.lower) ? last : undefined;
    // Found rows have the words of the last query: only what is new is looked for in them.
    const news = before === undefined ? words : words.filter((word) => !before.words.some((old) => old.includes(word)));
    const found = filterRows(before?.found ?? rows, news);
    last = { rows, lower, words, found };
    return found;
  };
}

/** The order after a click on a column's header: ascending first, then turned around. */
export function nextSort(sort: Sort, column: string): Sort {
  return { column, descending: sort.column === column && !sort.descending };
}
