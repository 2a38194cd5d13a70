import { isDeepStrictEqual } from 'node:util';
import { layersAbove, MAX_FOLDER_DEPTH, type Session, type SessionBook, type SessionFolder } from '../../../shared/model/session.ts';
import {
  BUILT_IN,
  mergeSettings,
  type SessionSettings,
  type SettingKey,
  type SettingsLayer,
} from '../../../shared/model/session-settings.ts';
import { newId } from '../sessions/session-book.ts';
import { cleanName, jumpText, type Draft } from './draft.ts';
import { folderPath, foldersById } from './session-tree.ts';
import { loginOf, targetText } from './summary.ts';
import { texts } from '../../../shared/texts/current.ts';

/** What becomes of one draft. Host keys are for others to judge. */
export type Placed =
  | { readonly kind: 'session'; readonly session: Session; readonly renamed: boolean }
  | { readonly kind: 'folder' }
  | { readonly kind: 'defaults' }
  | { readonly kind: 'host-key' }
  | { readonly kind: 'exists'; readonly why: string }
  | { readonly kind: 'skipped'; readonly why: string };

type SessionDraft = Extract<Draft, { kind: 'session' }>;

export interface Placement {
  /** One for each draft, in their order. */
  readonly placed: readonly Placed[];
  readonly folders: readonly SessionFolder[];
  readonly sessions: readonly Session[];
  /** The whole new Default Settings, where a draft changes them. */
  readonly defaults: SettingsLayer | undefined;
}

/**
 * Finds a place for each draft under `under`: folders as needed, free names, nothing twice. Changes nothing; linear in both. `source`: all
 * drafts of which these were picked; jumps by name are to sessions of the source.
 */
