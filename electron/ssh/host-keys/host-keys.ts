import { setImmediate } from 'node:timers/promises';
import type { KnownHostKeyView } from '../../../shared/contract/prompts.ts';
import type { AppError } from '../../../shared/model/errors.ts';
import { sweepLeftBehind } from '../../store/sweep-left-behind.ts';
import { blobType } from '../wire.ts';
import { compareEntries, entryLine, type EntryStanding } from './compare-entries.ts';
import { describeKey } from './fingerprint.ts';
import { LEFT_BEHIND, readError, readText, writeText } from './known-hosts-file.ts';
import { formatEntry, type KnownHostsEntry, lookupName, matchesNames, parseLine } from './known-hosts-line.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What is known about a key that a server shows. */
export type HostKeyVerdict =
  | { readonly outcome: 'match'; readonly where: string }
  /** No key of any type is known. `alsoKnownAs`: other names that have this same key. `unread`: a file that may say otherwise could not be read. */
  | { readonly outcome: 'new'; readonly alsoKnownAs: readonly string[]; readonly unread: boolean }
  /** Keys of other types are known: a server that suddenly shows another type is suspect. */
  | { readonly outcome: 'new-type'; readonly known: readonly KnownHostKeyView[] }
  | { readonly outcome: 'changed'; readonly known: readonly KnownHostKeyView[] }
  | { readonly outcome: 'revoked'; readonly where: string };

/** Host keys in OpenSSH's files. Only the own file is ever written; the others are read afresh for each question. */
export interface HostKeys {
  check(host: string, port: number, key: Uint8Array): Promise<HostKeyVerdict>;
  /** Types of the keys known for a host, to be asked for first. */
  knownTypes(host: string, port: number): Promise<string[]>;
  /** Throws `AppError` (`read-only`, `disk-full`, `config-broken`, `limit`, `internal`) naming the file. */
  add(host: string, port: number, key: Uint8Array): Promise<void>;
  /** Like `add`, and takes out the host's other keys of the same type. */
  replace(host: string, port: number, key: Uint8Array): Promise<void>;
  /** Adds those not yet known for this host, while the own file has fewer than `KEYS_OF_HOST` of it; `left` could not be taken. */
  addMissing(
    host: string,
    port: number,
    keys: readonly Uint8Array[],
  ): Promise<{ readonly added: readonly Uint8Array[]; readonly left: number }>;
}

/** Whole entries at once, as an import brings them. */
export interface HostKeyEntries {
  /** How each entry stands to what is known, in their order. */
  compare(entries: readonly KnownHostsEntry[]): Promise<EntryStanding[]>;
  /** Adds those that are `new` to the own file, in one write: a second key for a known host is not for a list to decide. Throws as `add` does. */
  addEntries(entries: readonly KnownHostsEntry[]): Promise<number>;
}

export interface HostKeysOptions {
  /** Gangway's own file, `<data folder>/known_hosts`. */
  readonly file: string;
  /** Read only: the person's `~/.ssh/known_hosts` and `/etc/ssh/ssh_known_hosts`. */
  readonly others?: readonly string[];
  /** Told when one of the files is there and cannot be read; its keys then count as not known. */
  readonly onUnreadable?: (file: string, error: AppError) => void;
  /** Lets everything else in the process have its turn. */
  readonly pause?: () => Promise<unknown>;
}

interface Found {
  readonly entry: KnownHostsEntry;
  readonly where: string;
  /** In the own file. */
  readonly own: boolean;
}

/** What the files hold, read once for any number of keys of one host. */
interface Known {
  readonly all: readonly Found[];
  /** What stands under the host's name. */
  readonly here: readonly Found[];
  readonly unread: boolean;
}

/** Keys of one host that servers may have stored by announcing them: more than any has, and no way to fill the disk. */
export const KEYS_OF_HOST = 16;

const ALSO_KNOWN_LIMIT = 8;

/** Lines that take some milliseconds, in a file that an organisation shares; then the terminals have their turn. A hashed name is a hash to compute. */
const PARSED_AT_ONCE = 2_000;
const MATCHED_AT_ONCE = 200;

