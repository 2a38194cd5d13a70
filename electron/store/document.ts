import { readFile, stat } from 'node:fs/promises';
import type { z } from 'zod';
import { AppError, type WireError } from '../../shared/model/errors.ts';
import { isRecord, sift, type EntrySchemas } from './sift.ts';
import { sweepLeftBehind } from './sweep-left-behind.ts';
import { fileError, keepAs, writeAtomic } from './write-atomic.ts';
import { texts } from '../../shared/texts/current.ts';

/** More than any document of ours has; a larger file is not ours. Bytes. */
const MAX_DOCUMENT = 128 * 1024 * 1024;

export interface DocumentOptions<T extends object> {
  readonly file: string;
  /** Version of the form that `schema` describes, from 1. It stands in the file beside the fields of `T`. */
  readonly version: number;
  /** Asked for only where there is a file. */
  readonly schema: () => z.ZodType<T>;
  /** `migrations[n]` turns the data of version n into that of version n + 1. */
  readonly migrations?: Readonly<Record<number, (data: Readonly<Record<string, unknown>>) => Record<string, unknown>>>;
  readonly empty: T;
  /** Fields that are lists or maps of entries, with the schema of one: a bad entry is set aside and the others stay. */
  readonly entries?: EntrySchemas<T>;
  /** One line instead of an indented text; for large documents that nobody reads. */
  readonly compact?: boolean;
  /** Epoch milliseconds, for the names of files set aside. */
  readonly now?: () => number;
}

export interface Loaded<T> {
  readonly value: T;
  /** What the person should be told: repaired, set aside, newer. */
  readonly problems: readonly WireError[];
  /** The file was written by a newer Gangway, or cannot be read: it is left as it is, `save` refuses. */
  readonly readOnly: boolean;
}

/** A versioned JSON file of ours. */
export interface Document<T> {
  /** Reads, migrates, checks. Never throws: what goes wrong is in `problems`, and `value` is the best that is left. */
  load(): Promise<Loaded<T>>;
  /**
   * Resolves when this value, or a later one, is on the disk. Saves are written one after the other; of those that wait only the
   * last is written. Throws `AppError` (`disk-full`, `read-only`, `newer-version`).
   */
  save(value: T): Promise<void>;
}

type Read<T> = { readonly value: T; readonly problems: WireError[]; readonly readOnly: boolean };