export function placeDrafts(
  drafts: readonly Draft[],
  book: SessionBook,
  under: string | null,
  source: readonly Draft[] = drafts,
): Placement {
  const folders = new Map(foldersById(book));
  const children = new Map(book.folders.map((folder) => [childKey(folder.parent, folder.name), folder.id]));
  const madeFolders: SessionFolder[] = [];
  const madeSessions: Session[] = [];
  const placed: Placed[] = [];
  let defaults: SettingsLayer | undefined;
  const bases = new Map<string | null, SessionSettings>();
  let there: SameSessions | undefined;
  const base = (folder: string | null): SessionSettings => {
    let values = bases.get(folder);
    if (values === undefined) {
      values = mergeSettings(layersAbove(folder, folders, defaults ?? book.defaults)).values;
      bases.set(folder, values);
    }
    return values;
  };
  const room = MAX_FOLDER_DEPTH - folderPath(under, folders).length;
  const makeFolder = (parent: string | null, name: string, settings: SettingsLayer): string => {
    const folder: SessionFolder = { id: newId(), name, parent, settings: onlyDifferences(settings, base(parent)) };
    folders.set(folder.id, folder);
    children.set(childKey(parent, name), folder.id);
    madeFolders.push(folder);
    return folder.id;
  };
  const folderAt = (path: readonly string[]): string | null =>
    path.reduce<string | null>((parent, name) => children.get(childKey(parent, name)) ?? makeFolder(parent, name, {}), under);

  const come = new Set<string>();
  const names = takenNames(book);
  // What is here goes through these: a session that comes in must not step in between.
  const inUse = new Set(
    [book.defaults, ...book.folders.map(settingsOf), ...book.sessions.map(settingsOf)].flatMap(({ jump }) => jump ?? []),
  );

  // A jump by name must lead to the session that the source means, not to another of that name.
  const meant = new Set(drafts.flatMap((draft) => ('settings' in draft ? (draft.settings.jump ?? []) : [])));
  const jumpNames = new Map<string, string>();

  const findSame = (draft: SessionDraft): Session | undefined => {
    there ??= indexSessions(book, base, (folder) => folderPath(folder, folders));
    return there.find(draft);
  };
  const picked = new Set(drafts);
  for (const draft of source) {
    if (draft.kind !== 'session' || !meant.has(draft.name) || jumpNames.has(draft.name)) continue;
    const same = findSame(draft);
    if (same !== undefined) jumpNames.set(draft.name, same.name);
    // Left out, so that nothing here has this name rightly: the host itself.
    else if (!picked.has(draft) && draft.target.kind === 'host') {
      jumpNames.set(draft.name, jumpText(draft.settings.user ?? '', draft.target.host, draft.settings.port ?? BUILT_IN.port));
    }
  }

  const placeSession = (draft: SessionDraft): Placed => {
    const same = findSame(draft);
    if (same !== undefined) {
      const path = folderPath(same.folder, folders);
      return { kind: 'exists', why: path.length === 0 ? texts().importNotes.here : texts().importNotes.hereIn(path.join(' / ')) };
    }
    const login = loginOf(draft.protocol, { ...BUILT_IN, ...draft.settings });
    const key = JSON.stringify([draft.folder, draft.name, draft.protocol, targetText(draft.target, login.user, login.port)]);
    if (come.has(key)) return { kind: 'skipped', why: texts().importNotes.twice };
    come.add(key);
    const folder = folderAt(fitPath(draft.folder, room));
    const isJump = meant.has(draft.name) && !jumpNames.has(draft.name);
    const name = names.take(folder, draft.name, isJump, inUse);
    if (isJump) jumpNames.set(draft.name, name);
    const { protocol, target } = draft;
    const session: Session = { id: newId(), name, folder, protocol, target, settings: onlyDifferences(draft.settings, base(folder)) };
    madeSessions.push(session);
    return { kind: 'session', session, renamed: name !== draft.name };
  };

  // Default Settings and folders first: what sessions inherit must be known. `placed` is filled by index.
  const order = [...drafts.keys()].sort((a, b) => rank(drafts[a]) - rank(drafts[b]) || a - b);
  for (const index of order) {
    const draft = drafts[index];
    if (draft === undefined) continue;
    switch (draft.kind) {
      case 'skipped':
        placed[index] = { kind: 'skipped', why: draft.why };
        break;
      case 'host-key':
        placed[index] = { kind: 'host-key' };
        break;
      case 'defaults': {
        const before = defaults ?? book.defaults;
        const next = onlyDifferences({ ...before, ...draft.settings }, BUILT_IN);
        if (isDeepStrictEqual(next, before)) placed[index] = { kind: 'exists', why: texts().importNotes.defaultsSame };
        else {
          defaults = next;
          bases.clear();
          there = undefined;
          placed[index] = { kind: 'defaults' };
        }
        break;
      }
      case 'folder': {
        const path = fitPath([...draft.folder, draft.name], room);
        const parent = folderAt(path.slice(0, -1));
        const name = path.at(-1) ?? draft.name;
        if (children.has(childKey(parent, name))) placed[index] = { kind: 'exists', why: texts().importNotes.folderHere };
        else {
          makeFolder(parent, name, draft.settings);
          placed[index] = { kind: 'folder' };
        }
        break;
      }
      case 'session':
        placed[index] = placeSession(draft);
    }
  }
  const sessions = madeSessions.map((session) => {
    const { jump } = session.settings;
    if (jump === undefined || !jump.some((hop) => jumpNames.has(hop))) return session;
    return { ...session, settings: { ...session.settings, jump: jump.map((hop) => jumpNames.get(hop) ?? hop) } };
  });
  return { placed, folders: madeFolders, sessions, defaults };
}

function settingsOf({ settings }: { readonly settings: SettingsLayer }): SettingsLayer {
  return settings;
}

function rank(draft: Draft | undefined): number {
  if (draft?.kind === 'defaults') return 0;
  return draft?.kind === 'folder' ? 1 + draft.folder.length : 1_000;
}

function childKey(parent: string | null, name: string): string {
  return `${parent ?? ''}/${name}`;
}

/** A path that fits into what is left of the depth: the rest of it becomes one name. */
function fitPath(path: readonly string[], room: number): readonly string[] {
  if (path.length <= room) return path;
  if (room <= 0) return [];
  return [...path.slice(0, room - 1), cleanName(path.slice(room - 1).join(' / ')).name];
}

