import { AppError } from '../../../shared/model/errors.ts';
import { layersAbove, type Session, type SessionBook, type SessionBookChange, type SessionFolder } from '../../../shared/model/session.ts';
import type { NamedLayer, SettingsLayer } from '../../../shared/model/session-settings.ts';
import { checkName, checkParent, checkRoom, folderOf, freeName, newId, sessionOf, within, type Book } from './session-book.ts';

/** Deletions that can still be undone. */
const MAX_UNDO = 20;

export type SaveSession = Omit<Session, 'id'> & { readonly id?: string | undefined };
export type SaveFolder = Omit<SessionFolder, 'id'> & { readonly id?: string | undefined };

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
  const book: Book = {
    folders: new Map(loaded.folders.map((folder) => [folder.id, folder])),
    sessions: new Map(loaded.sessions.map((session) => [session.id, session])),
  };
  mend(book);
  const undos = new Map<string, { readonly folders: readonly SessionFolder[]; readonly sessions: readonly Session[] }>();
  const whole = (): SessionBook => ({ defaults, folders: [...book.folders.values()], sessions: [...book.sessions.values()] });

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

  function parts(ids: readonly string[]): { folders: SessionFolder[]; sessions: Session[] } {
    const folders = new Map<string, SessionFolder>();
    const sessions = new Map<string, Session>();
    for (const id of ids) {
      if (book.folders.has(id)) {
        const inside = within(book, id);
        for (const folder of inside.folders) folders.set(folder.id, folder);
        for (const session of inside.sessions) sessions.set(session.id, session);
      } else sessions.set(id, sessionOf(book, id));
    }
    return { folders: [...folders.values()], sessions: [...sessions.values()] };
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
    async save({ id, ...rest }) {
      if (id === undefined) checkRoom(book, 1);
      else sessionOf(book, id);
      checkParent(book, rest.folder);
      checkName(book, 'session', rest.name, rest.folder, id);
      const session: Session = { id: id ?? newId(), ...rest };
      await commit({ sessions: [session] });
      return session.id;
    },
    async saveBeside(session) {
      checkRoom(book, 1);
      checkParent(book, session.folder);
      const id = newId();
      await commit({ sessions: [{ ...session, id, name: freeName(book, 'session', session.name, session.folder) }] });
      return id;
    },
    async saveFolder({ id, ...rest }) {
      if (id === undefined) checkRoom(book, 1);
      else folderOf(book, id);
      checkParent(book, rest.parent, id);
      checkName(book, 'folder', rest.name, rest.parent, id);
      const folder: SessionFolder = { id: id ?? newId(), ...rest };
      await commit({ folders: [folder] });
      return folder.id;
    },
    async addAll(added) {
      checkRoom(book, added.folders.length + added.sessions.length);
      await commit({
        folders: added.folders,
        sessions: added.sessions,
        ...(added.defaults === undefined ? {} : { defaults: added.defaults }),
      });
    },
    setDefaults: (settings) => commit({ defaults: settings }),
    async duplicate(ids) {
      const { folders, sessions } = parts(ids);
      checkRoom(book, folders.length + sessions.length);
      const fresh = new Map([...folders, ...sessions].map(({ id }) => [id, newId()]));
      const inCopy = (parent: string | null): string | null => (parent === null ? null : (fresh.get(parent) ?? parent));
      const top = new Set(ids);
      await commit({
        folders: folders.map((folder) => ({
          ...folder,
          id: fresh.get(folder.id) ?? newId(),
          parent: top.has(folder.id) ? folder.parent : inCopy(folder.parent),
          name: top.has(folder.id) ? freeName(book, 'folder', folder.name, folder.parent) : folder.name,
        })),
        sessions: sessions.map((session) => {
          const copied = session.folder !== null && fresh.has(session.folder);
          return {
            ...session,
            id: fresh.get(session.id) ?? newId(),
            folder: inCopy(session.folder),
            name: copied ? session.name : freeName(book, 'session', session.name, session.folder),
          };
        }),
      });
      return ids.map((id) => fresh.get(id) ?? id);
    },
    async move(ids, folder) {
      const folders: SessionFolder[] = [];
      const sessions: Session[] = [];
      for (const id of ids) {
        const moved = book.folders.get(id);
        checkParent(book, folder, moved?.id);
        if (moved === undefined) {
          const session = sessionOf(book, id);
          checkName(book, 'session', session.name, folder, id);
          sessions.push({ ...session, folder });
        } else {
          checkName(book, 'folder', moved.name, folder, id);
          folders.push({ ...moved, parent: folder });
        }
      }
      await commit({ folders, sessions });
    },
    async remove(ids) {
      const gone = parts(ids);
      await commit({ removed: [...gone.folders, ...gone.sessions].map(({ id }) => id) });
      const undo = newId();
      undos.set(undo, gone);
      for (const old of [...undos.keys()].slice(0, -MAX_UNDO)) undos.delete(old);
      return { undo, count: gone.folders.length + gone.sessions.length };
    },
    async restore(undo) {
      const gone = undos.get(undo);
      if (gone === undefined) throw new AppError('not-found', 'This deletion cannot be undone any more.');
      undos.delete(undo);
      const back = new Set(gone.folders.map(({ id }) => id));
      // What held it may have been deleted or filled with the same names since.
      const home = (parent: string | null): string | null =>
        parent !== null && (back.has(parent) || book.folders.has(parent)) ? parent : null;
      await commit({
        folders: gone.folders.map((folder) => {
          const parent = home(folder.parent);
          return { ...folder, parent, name: freeName(book, 'folder', folder.name, parent) };
        }),
        sessions: gone.sessions.map((session) => {
          const folder = home(session.folder);
          return { ...session, folder, name: freeName(book, 'session', session.name, folder) };
        }),
      });
    },
  };
}

/** A file that was edited by hand may name folders that are not there, or a ring of them: what hangs on those comes to the top. */
function mend(book: Book): void {
  for (const folder of book.folders.values()) {
    try {
      checkParent(book, folder.parent, folder.id);
    } catch {
      book.folders.set(folder.id, { ...folder, parent: null });
    }
  }
  for (const session of book.sessions.values()) {
    if (session.folder !== null && !book.folders.has(session.folder)) book.sessions.set(session.id, { ...session, folder: null });
  }
}
