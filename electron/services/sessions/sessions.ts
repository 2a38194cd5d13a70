import { AppError } from '../../../shared/model/errors.ts';
import {
  layersAbove,
  MAX_FOLDER_DEPTH,
  type Protocol,
  type Session,
  type SessionBook,
  type SessionBookChange,
  type SessionFolder,
} from '../../../shared/model/session.ts';
import type { NamedLayer, SettingsLayer } from '../../../shared/model/session-settings.ts';
import { loadBook } from './load-book.ts';
import {
  checkParent,
  checkRoom,
  chosen,
  depthOf,
  folderOf,
  gather,
  heightOf,
  namesOf,
  newId,
  sessionOf,
  takeFreeName,
  takeName,
  type Book,
} from './session-book.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Deletions that can still be undone. */
const MAX_UNDO = 20;

export type SaveSession = Omit<Session, 'id' | 'protocol'> & {
  readonly id?: string | undefined;
  /** Absent: as it was, a new one for SSH. */
  readonly protocol?: Protocol | undefined;
};
export type SaveFolder = Omit<SessionFolder, 'id'> & { readonly id?: string | undefined };

interface Gone {
  readonly folders: readonly SessionFolder[];
  readonly sessions: readonly Session[];
}

/** The saved sessions. Every change is told at once and kept on disk; what cannot be kept is taken back and thrown. */
export interface Sessions {
  book(): SessionBook;
  subscribe(changed: (change: SessionBookChange) => void): () => void;
  get(id: string): Session | undefined;
  /** By name, anywhere in the tree; of several the first in a stable order. */
  byName(name: string): Session | undefined;
  /** Default Settings, folders, and (with `session`) its own settings. */
  layers(folder: string | null, session?: Session): readonly NamedLayer[];
  save(session: SaveSession): Promise<string>;
  /** Saves a new session; a name that is taken in its folder gets a number. */
  saveBeside(session: Omit<Session, 'id'>): Promise<string>;
  saveFolder(folder: SaveFolder): Promise<string>;
  /** Many at once, in one write: what an import brings. Ids are given by the caller (`newId`). */
  addAll(added: { folders: readonly SessionFolder[]; sessions: readonly Session[]; defaults?: SettingsLayer }): Promise<void>;
  setDefaults(settings: SettingsLayer): Promise<void>;
  duplicate(ids: readonly string[]): Promise<readonly string[]>;
  move(ids: readonly string[], folder: string | null): Promise<void>;
  remove(ids: readonly string[]): Promise<{ undo: string; count: number }>;
  restore(undo: string): Promise<void>;
}

