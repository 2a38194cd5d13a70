import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/model/errors.ts';
import { MAX_FOLDER_DEPTH, type Session, type SessionFolder } from '../../../shared/model/session.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Sessions and folders together; more would make the tree and its file unwieldy. */
const MAX_RECORDS = 50_000;

/** UTF-16 units of a name that leave room for a number in brackets. */
const MAX_STEM = 185;

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
  if (session === undefined) throw new AppError('not-found', texts().sessionErrors.noSession, { hint: texts().sessionErrors.saveAgain });
  return session;
}

export function folderOf(book: Book, id: string): SessionFolder {
  const folder = book.folders.get(id);
  if (folder === undefined) throw new AppError('not-found', texts().sessionErrors.noFolder, { hint: texts().sessionErrors.chooseFolder });
  return folder;
}

/** Throws `limit` when `more` records do not fit any more. */
export function checkRoom(book: Book, more: number): void {
  if (book.folders.size + book.sessions.size + more <= MAX_RECORDS) return;
  throw new AppError('limit', texts().sessionErrors.tooMany(MAX_RECORDS), { hint: texts().sessionErrors.deleteSome });
}

type Kind = 'session' | 'folder';

/** The names in each folder, for many questions in a row. Case counts, as in PuTTY. */
export interface Names {
  has(kind: Kind, name: string, parent: string | null): boolean;
  add(kind: Kind, name: string, parent: string | null): void;
}

export function namesOf(book: Book, without: ReadonlySet<string> = new Set()): Names {
  const names = new Set<string>();
  const key = (kind: Kind, name: string, parent: string | null): string => `${kind} ${parent ?? ''} ${name}`;
  for (const { id, name, folder } of book.sessions.values()) if (!without.has(id)) names.add(key('session', name, folder));
  for (const { id, name, parent } of book.folders.values()) if (!without.has(id)) names.add(key('folder', name, parent));
  return {
    has: (kind, name, parent) => names.has(key(kind, name, parent)),
    add: (kind, name, parent) => void names.add(key(kind, name, parent)),
  };
}

/** Takes a name in a folder. Two of one name could not be told apart: throws `invalid-input`. */
export function takeName(names: Names, kind: Kind, name: string, parent: string | null): void {
  if (names.has(kind, name, parent)) {
    throw new AppError(
      'invalid-input',
      kind === 'session' ? texts().sessionErrors.sessionTaken(name) : texts().sessionErrors.folderTaken(name),
      { hint: texts().sessionErrors.otherName },
    );
  }
  names.add(kind, name, parent);
}

/** Takes `name`, or `name (2)`, `name (3)` … whatever is free in the folder, and returns it. */
export function takeFreeName(names: Names, kind: Kind, name: string, parent: string | null): string {
  let free = name;
  // Room for the number within the limit of a name, without half of a surrogate pair.
  const stem = name
    .replace(/ \(\d{1,9}\)$/u, '')
    .slice(0, MAX_STEM)
    .replace(/[\ud800-\udbff]$/u, '')
    .trimEnd();
  for (let number = 2; names.has(kind, free, parent); number += 1) free = `${stem} (${number})`;
  names.add(kind, free, parent);
  return free;
}

/** Folders on the way from the top to this one, itself too. Throws `not-found` when one of them is not there. */
export function depthOf(book: Book, folder: string | null): number {
  let depth = 0;
  for (let id = folder; id !== null && depth <= MAX_FOLDER_DEPTH; depth += 1) id = folderOf(book, id).parent;
  return depth;
}

/** Refuses a folder to put something into that is not there. With `moved`, what is put there is a folder, so many folders high. */
export function checkParent(book: Book, parent: string | null, moved?: { readonly id: string | undefined; readonly height: number }): void {
  let depth = 0;
  for (let id = parent; id !== null && depth <= MAX_FOLDER_DEPTH; depth += 1) {
    if (id === moved?.id) {
      throw new AppError('invalid-input', texts().sessionErrors.intoItself, { hint: texts().sessionErrors.outside });
    }
    id = folderOf(book, id).parent;
  }
  if (depth + (moved?.height ?? 0) > MAX_FOLDER_DEPTH) {
    throw new AppError('limit', texts().sessionErrors.tooDeep(MAX_FOLDER_DEPTH), { hint: texts().sessionErrors.furtherUp });
  }
}

/** The folders in each folder. */
function subfolders(book: Book): ReadonlyMap<string, readonly SessionFolder[]> {
  const children = new Map<string, SessionFolder[]>();
  for (const folder of book.folders.values()) {
    if (folder.parent === null) continue;
    const siblings = children.get(folder.parent);
    if (siblings === undefined) children.set(folder.parent, [folder]);
    else siblings.push(folder);
  }
  return children;
}

/** How many folders lie in each other from this one downwards: 1 without any in it. */
export function heightOf(book: Book, folder: string): number {
  const children = subfolders(book);
  let height = 0;
  for (let level = [folder]; level.length > 0 && height <= MAX_FOLDER_DEPTH; height += 1) {
    level = level.flatMap((id) => (children.get(id) ?? []).map((child) => child.id));
  }
  return height;
}

/** What was chosen, less what lies in a folder that was chosen too: it goes wherever that goes. Throws `not-found`. */
export function chosen(book: Book, ids: readonly string[]): readonly string[] {
  const all = new Set(ids);
  return [...all].filter((id) => {
    let up = book.folders.has(id) ? folderOf(book, id).parent : sessionOf(book, id).folder;
    for (let depth = 0; up !== null && depth <= MAX_FOLDER_DEPTH; depth += 1) {
      if (all.has(up)) return false;
      up = folderOf(book, up).parent;
    }
    return true;
  });
}

/** Sessions and folders with everything in them, outer folders before inner ones. Throws `not-found`. */
export function gather(book: Book, ids: readonly string[]): { readonly folders: SessionFolder[]; readonly sessions: Session[] } {
  const children = subfolders(book);
  const folders = new Map<string, SessionFolder>();
  const single = new Set<string>();
  for (const id of ids) {
    if (book.folders.has(id)) folders.set(id, folderOf(book, id));
    else single.add(sessionOf(book, id).id);
  }
  // A map is walked in the order of adding, what is added meanwhile too.
  for (const folder of folders.values()) for (const child of children.get(folder.id) ?? []) folders.set(child.id, child);
  const sessions = [...book.sessions.values()].filter(({ id, folder }) => single.has(id) || (folder !== null && folders.has(folder)));
  return { folders: [...folders.values()], sessions };
}

/** A folder with everything in it, itself first. */
export function within(book: Book, folder: string): { readonly folders: SessionFolder[]; readonly sessions: Session[] } {
  return gather(book, [folderOf(book, folder).id]);
}
