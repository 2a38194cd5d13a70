import { randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { once } from '../../../shared/once.ts';
import { startOf } from '../../store/folder-lock.ts';
import { writeAtomic } from '../../store/write-atomic.ts';
import { windowsSteps } from '../execute/windows-steps.ts';
import { folderIdentity, removeEntry, type WindowsRemovers } from './remove-entry.ts';

const journalEntry = once(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), path: z.string(), parent: z.string().optional() }),
    z.object({ kind: z.literal('folder'), path: z.string(), identity: z.string().optional() }),
    z.object({ kind: z.literal('credential'), target: z.string(), mark: z.string() }),
    z.object({ kind: z.literal('registry'), key: z.string() }),
    z.object({ kind: z.literal('process'), pid: z.number().int().positive(), started: z.string().optional() }),
  ]),
);
const journalFile = once(() =>
  z.object({
    version: z.literal(1),
    records: z.array(z.object({ id: z.string(), entries: z.array(journalEntry()) })),
  }),
);

export type JournalEntry = z.infer<ReturnType<typeof journalEntry>>;
type JournalRecord = z.infer<ReturnType<typeof journalFile>>['records'][number];

/** What a launch is going to leave, as a plan names it; identities are looked up when it is noted. */
export type Leftover =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'credential'; readonly target: string; readonly mark: string }
  | { readonly kind: 'registry'; readonly key: string }
  | { readonly kind: 'process'; readonly pid: number };

/** What launches left, on the disk before they leave it. It holds no secret. */
export interface Journal {
  /** Notes what is going to be made. Resolves when that is safe on the disk, with the id of the record. */
  begin(entries: readonly Leftover[]): Promise<string>;
  /** Notes more for the same launch. */
  add(id: string, entries: readonly Leftover[]): Promise<void>;
  /** All of it has been removed. */
  end(id: string): Promise<void>;
  /**
   * Removes what earlier runs left: once at start, before the first launch. What cannot be removed now stays noted; `left` tells of it. A
   * damaged journal is put aside.
   */
  sweep(): Promise<{ readonly removed: number; readonly left: readonly string[] }>;
}

/** `file`: in the data folder, which this process has locked. */
export function createJournal(file: string, windows: WindowsRemovers = windowsSteps()): Journal {
  const records = new Map<string, JournalRecord>();
  /** Of this run: never swept. */
  const mine = new Set<string>();
  let loaded: Promise<void> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  // One change after the other, or an older state would be written over a newer one.
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = last.then(async () => {
      loaded ??= load(file, records);
      await loaded;
      return await work();
    });
    last = next.catch(() => {});
    return next;
  };
  const save = (): Promise<void> =>
    writeAtomic({ file, content: `${JSON.stringify({ version: 1, records: [...records.values()] }, undefined, 1)}\n` });

  return {
    begin: (entries) =>
      inTurn(async () => {
        const id = randomBytes(8).toString('hex');
        records.set(id, { id, entries: await Promise.all(entries.map(identify)) });
        mine.add(id);
        await save();
        return id;
      }),
    add: (id, entries) =>
      inTurn(async () => {
        const record = records.get(id);
        if (record === undefined) return;
        records.set(id, { id, entries: [...record.entries, ...(await Promise.all(entries.map(identify)))] });
        await save();
      }),
    end: (id) =>
      inTurn(async () => {
        mine.delete(id);
        if (records.delete(id)) await save();
      }),
    sweep: () =>
      inTurn(async () => {
        let removed = 0;
        const left: string[] = [];
        const old = [...records.values()].filter(({ id }) => !mine.has(id));
        for (const { id, entries } of old) {
          const failed: JournalEntry[] = [];
          // Processes first: they hold the files, and write them.
          for (const entry of [...entries].sort((one, other) => order(one) - order(other))) {
            try {
              await removeEntry(entry, windows);
              removed++;
            } catch (error) {
              failed.push(entry);
              left.push(`${entry.kind}: ${error instanceof Error ? error.message : String(error)}`);
            }
          }
          if (failed.length === 0) records.delete(id);
          else records.set(id, { id, entries: failed });
        }
        if (old.length > 0) await save();
        return { removed, left };
      }),
  };
}

const order = (entry: JournalEntry): number => ['process', 'credential', 'registry', 'file', 'folder'].indexOf(entry.kind);

/** Only what can be told from something else of the same name later may be removed later. */
export async function identify(entry: Leftover): Promise<JournalEntry> {
  switch (entry.kind) {
    case 'file':
      return { kind: 'file', path: entry.path, parent: await folderIdentity(dirname(entry.path)) };
    case 'folder':
      return { kind: 'folder', path: entry.path, identity: await folderIdentity(entry.path) };
    case 'credential':
      return { kind: 'credential', target: entry.target, mark: entry.mark };
    case 'registry':
      return { kind: 'registry', key: entry.key };
    case 'process':
      return { kind: 'process', pid: entry.pid, started: startOf(entry.pid) };
  }
}

async function load(file: string, records: Map<string, JournalRecord>): Promise<void> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    for (const record of journalFile().parse(JSON.parse(text)).records) records.set(record.id, record);
  } catch {
    // Guessing what to delete is worse than leaving it.
    await rename(file, `${file}.damaged`);
  }
}
