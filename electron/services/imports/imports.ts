import { randomUUID } from 'node:crypto';
import { displayText } from '../../../shared/model/display-text.ts';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import { IMPORT_SOURCES, type ImportItem, type ImportPlace, type ImportPreview, type ImportSource } from '../../../shared/model/import.ts';
import { mergeSettings } from '../../../shared/model/session-settings.ts';
import type { HostKeyEntries } from '../../ssh/host-keys/host-keys.ts';
import { parseLine, type KnownHostsEntry } from '../../ssh/host-keys/known-hosts-line.ts';
import { expandHome } from '../../ssh/keys/expand-home.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { MAX_DRAFTS, type Draft, type Parsed } from './draft.ts';
import { formatGangwayFile } from './gangway-file.ts';
import { formatOpenSshConfig, type OpenSshExportOptions } from './openssh-export.ts';
import { parseFile } from './parse-file.ts';
import { placeDrafts, type Placed } from './place-drafts.ts';
import { chooseFrom } from './session-tree.ts';
import { readDefault, readPath, type SourcePlaces } from './sources.ts';
import { layerSummary, sessionSummary, settingWarnings } from './summary.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface ImportsOptions extends SourcePlaces {
  readonly sessions: Pick<Sessions, 'book' | 'layers' | 'addAll'>;
  readonly hostKeys: HostKeyEntries;
  readonly addressOf: OpenSshExportOptions['addressOf'];
}

export type ImportFrom =
  | { readonly kind: 'default' }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'upload'; readonly name: string; readonly bytes: Buffer };

export interface Imports {
  places(): Promise<readonly ImportPlace[]>;
  preview(source: ImportSource, from: ImportFrom, password?: string, signal?: AbortSignal): Promise<ImportPreview>;
  apply(id: string, items: readonly string[], folder: string | null): Promise<{ sessions: number; folders: number; hostKeys: number }>;
  export(format: 'openssh' | 'gangway', ids?: readonly string[]): { fileName: string; text: string; notes: readonly string[] };
}

const MAX_EXPORT_NOTES = 200;

