import type { AppError } from '../../shared/model/errors.ts';

/** The one end of a connection: the first reason stays, all later ones are ignored. */
export interface ConnectionEnd {
  readonly signal: AbortSignal;
  /** Ends the connection if nothing did before; returns the first error, or this one after an end on purpose. */
  fail(error: AppError): AppError;
  /** Ends it on purpose. */
  close(): void;
  /** Waits for `work`, or rejects with the failure when that comes first. */
  orFailure<T>(work: Promise<T>): Promise<T>;
  /** Called once with the reason, `undefined` when on purpose; soon if it is over already. Returns what ends the listening. */
  onEnd(ended: (error: AppError | undefined) => void): () => void;
}

export function createConnectionEnd(destroy: () => void): ConnectionEnd {
  const controller = new AbortController();
  const listeners = new Set<(error: AppError | undefined) => void>();
  let over: { readonly error: AppError | undefined } | undefined;
  let reject: (error: AppError) => void = () => {};
  const failed = new Promise<never>((_, rejectFailed) => {
    reject = rejectFailed;
  });
  // Once the connection is open nobody waits for it any more.
  failed.catch(() => {});

  function finish(error: AppError | undefined): void {
    if (over !== undefined) return;
    over = { error };
    if (error !== undefined) reject(error);
    controller.abort();
    destroy();
    for (const listener of [...listeners]) listener(error);
    listeners.clear();
  }

  return {
    signal: controller.signal,
    fail(error) {
      finish(error);
      return over?.error ?? error;
    },
    close: () => finish(undefined),
    orFailure: (work) => Promise.race([failed, work]),
    onEnd(ended) {
      if (over !== undefined) {
        const { error } = over;
        queueMicrotask(() => ended(error));
        return () => {};
      }
      listeners.add(ended);
      return () => listeners.delete(ended);
    },
  };
}
