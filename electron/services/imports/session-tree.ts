import { MAX_FOLDER_DEPTH, type SessionBook, type SessionFolder } from '../../../shared/model/session.ts';

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