export function createImports(options: ImportsOptions): Imports {
  const { sessions, hostKeys } = options;
  let last: { readonly id: string; readonly drafts: ReadonlyMap<string, Draft> } | undefined;

  async function read(
    source: ImportSource,
    from: ImportFrom,
    how: { readonly password: string | undefined; readonly signal: AbortSignal | undefined },
  ): Promise<Parsed & { where: string }> {
    if (from.kind === 'default') return readDefault(source, options, how);
    if (from.kind === 'path') return readPath(source, expandHome(from.path, options.homeFolder), options, how);
    const name = displayText(from.name === '' ? texts().importErrors.theFile : from.name);
    return { where: name, ...(await parseFile(source, from.bytes, name, from.name, how)) };
  }

  async function itemsOf(drafts: readonly Draft[]): Promise<ImportItem[]> {
    const book = sessions.book();
    // Default Settings of the source are not picked by themselves: nothing else is judged by them.
    const rest = drafts.map((draft): Draft => (draft.kind === 'defaults' ? { ...draft, settings: {} } : draft));
    const { placed } = placeDrafts(rest, book, null);
    const entries = drafts.flatMap((draft) => (draft.kind === 'host-key' ? [entryOf(draft)] : []));
    const standing = await hostKeys.compare(entries);
    let nextEntry = 0;
    const taken = new Set(book.sessions.map(({ name }) => name));
    const seen = new Set<string>();
    return drafts.map((draft, index): ImportItem => {
      const base = { id: index.toString(36), name: displayText(draft.name), folder: 'folder' in draft ? draft.folder : [], summary: '' };
      const outcome = placed[index] ?? { kind: 'skipped', why: texts().importNotes.cannotPlace };
      switch (draft.kind) {
        case 'skipped':
          return { ...base, kind: draft.what, status: 'skipped', why: draft.why, notes: [] };
        case 'host-key': {
          const there = standing[nextEntry];
          const entry = entries[nextEntry];
          nextEntry += 1;
          const twice = seen.has(draft.line);
          seen.add(draft.line);
          const item = {
            ...base,
            kind: 'host-key' as const,
            summary: `${entry?.type ?? ''} ${draft.notes.at(-1) ?? ''}`,
            notes: draft.notes.slice(0, -1),
          };
          if (twice) return { ...item, status: 'skipped', why: texts().importNotes.twice };
          if (there?.kind === 'known') return { ...item, status: 'exists', why: texts().importNotes.knownAlready(there.where) };
          if (there?.kind === 'revoked') return { ...item, status: 'skipped', why: texts().importNotes.revokedThere(there.where) };
          if (there?.kind === 'unclear') {
            return { ...item, status: 'skipped', why: texts().importNotes.manyHashed };
          }
          if (there?.kind === 'other-key') {
            return {
              ...item,
              status: 'skipped',
              why: texts().importNotes.otherKnown(there.where),
            };
          }
          return { ...item, status: 'new' };
        }
        case 'defaults': {
          const alone = placeDrafts([draft], book, null).placed[0] ?? outcome;
          return { ...base, kind: 'defaults', summary: layerSummary(draft.settings), ...statusOf(alone), notes: warned(draft) };
        }
        case 'folder':
          return { ...base, kind: 'folder', summary: layerSummary(draft.settings), ...statusOf(outcome), notes: warned(draft) };
        case 'session': {
          const why = taken.has(draft.name) ? texts().importNotes.nameTaken : texts().importNotes.nameUsed;
          const renamed = outcome.kind === 'session' && outcome.renamed ? [texts().importNotes.becomes(why, outcome.session.name)] : [];
          const summary = sessionSummary(draft.target, draft.settings, draft.protocol);
          return { ...base, kind: 'session', summary, ...statusOf(outcome), notes: [...renamed, ...warned(draft)] };
        }
      }
    });
  }

  return {
    async places() {
      const found: ImportPlace[] = [];
      for (const source of IMPORT_SOURCES) {
        // On Windows PuTTY's registry is its own place; the folder is that of Unix.
        if (source === 'gangway' || (source === 'putty' && options.platform === 'win32')) continue;
        try {
          const { where, drafts } = await readDefault(source, options);
          const what = countText(drafts);
          if (what !== '') found.push({ source, where, what });
        } catch {
          // Nothing there, or nothing that can be read: whoever chooses it gets to know why.
        }
      }
      return found;
    },

    async preview(source, from, password, signal) {
      const { where, drafts: all, found = all.length, problems: told } = await read(source, from, { password, signal });
      // Cloned: parts of a text keep the whole of it in memory, which may be a quarter of a gigabyte.
      const drafts = structuredClone(all.slice(0, MAX_DRAFTS));
      const problems: WireError[] = [...told];
      if (found > drafts.length) {
        const message = texts().importErrors.manyEntries(where, found, MAX_DRAFTS);
        problems.push({ code: 'limit', message, hint: texts().importErrors.importThese });
      }
      const items = await itemsOf(drafts);
      const id = randomUUID();
      last = { id, drafts: new Map(drafts.map((draft, index) => [index.toString(36), draft])) };
      return { id, source, where, items, problems };
    },

    async apply(id, items, folder) {
      if (last?.id !== id) throw new AppError('not-found', texts().importErrors.notLast, { hint: texts().importErrors.lookAgain });
      const { drafts } = last;
      const picked = [...new Set(items)].map((item) => {
        const draft = drafts.get(item);
        if (draft === undefined)
          throw new AppError('not-found', texts().importErrors.notInPreview, { hint: texts().importErrors.lookAgain });
        return draft;
      });
      const book = sessions.book();
      if (folder !== null && !book.folders.some((one) => one.id === folder)) {
        throw new AppError('not-found', texts().importErrors.noFolder, { hint: texts().importErrors.otherFolder });
      }
      const placement = placeDrafts(picked, book, folder, [...drafts.values()]);
      const { folders, sessions: added, defaults } = placement;
      if (folders.length + added.length > 0 || defaults !== undefined) {
        await sessions.addAll({ folders, sessions: added, ...(defaults === undefined ? {} : { defaults }) });
      }
      const entries = picked.flatMap((draft) => (draft.kind === 'host-key' ? [entryOf(draft)] : []));
      const keys = entries.length === 0 ? 0 : await hostKeys.addEntries(entries);
      return { sessions: added.length, folders: folders.length, hostKeys: keys };
    },

    export(format, ids) {
      const book = sessions.book();
      const chosen = chooseFrom(book, ids);
      const { text, notes } =
        format === 'gangway'
          ? formatGangwayFile(book, { ...chosen, defaults: ids === undefined })
          : formatOpenSshConfig(book, chosen.sessions, {
              effective: (session) => mergeSettings(sessions.layers(session.folder, session)),
              addressOf: options.addressOf,
            });
      const shown = notes.slice(0, MAX_EXPORT_NOTES).map((note) => displayText(note, 400));
      const rest = notes.length - shown.length;
      return {
        fileName: format === 'gangway' ? 'gangway-sessions.json' : 'gangway-ssh-config',
        text,
        notes: rest > 0 ? [...shown, texts().importNotes.andMore(rest)] : shown,
      };
    },
  };
}

function entryOf(draft: Extract<Draft, { kind: 'host-key' }>): KnownHostsEntry {
  const entry = parseLine(draft.line);
  if (entry === undefined) throw new AppError('internal', texts().importErrors.keyUnwritten(draft.name));
  return entry;
}

function statusOf(placed: Placed): { status: ImportItem['status']; why?: string } {
  if (placed.kind === 'exists' || placed.kind === 'skipped') return { status: placed.kind, why: placed.why };
  return { status: 'new' };
}

function warned({ settings, notes }: Pick<Extract<Draft, { kind: 'session' }>, 'settings' | 'notes'>): readonly string[] {
  return [...settingWarnings(settings), ...notes];
}

/** `12 sessions, 3 host keys`; empty for nothing that could come in. */
function countText(drafts: readonly Draft[]): string {
  const sessions = drafts.filter(({ kind }) => kind === 'session').length;
  const keys = drafts.filter(({ kind }) => kind === 'host-key').length;
  const parts = [
    ...(sessions > 0 ? [sessions === 1 ? texts().importNotes.oneSession : texts().importNotes.sessions(sessions)] : []),
    ...(keys > 0 ? [keys === 1 ? texts().importNotes.oneHostKey : texts().importNotes.hostKeys(keys)] : []),
  ];
  return parts.join(', ');
}
