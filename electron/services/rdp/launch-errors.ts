import { AppError } from '../../../shared/model/errors.ts';

/** The client runs and has no connection any more. */
export function downError(hadSession: boolean, reason: unknown, client: string): AppError {
  if (reason instanceof AppError) {
    return new AppError('lost', hadSession ? `The way to the desktop broke: ${reason.message}` : reason.message, hint(reason));
  }
  if (hadSession) return new AppError('lost', 'The connection to the remote desktop was lost.', { hint: `${client} may show more.` });
  return new AppError('auth-failed', 'The machine ended the connection before a desktop was there.', {
    hint: `${client} may show why; often it is user name or password. Launch again to give others.`,
  });
}

const hint = (error: AppError): { readonly hint?: string; readonly cause: unknown } => ({
  ...(error.hint === undefined ? {} : { hint: error.hint }),
  cause: error,
});

/** The client runs, and has never come to the address that it was given. */
export function absentError(client: string): AppError {
  return new AppError('timeout', `${client} was started, but has not connected.`, {
    hint: `Its window may show why or ask for something. If there is none, close it here and launch again, or choose another client.`,
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
  if (way instanceof AppError && end?.code !== 'auth-failed') {
    return new AppError('lost', hadSession ? `The way to the desktop broke: ${way.message}` : way.message, hint(way));
  }
  return end ?? wentDown ?? new AppError('lost', 'The connection to the remote desktop was lost.', { hint: 'Launch it again.' });
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
