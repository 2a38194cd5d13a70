import { texts } from '../../../shared/texts/current.ts';
import { COLUMNS } from './columns.ts';
import { nameKeys } from './name-keys.ts';
import { matchesWords, searchWords, type Row } from './rows.ts';
import { indexRows, type SearchIndex } from './search-index.ts';

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

/**
 * The rows of `present` in the order of `sorted`, when they are the same ones and none has changed in what it is sorted by: a refresh
 * of thousands then costs a look at each and no sorting. `undefined` where they have to be sorted. `sorted` was made by this `sort`.
 */
function keepOrder(sorted: readonly Row[], present: readonly Row[], sort: Sort): Row[] | undefined {
  if (sorted.length !== present.length) return undefined;
  const column = COLUMNS.find((candidate) => candidate.id === sort.column) ?? COLUMNS[0];
  const words = texts().instanceColumns;
  const sorts = ({ instance }: Row): string => column?.sortKey?.(instance) ?? column?.text(instance, words) ?? '';
  const byKey = new Map(present.map((row) => [row.key, row]));
  const rows: Row[] = [];
  for (const old of sorted) {
    const row = byKey.get(old.key);
    if (row === undefined) return undefined;
    if (row !== old && (row.instance.name !== old.instance.name || sorts(row) !== sorts(old))) return undefined;
    rows.push(row);
  }
  return rows;
}

/** `sortRows` that keeps the order of the last rows where it still holds. `words`: of the language that they are sorted in. */
export function createOrder(): (rows: readonly Row[], sort: Sort, words: unknown) => readonly Row[] {
  let last: { readonly sorted: readonly Row[]; readonly sort: Sort; readonly words: unknown } | undefined;
  return (rows, sort, words) => {
    const kept = last?.sort === sort && last.words === words ? keepOrder(last.sorted, rows, sort) : undefined;
    const sorted = kept ?? sortRows(rows, sort);
    last = { sorted, sort, words };
    return sorted;
  };
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

/** Called back when there is nothing else to do; as the browser's own. */
export type WhenIdle = (task: (deadline: { timeRemaining(): number }) => void) => unknown;

interface Answer {
  readonly rows: readonly Row[];
  readonly lower: string;
  readonly words: readonly string[];
  readonly found: readonly Row[];
}

/** So few rows are looked through sooner than an index is asked. */
const FEW = 4_000;

/**
 * A filter that remembers its last answer: a query that goes on from the last one, as when a person types, looks only through
 * what that one has found. Every word of the shorter query is part of a word of the longer one. Of many rows it makes an index
 * once there is time, where `whenIdle` tells when that is; `whenQuiet`, when rows have stayed what they are for a while.
 */
export function createFilter(whenIdle?: WhenIdle, whenQuiet = whenIdle): (rows: readonly Row[], query: string) => readonly Row[] {
  let last: Answer | undefined;
  let index: SearchIndex | undefined;

  const take = (rows: readonly Row[]): void => {
    if (rows === last?.rows) return;
    index = undefined;
    if (whenIdle === undefined || whenQuiet === undefined || rows.length <= FEW) return;
    const steps = indexRows(rows);
    const goOn: Parameters<WhenIdle>[0] = (deadline) => {
      // Other rows came meanwhile.
      if (last?.rows !== rows) return;
      do {
        const step = steps.next();
        if (step.done === true) return void (index = step.value);
      } while (deadline.timeRemaining() > 2);
      whenIdle(goOn);
    };
    whenQuiet(goOn);
  };

  return (rows, query) => {
    const lower = query.toLowerCase();
    const words = searchWords(query);
    const before = last?.rows === rows && lower.startsWith(last.lower) ? last : undefined;
    // Found rows have the words of the last query: only what is new is looked for in them.
    const news = before === undefined ? words : words.filter((word) => !before.words.some((old) => old.includes(word)));
    const among = before?.found ?? rows;
    take(rows);
    const found =
      index !== undefined && news.length > 0 && among.length > FEW ? filterByIndex(rows, words, index) : filterRows(among, news);
    last = { rows, lower, words, found };
    return found;
  };
}

function filterByIndex(rows: readonly Row[], words: readonly string[], index: SearchIndex): readonly Row[] {
  const hits = words.map((word) => index.find(word));
  return rows.filter((_, at) => hits.every((hit) => hit[at] === 1));
}

/** The order after a click on a column's header: ascending first, then turned around. */
export function nextSort(sort: Sort, column: string): Sort {
  return { column, descending: sort.column === column && !sort.descending };
}
