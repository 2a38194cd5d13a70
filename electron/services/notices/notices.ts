import { randomUUID } from 'node:crypto';
import type { Notice } from '../../../shared/contract/app.ts';
import type { WireError } from '../../../shared/model/errors.ts';

/** Things about the app itself that the person should know, until they are dismissed. */
export interface Notices {
  list(): readonly Notice[];
  add(level: Notice['level'], error: WireError): void;
  dismiss(id: string): void;
  subscribe(changed: (notices: readonly Notice[]) => void): () => void;
}

/** The oldest ones go first. */
const MAX_NOTICES = 50;

export function createNotices(): Notices {
  let notices: readonly Notice[] = [];
  const listeners = new Set<(notices: readonly Notice[]) => void>();
  const turn = (next: readonly Notice[]): void => {
    notices = next;
    for (const listener of listeners) listener(notices);
  };
  return {
    list: () => notices,
    add(level, error) {
      const known = notices.some((notice) => notice.error.code === error.code && notice.error.message === error.message);
      if (!known) turn([...notices, { id: randomUUID(), level, error }].slice(-MAX_NOTICES));
    },
    dismiss: (id) => turn(notices.filter((notice) => notice.id !== id)),
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
