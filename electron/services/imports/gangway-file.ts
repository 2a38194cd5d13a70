import { z } from 'zod';
import { once } from '../../../shared/once.ts';
import { settingFields } from '../../../shared/contract/session-settings.ts';
import { protocol, sessionTarget } from '../../../shared/contract/sessions.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Session, SessionBook, SessionFolder } from '../../../shared/model/session.ts';
import type { SettingKey, SettingsLayer } from '../../../shared/model/session-settings.ts';
import { cleanFolder, cleanName, draftSettings, type Draft, type Parsed } from './draft.ts';
import { folderPath, foldersById } from './session-tree.ts';
import { texts } from '../../../shared/texts/current.ts';

const FORMAT = 'gangway-sessions';
const VERSION = 1;

/** Gangway's own file: sessions and folders by path, without ids and without any secret. */
const fileSchema = once(() =>
  z.object({
    format: z.literal(FORMAT),
    version: z.int().min(1),
    defaults: z.record(z.string(), z.unknown()).default({}),
    folders: z.array(z.unknown()).max(50_000).default([]),
    sessions: z.array(z.unknown()).max(50_000).default([]),
  }),
);
const path = once(() => z.array(z.string().max(1_000)).max(64));
const settings = once(() => z.record(z.string(), z.unknown()).default({}));
const folderSchema = once(() => z.object({ name: z.string().max(1_000), folder: path(), settings: settings() }));
const sessionSchema = once(() =>
  z.object({
    name: z.string().max(1_000),
    folder: path(),
    protocol: protocol().default('ssh'),
    target: sessionTarget(),
    settings: settings(),
  }),
);

/** The text of Gangway's own file. A key in the vault is a secret's name and stays out: `notes` says where. */
export function formatGangwayFile(
  book: SessionBook,
  chosen: { readonly folders: readonly SessionFolder[]; readonly sessions: readonly Session[]; readonly defaults: boolean },
): { readonly text: string; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const byId = foldersById(book);
  const bare = (layer: SettingsLayer, name: string): SettingsLayer => {
    if (layer.key?.kind !== 'vault') return layer;
    notes.push(texts().importNotes.keyInVault(name));
    const { key: _key, ...rest } = layer;
    return rest;
  };
  const document = {
    format: FORMAT,
    version: VERSION,
    defaults: chosen.defaults ? bare(book.defaults, texts().importNotes.defaults) : {},
    folders: chosen.folders.map((folder) => ({
      name: folder.name,
      folder: folderPath(folder.parent, byId),
      settings: bare(folder.settings, folder.name),
    })),
    sessions: chosen.sessions.map((session) => ({
      name: session.name,
      folder: folderPath(session.folder, byId),
      protocol: session.protocol,
      target: session.target,
      settings: bare(session.settings, session.name),
    })),
  };
  return { text: `${JSON.stringify(document, undefined, 2)}\n`, notes };
}

/** Throws `invalid-input` for another file, `newer-version` for one of a Gangway that is not made yet. One bad entry is skipped. */
export function parseGangwayFile(text: string, what: string): Parsed {
  const refuse = (cause?: unknown): AppError =>
    new AppError('invalid-input', texts().importErrors.notGangway(what), {
      hint: texts().importErrors.exportAgain,
      ...(cause === undefined ? {} : { cause }),
    });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse(error);
  }
  const file = fileSchema().safeParse(json);
  if (!file.success) throw refuse();
  if (file.data.version > VERSION) {
    throw new AppError('newer-version', texts().importErrors.newer(what), { hint: texts().importErrors.updateThis });
  }
  const drafts: Draft[] = [];
  if (Object.keys(file.data.defaults).length > 0) {
    const draft = takeSettings(file.data.defaults);
    drafts.push({ kind: 'defaults', name: texts().importNotes.defaults, settings: draft.settings, notes: draft.notes });
  }
  for (const entry of file.data.folders) {
    const folder = folderSchema().safeParse(entry);
    if (!folder.success) {
      drafts.push({ kind: 'skipped', what: 'folder', name: nameOf(entry), folder: [], why: texts().importNotes.damaged });
      continue;
    }
    const { name, notes } = cleanName(folder.data.name);
    const draft = takeSettings(folder.data.settings);
    const parts = cleanFolder(folder.data.folder);
    drafts.push({ kind: 'folder', name, folder: parts, settings: draft.settings, notes: [...notes, ...draft.notes] });
  }
  for (const entry of file.data.sessions) {
    const session = sessionSchema().safeParse(entry);
    if (!session.success) {
      drafts.push({ kind: 'skipped', what: 'session', name: nameOf(entry), folder: [], why: texts().importNotes.damaged });
      continue;
    }
    const { name, notes } = cleanName(session.data.name);
    const draft = takeSettings(session.data.settings);
    const { target, protocol: speaks } = session.data;
    const folder = cleanFolder(session.data.folder);
    drafts.push({ kind: 'session', name, folder, protocol: speaks, target, settings: draft.settings, notes: [...notes, ...draft.notes] });
  }
  return { drafts, problems: [] };
}

function nameOf(entry: unknown): string {
  const name = typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : undefined;
  return cleanName(typeof name === 'string' ? name : texts().importNotes.unnamed).name;
}

function takeSettings(given: Readonly<Record<string, unknown>>): ReturnType<typeof draftSettings> {
  const draft = draftSettings();
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(settingFields(), key)) draft.note(texts().importNotes.unknownKey(key));
    else if (key === 'key' && typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'vault') {
      draft.note(texts().importNotes.otherVault);
    } else draft.set(key as SettingKey, value as never);
  }
  return draft;
}
