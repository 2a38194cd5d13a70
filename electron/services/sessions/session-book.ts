import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/model/errors.ts';
import { MAX_FOLDER_DEPTH, type Session, type SessionFolder } from '../../../shared/model/session.ts';

/** Sessions and folders together; more would make the tree and its file unwieldy. */
const MAX_RECORDS = 50_000;

/** All sessions and folders by id, changed in place by the functions below. */
export interface Book {
  readonly folders: Map<string, SessionFolder>;
  readonly sessions: Map<string, Session>;
}

export function newId(): string {
  return randomUUID();
}

export function sessionOf(book: Book, id: string): Session {
  const session = book.sessions.get(id);
  if (session === undefined) throw new AppError('not-found', 'This saved session does not exist any more.', { hint: 'Save it again.' });
  return session;
}

export function folderOf(book: Book, id: string): SessionFolder {
  const folder = book.folders.get(id);
  if (folder === undefined) throw new AppError('not-found', 'This folder does not exist any more.', { hint: 'Choose another one.' });
  return folder;
}

/** Throws `limit` when `more` records do not fit any more. */
export function checkRoom(book: Book, more: number): void {
  if (book.folders.size + book.sessions.size + more <= MAX_RECORDS) return;
  throw new AppError('limit', `Gangway keeps at most ${MAX_RECORDS} sessions and folders.`, { hint: 'Delete some that are not needed.' });
}

/** Two of one name in a folder could not be told apart. Case counts, as in PuTTY. */
export function checkName(book: Book, kind: 'session' | 'folder', name: string, parent: string | null, self: string | undefined): void {
  const taken =
    kind === 'session'
      ? [...book.sessions.values()].some((other) => other.id !== self && other.folder === parent && other.name === name)
      : [...book.folders.values()].some((other) => other.id !== self && other.parent === parent && other.name === name);
  if (!taken) return;
  throw new AppError('invalid-input', `There is a ${kind} named “${name}” in this folder already.`, { hint: 'Choose another name.' });
}

/** `name`, or `name (2)`, `name (3)` … whatever is free in the folder. */
export function freeName(book: Book, kind: 'session' | 'folder', name: string, parent: string | null): string {
  const names = new Set(
    kind === 'session'
      ? [...book.sessions.values()].filter((other) => other.folder === parent).map((other) => other.name)
      : [...book.folders.values()].filter((other) => other.parent === parent).map((other) => other.name),
  );
  if (!names.has(name)) return name;
  const stem = name.replace(/ \(\d+\)$/u, '').slice(0, 190);
  for (let number = 2; ; number += 1) {
    const candidate = `${stem} (${number})`;
    if (!names.has(candidate)) return candidate;
  }
}

/** Refuses a folder that is not there, that is inside `self`, or that is too deep. */
export function checkParent(book: Book, parent: string | null, self?: string): void {
  let depth = 0;
  for (let id = parent; id !== null; depth += 1) {
    if (id === self) {
      throw new AppError('invalid-input', `A folder cannot be moved into itself.`, { hint: 'Choose a folder outside of it.' });
    }
    if (depth >= MAX_FOLDER_DEPTH) {
      throw new AppError('limit', `Folders lie at most ${MAX_FOLDER_DEPTH} deep.`, { hint: 'Choose a folder further up.' });
    }
    id = folderOf(book, id).parent;
  }
}

/** A folder with everything in it, itself first. */
export function within(book: Book, folder: string): { readonly folders: SessionFolder[]; readonly sessions: Session[] } {
  const folders: SessionFolder[] = [folderOf(book, folder)];
  const ids = new Set([folder]);
  // Children may stand before their parents.
  for (let grown = true; grown; ) {
    grown = false;
    for (const other of book.folders.values()) {
      if (other.parent === null || ids.has(other.id) || !ids.has(other.parent)) continue;
      ids.add(other.id);
      folders.push(other);
      grown = true;
    }
  }
  return { folders, sessions: [...book.sessions.values()].filter((session) => session.folder !== null && ids.has(session.folder)) };
}
