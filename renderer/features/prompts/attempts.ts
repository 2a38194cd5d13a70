/** How often a password, passphrase or code is asked for. */
const MOST_ATTEMPTS = 3;

/** What a field says after a wrong answer; nothing on the first attempt. */
export function attemptText(what: string, attempt: number): string | undefined {
  if (attempt <= 1) return undefined;
  return `That ${what} was not accepted. Attempt ${attempt}${attempt <= MOST_ATTEMPTS ? ` of ${MOST_ATTEMPTS}` : ''}.`;
}
