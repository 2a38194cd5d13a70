import { displayText } from '../../../shared/model/display-text.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { PasswordOutcome } from '../../../shared/model/password.ts';
import { texts } from '../../../shared/texts/current.ts';
import { showError, showToast } from '../../ui/toast.tsx';
import { answerPrompt, dismissPrompt, prompts } from '../prompts/prompts-store.ts';
import type { PasswordWish } from './password-store.ts';

/** Says what was done and what went wrong after it, and answers the question that the lost password left open. */
export function tellOutcome(outcome: PasswordOutcome, name: string, asked: PasswordWish['question'], password: string): void {
  const t = texts().setPassword;
  const [who, where] = [displayText(outcome.user, 64), displayText(name, 80)];
  const done = { now: t.done, 'after-restart': t.doneRestart, 'after-start': t.doneStopped }[outcome.counts];
  const question = prompts.getState().questions.find(({ id }) => id === asked?.id);
  // A restart ends the login that asks.
  if (question !== undefined && outcome.counts !== 'now') dismissPrompt(question);
  else if (question?.kind === 'password' && question.input.user === outcome.user) answerPrompt(question, { password });
  if (outcome.problems.length === 0) return showToast(done(who, where));
  for (const problem of outcome.problems) showError(AppError.fromWire(problem));
}