export function createDocument<T extends object>(options: DocumentOptions<T>): Document<T> {
  const { file, version, schema, empty } = options;
  const backup = `${file}.bak`;
  const now = options.now ?? Date.now;
  let refusal: AppError | undefined;
  let loaded: Promise<Loaded<T>> | undefined;
  // Set while the file holds what a save may keep as `.bak`.
  let good = false;
  let running: Promise<void> | undefined;
  let waiting: { value: T; done: Promise<void> } | undefined;

  const aside = (mark: string): string => `${file}.${mark}-${new Date(now()).toISOString().replaceAll(':', '')}`;

  /** Throws when the text is not a document at all. */
  async function read(text: string): Promise<Read<T>> {
    const { data, found } = parse(text);
    if (found > version) return { value: newest(data), problems: [newer(found)], readOnly: true };
    let current = data;
    for (let step = found; step < version; step++) {
      const migrate = options.migrations?.[step];
      if (migrate === undefined) throw new Error(texts().storeErrors.noWay(step, step + 1));
      current = migrate(current);
    }
    const { kept, refused } = sift(current, options.entries);
    const checked = schema().safeParse(kept);
    if (!checked.success) throw new Error(place(checked.error));
    if (refused.length === 0) return { value: checked.data, problems: [], readOnly: false };
    return { value: checked.data, problems: [await quarantine(refused)], readOnly: false };
  }

  function newest(data: Record<string, unknown>): T {
    const checked = schema().safeParse(sift(data, options.entries).kept);
    return checked.success ? checked.data : empty;
  }

  function newer(found: number): WireError {
    const error = new AppError('newer-version', texts().storeErrors.newer(file, found, version), {
      hint: texts().storeErrors.startNewer,
    });
    refusal = error;
    return error.toWire();
  }

  async function quarantine(refused: readonly unknown[]): Promise<WireError> {
    const name = aside('quarantine');
    try {
      await writeAtomic({ file: name, content: `${JSON.stringify({ version, refused }, null, 2)}\n` });
    } catch {
      // Then the file itself must keep them.
      refusal = new AppError('read-only', texts().storeErrors.noRoom(file));
      return refusal.toWire();
    }
    return {
      code: 'invalid-input',
      message: refused.length === 1 ? texts().storeErrors.oneAside(file) : texts().storeErrors.manyAside(refused.length, file),
      hint: texts().storeErrors.keptIn(name),
    };
  }

  async function readOld(): Promise<Read<T> | undefined> {
    const text = await readFile(backup, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    return await read(text).catch(() => undefined);
  }

  async function recover(text: string, why: unknown): Promise<Loaded<T>> {
    const name = aside('broken');
    const reason = why instanceof Error ? why.message : String(why);
    const old = await readOld();
    const state = old === undefined ? texts().storeErrors.noEarlier : texts().storeErrors.beforeLoaded;
    let kept = texts().storeErrors.oldKept(name);
    try {
      await keepAs(file, name);
      await writeAtomic({ file, content: serialise(old?.value ?? empty) });
    } catch {
      kept = texts().storeErrors.notAside;
      refusal = new AppError('read-only', texts().storeErrors.brokenNotAside(file), {
        hint: texts().storeErrors.moveAway,
      });
    }
    const problem: WireError = {
      code: 'config-broken',
      message: texts().storeErrors.unread(file, reason, state),
      hint: kept,
      detail: texts().storeErrors.characters(text.length),
    };
    return { value: old?.value ?? empty, problems: [problem, ...(old?.problems ?? [])], readOnly: refusal !== undefined };
  }

  async function loadNow(): Promise<Loaded<T>> {
    refusal = undefined;
    good = false;
    let text: string;
    await sweepLeftBehind(file, LEFT_BEHIND);
    try {
      const entry = await stat(file);
      const { size } = entry;
      if (!entry.isFile()) throw new Error(texts().storeErrors.notFile);
      if (size > MAX_DOCUMENT) return await recover('', new Error(texts().storeErrors.manyBytes(size)));
      text = await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { value: empty, problems: [], readOnly: false };
      const known = fileError(error, file, 'read');
      refusal =
        known instanceof AppError
          ? known
          : new AppError('read-only', texts().storeErrors.unreadWhy(file, (error as Error).message), { cause: error });
      return { value: empty, problems: [refusal.toWire()], readOnly: true };
    }
    try {
      const result = await read(text);
      good = !result.readOnly;
      return { ...result, readOnly: refusal !== undefined };
    } catch (error) {
      return await recover(text, error);
    }
  }

  function load(): Promise<Loaded<T>> {
    const next = (running ?? Promise.resolve()).then(loadNow, loadNow);
    loaded = next;
    return next;
  }

  function serialise(value: T): string {
    return `${JSON.stringify({ version, ...value }, null, options.compact === true ? undefined : 2)}\n`;
  }

  async function write(value: T): Promise<void> {
    // A save before the first load must not run over a newer file either.
    loaded ??= loadNow();
    await loaded;
    if (refusal !== undefined) throw refusal;
    await writeAtomic({ file, content: serialise(value), ...(good ? { backup } : {}) });
    good = true;
  }

  function save(value: T): Promise<void> {
    if (waiting !== undefined) {
      waiting.value = value;
      return waiting.done;
    }
    const before = running ?? Promise.resolve();
    const mine: { value: T; done: Promise<void> } = { value, done: Promise.resolve() };
    waiting = mine;
    mine.done = before
      .catch(() => {})
      .then(() => {
        waiting = undefined;
        return write(mine.value);
      })
      .finally(() => {
        if (running === mine.done) running = undefined;
      });
    running = mine.done;
    return mine.done;
  }

  return { load, save };
}

function parse(text: string): { data: Record<string, unknown>; found: number } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(text.trim() === '' ? texts().storeErrors.isEmpty : texts().storeErrors.notJson);
  }
  if (!isRecord(json)) throw new Error(texts().storeErrors.notObject);
  const { version: found, ...data } = json;
  if (typeof found !== 'number' || !Number.isInteger(found) || found < 1) throw new Error(texts().storeErrors.noVersion);
  return { data, found };
}

// Only place and rule, never the value: it may be a secret's reference, and the text goes to the screen.
function place(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined
    ? texts().storeErrors.noFit
    : `${issue.path.map(String).join('.') || texts().storeErrors.it}: ${issue.message}`;
}

/** Left by writes of the document, its `.bak` and what was set aside. */
const LEFT_BEHIND = /^(?:\.bak|\.(?:broken|quarantine)-[^.]+\.\d+Z)?\.tmp-\d+-[0-9a-f]{8}$/u;