/** Settings of the app, not of a layer, stand below these: equal to what is built in does not mean inherited. */
const ALWAYS_KEPT: ReadonlySet<string> = new Set<SettingKey>(['fontSize', 'scrollback']);

function onlyDifferences(settings: SettingsLayer, above: SessionSettings): SettingsLayer {
  return Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => ALWAYS_KEPT.has(key) || !isDeepStrictEqual(value, above[key as SettingKey])),
  );
}

/** `name (2)` is kept with `name`: a former import may have had to give it that name. */
function stemOf(name: string): string {
  return name
    .replace(/ \(\d{1,6}\)$/u, '')
    .slice(0, 190)
    .replace(/[\ud800-\udbff]$/u, '');
}

interface SameSessions {
  /** The session of this name that leads to the same place with the same login, in a folder whose path ends as the draft's. */
  find(draft: SessionDraft): Session | undefined;
}

/** Sessions that share name, host and end of their folders' path. */
interface Alike {
  /** By what their folder hands down, and what they themselves log in with. */
  readonly byLogin: Map<string, Session>;
  /** What their folders hand down, each once: a draft that leaves out its login has another one under each. */
  readonly above: Map<string, SessionSettings>;
}

/** By all that makes two sessions the same: a source may hold ten thousand of one name. */
function indexSessions(
  book: SessionBook,
  base: (folder: string | null) => SessionSettings,
  pathOf: (folder: string | null) => readonly string[],
): SameSessions {
  const index = new Map<string, Alike>();
  const keyOf = ({ name, protocol, target }: Pick<Session, 'name' | 'protocol' | 'target'>, end: readonly string[]): string =>
    JSON.stringify([stemOf(name), protocol, targetText(target, '', 0), end]);
  const loginText = (protocol: Session['protocol'], values: SessionSettings): string => {
    const { user, port } = loginOf(protocol, values);
    return `${port} ${user}`;
  };
  const paths = new Map<string | null, readonly string[]>();
  for (const session of book.sessions) {
    const above = base(session.folder);
    const path = paths.get(session.folder) ?? pathOf(session.folder);
    paths.set(session.folder, path);
    const handedDown = loginText(session.protocol, above);
    const login = `${handedDown}\n${loginText(session.protocol, { ...above, ...session.settings })}`;
    for (let from = 0; from <= path.length; from += 1) {
      const key = keyOf(session, path.slice(from));
      const alike = index.get(key) ?? { byLogin: new Map<string, Session>(), above: new Map<string, SessionSettings>() };
      index.set(key, alike);
      if (!alike.byLogin.has(login)) alike.byLogin.set(login, session);
      alike.above.set(handedDown, above);
    }
  }
  return {
    find(draft) {
      const alike = index.get(keyOf(draft, draft.folder));
      for (const [handedDown, above] of alike?.above ?? []) {
        const same = alike?.byLogin.get(`${handedDown}\n${loginText(draft.protocol, { ...above, ...draft.settings })}`);
        if (same !== undefined) return same;
      }
      return undefined;
    },
  };
}

/** `alone`: free not in its folder only, but anywhere. A name of `never` is never free. */
function takenNames(book: SessionBook): {
  take(folder: string | null, name: string, alone: boolean, never: ReadonlySet<string>): string;
} {
  const taken = new Set(book.sessions.map((session) => childKey(session.folder, session.name)));
  const anywhere = new Set(book.sessions.map(({ name }) => name));
  const next = new Map<string, number>();
  return {
    take(folder, name, alone, never) {
      const stem = stemOf(name);
      let free = name;
      for (
        let number = next.get(childKey(folder, stem)) ?? 2;
        taken.has(childKey(folder, free)) || never.has(free) || (alone && anywhere.has(free));
        number += 1
      ) {
        free = `${stem} (${number})`;
        next.set(childKey(folder, stem), number + 1);
      }
      taken.add(childKey(folder, free));
      anywhere.add(free);
      return free;
    },
  };
}