export async function createSessions(store: {
  load(): Promise<{ value: SessionBook }>;
  save(value: SessionBook): Promise<void>;
}): Promise<Sessions> {
  const listeners = new Set<(change: SessionBookChange) => void>();
  const loaded = (await store.load()).value;
  let defaults: SettingsLayer = loaded.defaults;
  const book = loadBook(loaded);
  const undos = new Map<string, Gone>();
  const whole = (): SessionBook => ({ defaults, folders: [...book.folders.values()], sessions: [...book.sessions.values()] });

  let last: Promise<unknown> = Promise.resolve();
  /**
   * Changes are made one after the other: each is checked against what is on the disk, and one that is taken back takes no later one with
   * it.
   */
  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const mine = last.then(change, change);
    last = mine.catch(() => {});
    return mine;
  }

  /** Makes a change, tells it, keeps it; if the disk refuses, undoes it and tells that. */
  async function commit(change: SessionBookChange): Promise<void> {
    const back = apply(change);
    try {
      await store.save(whole());
    } catch (error) {
      apply(back);
      throw error;
    }
  }

  /** Returns the change that takes this one back. */
  function apply(change: SessionBookChange): SessionBookChange {
    const before = { folders: [] as SessionFolder[], sessions: [] as Session[], removed: [] as string[] };
    const keepFormer = (id: string): void => {
      const session = book.sessions.get(id);
      const folder = book.folders.get(id);
      if (session !== undefined) before.sessions.push(session);
      else if (folder !== undefined) before.folders.push(folder);
      else before.removed.push(id);
    };
    const formerDefaults = defaults;
    for (const id of change.removed ?? []) {
      keepFormer(id);
      book.sessions.delete(id);
      book.folders.delete(id);
    }
    for (const folder of change.folders ?? []) {
      keepFormer(folder.id);
      book.folders.set(folder.id, folder);
    }
    for (const session of change.sessions ?? []) {
      keepFormer(session.id);
      book.sessions.set(session.id, session);
    }
    if (change.defaults !== undefined) defaults = change.defaults;
    for (const listener of listeners) listener(change);
    return { ...before, ...(change.defaults === undefined ? {} : { defaults: formerDefaults }) };
  }

  return {
    book: whole,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    get: (id) => book.sessions.get(id),
    byName: (name) => [...book.sessions.values()].find((session) => session.name === name),
    layers: (folder, session) => [
      ...layersAbove(folder, book.folders, defaults),
      ...(session === undefined ? [] : [{ from: session.name, settings: session.settings }]),
    ],
    save: ({ id, protocol, ...rest }) =>
      inTurn(async () => {
        if (id === undefined) checkRoom(book, 1);
        else sessionOf(book, id);
        checkParent(book, rest.folder);
        takeName(namesOf(book, only(id)), 'session', rest.name, rest.folder);
        const before = id === undefined ? undefined : book.sessions.get(id);
        const session: Session = { id: id ?? newId(), ...rest, protocol: protocol ?? before?.protocol ?? 'ssh' };
        await commit({ sessions: [session] });
        return session.id;
      }),
    saveBeside: (session) =>
      inTurn(async () => {
        checkRoom(book, 1);
        checkParent(book, session.folder);
        const id = newId();
        await commit({ sessions: [{ ...session, id, name: takeFreeName(namesOf(book), 'session', session.name, session.folder) }] });
        return id;
      }),
    saveFolder: ({ id, ...rest }) =>
      inTurn(async () => {
        if (id === undefined) checkRoom(book, 1);
        else folderOf(book, id);
        checkParent(book, rest.parent, { id, height: id === undefined ? 1 : heightOf(book, id) });
        takeName(namesOf(book, only(id)), 'folder', rest.name, rest.parent);
        const folder: SessionFolder = { id: id ?? newId(), ...rest };
        await commit({ folders: [folder] });
        return folder.id;
      }),
    addAll: ({ folders, sessions, defaults: template }) =>
      inTurn(async () => {
        checkRoom(book, folders.length + sessions.length);
        await commit({ folders, sessions, ...(template === undefined ? {} : { defaults: template }) });
      }),
    setDefaults: (settings) => inTurn(() => commit({ defaults: settings })),
    duplicate: (ids) =>
      inTurn(async () => {
        const tops = chosen(book, ids);
        const { folders, sessions } = gather(book, tops);
        checkRoom(book, folders.length + sessions.length);
        const fresh = new Map([...folders, ...sessions].map(({ id }) => [id, newId()]));
        const copyOf = (id: string): string => fresh.get(id) ?? newId();
        const inCopy = (parent: string | null): string | null => (parent === null ? null : (fresh.get(parent) ?? parent));
        const names = namesOf(book);
        const top = new Set(tops);
        await commit({
          folders: folders.map((folder) => ({
            ...folder,
            id: copyOf(folder.id),
            parent: inCopy(folder.parent),
            name: top.has(folder.id) ? takeFreeName(names, 'folder', folder.name, folder.parent) : folder.name,
          })),
          sessions: sessions.map((session) => ({
            ...session,
            id: copyOf(session.id),
            folder: inCopy(session.folder),
            name: top.has(session.id) ? takeFreeName(names, 'session', session.name, session.folder) : session.name,
          })),
        });
        return tops.map(copyOf);
      }),
    move: (ids, into) =>
      inTurn(async () => {
        const tops = chosen(book, ids);
        const names = namesOf(book, new Set(tops));
        const folders: SessionFolder[] = [];
        const sessions: Session[] = [];
        checkParent(book, into);
        for (const id of tops) {
          const folder = book.folders.get(id);
          if (folder === undefined) {
            const session = sessionOf(book, id);
            takeName(names, 'session', session.name, into);
            sessions.push({ ...session, folder: into });
          } else {
            checkParent(book, into, { id, height: heightOf(book, id) });
            takeName(names, 'folder', folder.name, into);
            folders.push({ ...folder, parent: into });
          }
        }
        await commit({ folders, sessions });
      }),
    remove: (ids) =>
      inTurn(async () => {
        const gone = gather(book, chosen(book, ids));
        await commit({ removed: [...gone.folders, ...gone.sessions].map(({ id }) => id) });
        const undo = newId();
        undos.set(undo, gone);
        for (const old of [...undos.keys()].slice(0, -MAX_UNDO)) undos.delete(old);
        return { undo, count: gone.folders.length + gone.sessions.length };
      }),
    restore: (undo) =>
      inTurn(async () => {
        const gone = undos.get(undo);
        if (gone === undefined) throw new AppError('not-found', texts().sessionErrors.noUndo);
        checkRoom(book, gone.folders.length + gone.sessions.length);
        await commit(broughtBack(gone));
        undos.delete(undo);
      }),
  };

  /** What held it may have been deleted, moved deeper or filled with the same names since. */
  function broughtBack(gone: Gone): SessionBookChange {
    const names = namesOf(book);
    const old: Book = { folders: new Map(gone.folders.map((folder) => [folder.id, folder])), sessions: new Map() };
    const home = (parent: string | null, height: number): string | null =>
      parent !== null && book.folders.has(parent) && depthOf(book, parent) + height <= MAX_FOLDER_DEPTH ? parent : null;
    return {
      folders: gone.folders.map((folder) => {
        if (folder.parent !== null && old.folders.has(folder.parent)) return folder;
        const parent = home(folder.parent, heightOf(old, folder.id));
        return { ...folder, parent, name: takeFreeName(names, 'folder', folder.name, parent) };
      }),
      sessions: gone.sessions.map((session) => {
        if (session.folder !== null && old.folders.has(session.folder)) return session;
        const folder = home(session.folder, 0);
        return { ...session, folder, name: takeFreeName(names, 'session', session.name, folder) };
      }),
    };
  }
}

const only = (id: string | undefined): ReadonlySet<string> => new Set(id === undefined ? [] : [id]);
