import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { WireError } from '../../../shared/model/errors.ts';
import type { SshConfigHost, SshConfigList } from '../../../shared/model/import.ts';
import type { Session, SessionBook, SessionBookChange, SessionFolder } from '../../../shared/model/session.ts';
import type { SettingsLayer } from '../../../shared/model/session-settings.ts';
import { client } from '../../app/client.ts';
import { showError } from '../../ui/toast.tsx';

/** All that was saved, by id. Each change makes new maps: what hangs on one of them is derived anew. */
export interface Book {
  readonly defaults: SettingsLayer;
  readonly folders: ReadonlyMap<string, SessionFolder>;
  readonly sessions: ReadonlyMap<string, Session>;
}

export interface SessionState {
  /** The host's first answer is here. */
  readonly ready: boolean;
  readonly book: Book;
  /** Hosts of the person's SSH config, as they are now. */
  readonly aliases: readonly SshConfigHost[];
  /** Host lines of it that mean names by patterns. */
  readonly patterns: SshConfigList['patterns'];
  /** Path of that file, once known. */
  readonly configFile: string;
  readonly configProblems: readonly WireError[];
  readonly query: string;
  /** The line that the keys act on, and all that are chosen. */
  readonly active: string | undefined;
  readonly selected: ReadonlySet<string>;
  /** The line whose name is being typed. */
  readonly renaming: string | undefined;
  /** Cut, to be moved by "Move here". */
  readonly cut: ReadonlySet<string>;
  /** The latest deletion, for "Undo". */
  readonly undo: string | undefined;
  /** Ids that "Move to folder…" asks about. */
  readonly moving: readonly string[] | undefined;
}

export const emptyBook: Book = { defaults: {}, folders: new Map(), sessions: new Map() };

export const sessionStore = createStore<SessionState>(() => ({
  ready: false,
  book: emptyBook,
  aliases: [],
  patterns: [],
  configFile: '~/.ssh/config',
  configProblems: [],
  query: '',
  active: undefined,
  selected: new Set(),
  renaming: undefined,
  cut: new Set(),
  undo: undefined,
  moving: undefined,
}));

export function useSessions<T>(select: (state: SessionState) => T): T {
  return useStore(sessionStore, select);
}

export function bookOf({ defaults, folders, sessions }: SessionBook): Book {
  return {
    defaults,
    folders: new Map(folders.map((folder) => [folder.id, folder])),
    sessions: new Map(sessions.map((session) => [session.id, session])),
  };
}

/** The book after one change. Maps that did not change stay the same objects. */
export function changed(book: Book, { defaults, folders = [], sessions = [], removed = [] }: SessionBookChange): Book {
  const apply = <T extends { readonly id: string }>(map: ReadonlyMap<string, T>, put: readonly T[]): ReadonlyMap<string, T> => {
    if (put.length === 0 && !removed.some((id) => map.has(id))) return map;
    const next = new Map(map);
    for (const id of removed) next.delete(id);
    for (const one of put) next.set(one.id, one);
    return next;
  };
  return { defaults: defaults ?? book.defaults, folders: apply(book.folders, folders), sessions: apply(book.sessions, sessions) };
}

/** Follows what is saved, and the SSH config. */
export function subscribeSessions(): void {
  client().subscribe('sessions.list', undefined, {
    snapshot: (book) => sessionStore.setState({ book: bookOf(book), ready: true }),
    change: (change) => sessionStore.setState(({ book }) => ({ book: changed(book, change) })),
    error: showError,
  });
  const take = (list: SshConfigList): void =>
    sessionStore.setState({ aliases: list.hosts, patterns: list.patterns, configFile: list.file, configProblems: list.problems });
  client().subscribe('sessions.sshConfig', undefined, {
    snapshot: take,
    change: take,
    // Said at the folder itself: the saved sessions work without it.
    error: (error) => sessionStore.setState({ configProblems: [error.toWire()] }),
  });
}
