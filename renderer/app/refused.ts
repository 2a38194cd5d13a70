import { AppError } from '../../shared/model/errors.ts';
import { displayText } from '../../shared/model/display-text.ts';

/** What went wrong and the next step, in one text, without the name of the call that the host puts first. */
export function refusedText(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).replace(/^[a-z]+\.[a-zA-Z]+: (?:[\w.]+: )?/u, '');
  const hint = error instanceof AppError && error.hint !== undefined ? ` ${error.hint}` : '';
  return displayText(`${message}${hint}`, 1_000);
}