export function createHostKeys({ file, others = [], onUnreadable, pause = setImmediate }: HostKeysOptions): HostKeys & HostKeyEntries {
  // One edit after the other: each reads the file as the former left it.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(work, work);
    last = run.catch(() => {});
    return run;
  }

  let swept: Promise<void> | undefined;

  async function entries(): Promise<{ readonly found: Found[]; readonly unread: boolean }> {
    await (swept ??= sweepLeftBehind(file, LEFT_BEHIND));
    const found: Found[] = [];
    let unread = false;
    for (const path of [file, ...others]) {
      let text = '';
      try {
        text = await readText(path);
      } catch (error) {
        unread = true;
        onUnreadable?.(path, readError(path, error));
      }
      for (const [index, line] of text.split('\n').entries()) {
        const entry = parseLine(line);
        if (index % PARSED_AT_ONCE === PARSED_AT_ONCE - 1) await pause();
        if (entry !== undefined) found.push({ entry, where: `${path}:${index + 1}`, own: path === file });
      }
    }
    return { found, unread };
  }

  async function knownOf(host: string, port: number): Promise<Known> {
    const name = lookupName(host, port);
    const { found, unread } = await entries();
    const here: Found[] = [];
    for (const [index, one] of found.entries()) {
      if (matchesNames(one.entry.names, name)) here.push(one);
      if (index % MATCHED_AT_ONCE === MATCHED_AT_ONCE - 1) await pause();
    }
    return { all: found, here, unread };
  }

  return {
    check: async (host, port, key) => judge(await knownOf(host, port), key),

    async knownTypes(host, port) {
      const { here } = await knownOf(host, port);
      return [...new Set(here.filter(plain).map(({ entry }) => entry.type))];
    },

    add: (host, port, key) => inTurn(() => append(file, lookupName(host, port), [key])),

    replace: (host, port, key) =>
      inTurn(async () => {
        const name = lookupName(host, port);
        const text = await readText(file);
        const kept = keepLines(text, (line) => withoutName(line, name, blobType(key)));
        await writeText(file, `${kept}${formatEntry(name, key, hasHashed(text))}`);
      }),

    addMissing: (host, port, keys) =>
      inTurn(async () => {
        const known = await knownOf(host, port);
        const missing = keys.filter((key) => isAddable(judge(known, key)));
        const there = known.here.filter((found) => found.own && plain(found)).length;
        const added = missing.slice(0, Math.max(0, KEYS_OF_HOST - there));
        if (added.length > 0) await append(file, lookupName(host, port), added);
        return { added, left: missing.length - added.length };
      }),

    compare: async (given) => compareEntries(given, (await entries()).found),

    addEntries: (given) =>
      inTurn(async () => {
        const standing = await compareEntries(given, (await entries()).found);
        const added = given.filter((_entry, index) => standing[index]?.kind === 'new');
        if (added.length === 0) return 0;
        const text = await readText(file);
        const once = new Map(added.map((entry) => [entryLine(entry, false), entry])).values();
        const written = [...once].map((entry) => entryLine(entry, hasHashed(text)));
        await writeText(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${written.join('')}`);
        return written.length;
      }),
  };
}

function plain({ entry }: Found): boolean {
  return entry.marker === undefined;
}

function judge({ all, here, unread }: Known, key: Uint8Array): HostKeyVerdict {
  const same = (found: Found): boolean => found.entry.blob.equals(key);
  const revoked = here.find((found) => found.entry.marker === '@revoked' && same(found));
  if (revoked !== undefined) return { outcome: 'revoked', where: revoked.where };
  const known = here.filter(plain);
  const match = known.find(same);
  if (match !== undefined) return { outcome: 'match', where: match.where };
  if (known.length === 0) {
    const elsewhere = all.filter((found) => plain(found) && same(found)).map(({ entry, where }) => readableName(entry.names, where));
    return { outcome: 'new', alsoKnownAs: [...new Set(elsewhere)].slice(0, ALSO_KNOWN_LIMIT), unread };
  }
  const type = blobType(key);
  const sameType = known.filter(({ entry }) => entry.type === type);
  return sameType.length === 0 ? { outcome: 'new-type', known: known.map(view) } : { outcome: 'changed', known: sameType.map(view) };
}

function isAddable({ outcome }: HostKeyVerdict): boolean {
  return outcome !== 'match' && outcome !== 'revoked';
}

function view({ entry, where }: Found): KnownHostKeyView {
  return { ...describeKey(entry.blob), where };
}

function readableName(names: string, where: string): string {
  return names.startsWith('|') ? texts().hostKeyTexts.hashed(where) : names;
}

/**
 * A line without the name's key of this type: `undefined` takes the line out, another text is what stays of it. Entries that match
 * by a pattern are left as they are: they speak for other hosts too.
 */
function withoutName(line: string, name: string, type: string | undefined): string | undefined {
  const entry = parseLine(line);
  if (entry === undefined || entry.marker !== undefined || entry.type !== type || !matchesNames(entry.names, name)) return line;
  if (entry.names.startsWith('|')) return undefined;
  const names = entry.names.split(',');
  const others = names.filter((one) => one.toLowerCase() !== name);
  if (others.length === names.length) return line;
  return others.length === 0 ? undefined : line.replace(entry.names, () => others.join(','));
}

function keepLines(text: string, keep: (line: string) => string | undefined): string {
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const lines = ended.split('\n').slice(0, -1);
  return lines
    .map(keep)
    .filter((line) => line !== undefined)
    .map((line) => `${line}\n`)
    .join('');
}

function hasHashed(text: string): boolean {
  return text.split('\n').some((line) => parseLine(line)?.names.startsWith('|1|') === true);
}

async function append(file: string, name: string, keys: readonly Uint8Array[]): Promise<void> {
  const text = await readText(file);
  const hashed = hasHashed(text);
  const added = keys.map((key) => formatEntry(name, key, hashed)).join('');
  await writeText(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${added}`);
}
