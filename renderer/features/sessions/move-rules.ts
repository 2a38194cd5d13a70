import type { Book } from './session-store.ts';
import { aliasOf, type SessionLine } from './session-lines.ts';

/** The folder in which something that is dropped or moved on a line ends up: `null` is the top. */
export function folderAt(line: SessionLine | undefined, book: Book): string | null | undefined {
  switch (line?.kind) {
    case undefined:
      return null;
    case 'folder':
      return line.id;
    case 'session':
      return line.session.folder !== null && book.folders.has(line.session.folder) ? line.session.folder : null;
    default:
      // The SSH config is the person's own file: nothing is moved into it.
      return undefined;
  }
}

/** Which of these ids can go into a folder: a folder never into itself or what is in it, nothing to where it is already. */
export function movable(ids: Iterable<string>, folder: string | null, book: Book): readonly string[] {
  const above = new Set<string>();
  for (let at = folder; at !== null && !above.has(at); at = book.folders.get(at)?.parent ?? null) above.add(at);
  const wanted = [...ids];
  const chosen = new Set(wanted);
  return wanted.filter((id) => {
    const session = book.sessions.get(id);
    const moved = book.folders.get(id);
    if (session === undefined && moved === undefined) return aliasOf(id) !== undefined;
    if (above.has(id)) return false;
    const home = session === undefined ? (moved?.parent ?? null) : session.folder;
    return home !== folder && !isWithin(home, chosen, book);
  });
}

/** Ids without those that are inside a folder that is among them: these go where their folder goes. */
export function outermost(ids: Iterable<string>, book: Book): readonly string[] {
  const wanted = [...ids];
  const chosen = new Set(wanted);
  return wanted.filter((id) => {
    const home = book.sessions.get(id)?.folder ?? book.folders.get(id)?.parent ?? null;
    return !isWithin(home, chosen, book);
  });
}

function isWithin(folder: string | null, chosen: ReadonlySet<string>, book: Book): boolean {
  const seen = new Set<string>();
  for (let at = folder; at !== null && !seen.has(at); at = book.folders.get(at)?.parent ?? null) {
    if (chosen.has(at)) return true;
    seen.add(at);
  }
  return false;
}
