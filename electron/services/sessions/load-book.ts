import type { SessionBook } from '../../../shared/model/session.ts';
import { checkParent, newId, type Book } from './session-book.ts';

/**
 * The book of a loaded file. One that was edited by hand may give two entries one id, or name folders that are not there, too deep, or in a
 * ring: no entry is lost; what has no place comes to the top.
 */
export function loadBook(loaded: SessionBook): Book {
  const book: Book = { folders: new Map(), sessions: new Map() };
  const free = (id: string): string => (book.folders.has(id) || book.sessions.has(id) ? newId() : id);
  for (const folder of loaded.folders) {
    const id = free(folder.id);
    book.folders.set(id, { ...folder, id });
  }
  for (const session of loaded.sessions) {
    const id = free(session.id);
    book.sessions.set(id, { ...session, id });
  }
  for (const folder of book.folders.values()) {
    try {
      checkParent(book, folder.parent, { id: folder.id, height: 1 });
    } catch {
      book.folders.set(folder.id, { ...folder, parent: null });
    }
  }
  for (const session of book.sessions.values()) {
    if (session.folder !== null && !book.folders.has(session.folder)) book.sessions.set(session.id, { ...session, folder: null });
  }
  return book;
}
