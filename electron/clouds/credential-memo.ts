import { AppError } from '../../shared/model/errors.ts';
import type { ListOptions } from './cloud.ts';

type Patience = ListOptions['patience'];

/** Keys to sign with, in the shape of the AWS SDK. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface CredentialMemo {
  /**
   * The credentials, obtained once for all who ask at the same time and kept until five minutes before they expire. `signal` ends
   * this caller's waiting; when nobody waits any more the whole attempt is given up, and with it an open question for an MFA code.
   */
  get(patience: Patience, signal?: AbortSignal): Promise<Identity>;
  forget(): void;
}

// As the SDK's own refresh window: a request signed just before the end would arrive after it.
const REFRESH_BEFORE_MS = 5 * 60 * 1000;

interface Attempt {
  readonly patience: Patience;
  readonly promise: Promise<Identity>;
  readonly abort: AbortController;
  waiting: number;
}

export function createCredentialMemo(options: {
  readonly resolve: (patience: Patience, signal: AbortSignal) => Promise<Identity>;
  readonly now?: () => number;
}): CredentialMemo {
  const now = options.now ?? Date.now;
  let known: Identity | undefined;
  let attempt: Attempt | undefined;
  /** A dismissed question: a timer must not ask it again, only the person's own refresh. */
  let dismissed: AppError | undefined;

  function start(patience: Patience): Attempt {
    const abort = new AbortController();
    const promise = options.resolve(patience, abort.signal).then(
      (identity) => {
        if (attempt === mine) {
          known = identity;
          dismissed = undefined;
          attempt = undefined;
        }
        return identity;
      },
      (error: unknown) => {
        if (attempt === mine) attempt = undefined;
        if (error instanceof AppError && error.code === 'cancelled' && !abort.signal.aborted) dismissed = error;
        throw error;
      },
    );
    promise.catch(() => {});
    const mine: Attempt = { patience, promise, abort, waiting: 0 };
    attempt = mine;
    return mine;
  }

  async function join(mine: Attempt, signal: AbortSignal | undefined): Promise<Identity> {
    mine.waiting++;
    try {
      return await withSignal(mine.promise, signal);
    } finally {
      mine.waiting--;
      if (mine.waiting === 0 && signal?.aborted === true && attempt === mine) {
        attempt = undefined;
        mine.abort.abort(signal.reason);
      }
    }
  }

  return {
    async get(patience, signal) {
      signal?.throwIfAborted();
      if (known !== undefined && (known.expiration === undefined || known.expiration.getTime() - now() > REFRESH_BEFORE_MS)) return known;
      if (patience === 'background' && dismissed !== undefined && attempt === undefined) throw dismissed;
      if (patience === 'waiting' && attempt?.patience === 'background') {
        // That attempt may not ask for a code; this one may, so its failure is not the last word.
        const identity = await join(attempt, signal).catch(() => undefined);
        signal?.throwIfAborted();
        if (identity !== undefined) return identity;
      }
      return await join(attempt ?? start(patience), signal);
    },
    forget() {
      known = undefined;
      dismissed = undefined;
      attempt = undefined;
    },
  };
}

async function withSignal<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  return await new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason instanceof Error ? signal.reason : new AppError('cancelled', 'Cancelled.'));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
