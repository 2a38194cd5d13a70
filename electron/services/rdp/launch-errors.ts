import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The client runs and has no connection any more. */
export function downError(hadSession: boolean, reason: unknown, client: string): AppError {
  const { rdpErrors: t } = texts();
  if (reason instanceof AppError) {
    return new AppError('lost', hadSession ? t.wayBroke(reason.message) : reason.message, hint(reason));
  }
  if (hadSession) return new AppError('lost', t.lost, { hint: t.mayShow(client) });
  return new AppError('auth-failed', t.early, {
    hint: t.earlyHint(client),
  });
}

const hint = (error: AppError): { readonly hint?: string; readonly cause: unknown } => ({
  ...(error.hint === undefined ? {} : { hint: error.hint }),
  cause: error,
});

/** The client runs, and has never come to the address that it was given. */
export function absentError(client: string): AppError {
  const { rdpErrors: t } = texts();
  return new AppError('timeout', t.absent(client), {
    hint: t.absentHint,
  });
}

/** Why a client's end is a failure: a broken way says more than what its client makes of it. */
export function endError(known: {
  readonly end: AppError | undefined;
  readonly wentDown: AppError | undefined;
  readonly way: unknown;
  readonly hadSession: boolean;
}): AppError {
  const { end, wentDown, way, hadSession } = known;
  const { rdpErrors: t } = texts();
  if (way instanceof AppError && end?.code !== 'auth-failed') {
    return new AppError('lost', hadSession ? t.wayBroke(way.message) : way.message, hint(way));
  }
  return end ?? wentDown ?? new AppError('lost', t.lost, { hint: t.launchIt });
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
