import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from './first-password.ts';

/** A password leaves the clipboard after this time, if it is still there. Milliseconds. */
export const CLEAR_AFTER_MS = 60_000;

/** The clipboard of the desktop, for shells that reach it without a page. */
export interface SystemClipboard {
  read(): Promise<string>;
  /** Empty: takes away what is there. */
  write(text: string): Promise<void>;
}

/** Passwords on their way to another program. */
export interface CopiedPassword {
  /** In place of whatever is there. It is taken off again after `CLEAR_AFTER_MS`, unless the person copied something else since. */
  copy(password: string): Promise<void>;
  /** Takes it off now, if it is still there. */
  clear(): Promise<void>;
}

export function createCopiedPassword(clipboard: SystemClipboard, clock: Clock): CopiedPassword {
  /** Of what was copied last; the text itself is not kept. */
  let own: Buffer | undefined;
  let timer: unknown;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const clear = async (): Promise<void> => {
    clock.clearTimeout(timer);
    const mine = own;
    own = undefined;
    if (mine !== undefined && timingSafeEqual(digest(await clipboard.read()), mine)) await clipboard.write('');
  };
  return {
    async copy(password) {
      clock.clearTimeout(timer);
      own = digest(password);
      await clipboard.write(password);
      // Where the clipboard cannot be had any more, nothing can be done about what is on it either.
      timer = clock.setTimeout(() => void clear().catch(() => {}), CLEAR_AFTER_MS);
    },
    clear,
  };
}
