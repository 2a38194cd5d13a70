import { texts, type Texts } from '../../../shared/texts/current.ts';
/** How often a password, passphrase or code is asked for. */
const MOST_ATTEMPTS = 3;

/** What a field says after a wrong answer; nothing on the first attempt. */
export function attemptText(what: keyof Texts['prompts']['refused'], attempt: number): string | undefined {
  if (attempt <= 1) return undefined;
  const t = texts().prompts;
  return t.attempt(t.refused[what], attempt, attempt <= MOST_ATTEMPTS ? MOST_ATTEMPTS : undefined);
}
