import type { Session, SessionFolder } from '../../../shared/model/session.ts';
import { bookOf, type Book } from './session-store.ts';

/** Records for the unit tests beside this file. */
export function sampleSession(more: Partial<Session> & { readonly id: string }): Session {
  return { name: more.id, folder: null, protocol: 'ssh', target: { kind: 'host', host: `${more.id}.example` }, settings: {}, ...more };
}

export function sampleFolder(more: Partial<SessionFolder> & { readonly id: string }): SessionFolder {
  return { name: more.id, parent: null, settings: {}, ...more };
}

export function sampleBook(folders: readonly SessionFolder[], sessions: readonly Session[], defaults: Book['defaults'] = {}): Book {
  return bookOf({ defaults, folders, sessions });
}
