import { AppError } from '../../../shared/model/errors.ts';
import { MAX_FOLDER_DEPTH, type Session, type SessionBook, type SessionFolder } from '../../../shared/model/session.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Names of the folders above, from the outermost. A ring or a missing folder ends the way. */
export function folderPath(folder: string | null, folders: ReadonlyMap<string, SessionFolder>): readonly string[] {
  const path: string[] = [];
  const seen = new Set<string>();
  for (let id = folder; id !== null && !seen.has(id) && path.length <= MAX_FOLDER_DEPTH; ) {
    seen.add(id);
    const found = folders.get(id);
    if (found === undefined) break;
    path.unshift(found.name);
    id = found.parent;
  }
  return path;
}

export function foldersById(book: SessionBook): ReadonlyMap<string, SessionFolder> {
  return new Map(book.folders.map((folder) => [folder.id, folder]));
}

/** Sessions by id, folders with all that is in them; no ids: everything. Throws `not-found` for an id that is neither. */
export function chooseFrom(
  book: SessionBook,
  ids: readonly string[] | undefined,
): { readonly folders: readonly SessionFolder[]; readonly sessions: readonly Session[] } {
  if (ids === undefined) return book;
  const folders = foldersById(book);
  const asked = new Set(ids);
  const known = new Set([...folders.keys(), ...book.sessions.map(({ id }) => id)]);
  if (ids.some((id) => !known.has(id))) {
    throw new AppError('not-found', texts().importErrors.sessionGone, { hint: texts().importErrors.chooseOthers });
  }
  const answers = new Map<string, boolean>();
  const isInside = (folder: string | null): boolean => {
    const way: string[] = [];
    let inside = false;
    for (let id = folder; id !== null && way.length <= MAX_FOLDER_DEPTH + 1; id = folders.get(id)?.parent ?? null) {
      way.push(id);
      inside = answers.get(id) ?? asked.has(id);
      if (inside || answers.has(id)) break;
    }
    for (const id of way) answers.set(id, inside);
    return inside;
  };
  return {
    folders: book.folders.filter(({ id }) => isInside(id)),
    sessions: book.sessions.filter(({ id, folder }) => asked.has(id) || isInside(folder)),
  };
}
