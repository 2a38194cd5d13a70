import { AppError } from '../../../shared/model/errors.ts';
import type { Plan } from '../plan/plan-data.ts';
import type { OutputTail } from './output-tail.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface LaunchEnd {
  /** `closed`: by the person or by us. `logged-off`: on the remote machine. `lost`: under a session. `failed`: it never came to one. */
  readonly how: 'closed' | 'logged-off' | 'lost' | 'failed';
  readonly error?: AppError;
}

/** What the end of a client means, by its plan. The signal comes first: 143 is a code of FreeRDP and what shells make of SIGTERM. */
export function meaningOf(
  plan: Plan,
  { code, signal }: { readonly code: number | null; readonly signal: NodeJS.Signals | null },
  tail: OutputTail,
  /** The relay had seen a desktop. */
  session: boolean,
): LaunchEnd {
  const { rdpClients: t } = texts();
  const program = plan.run.program.split(/[/\\]/u).at(-1) ?? plan.run.program;
  const detail = tail.last();
  // Somebody ended it from outside, as a desktop does at the end of its session.
  if (signal === 'SIGTERM' || signal === 'SIGHUP' || signal === 'SIGINT') return { how: 'closed' };
  const meaning = plan.exits.find(
    (exit) =>
      exit.code === (signal ?? code) &&
      (exit.output === undefined || tail.text().includes(exit.output)) &&
      (exit.session === undefined || exit.session === session),
  );
  if (meaning === undefined) {
    const crashed = signal !== null || code === null;
    const message = crashed ? t.crashed(program, signal ?? t.noExitCode) : t.endedWith(program, code);
    return { how: crashed && session ? 'lost' : 'failed', error: new AppError('internal', message, { hint: t.again, detail }) };
  }
  if (meaning.error === undefined) return { how: meaning.how };
  const { code: errorCode, message, hint } = meaning.error;
  return { how: meaning.how, error: new AppError(errorCode, message, { ...(hint === undefined ? {} : { hint }), detail }) };
}
