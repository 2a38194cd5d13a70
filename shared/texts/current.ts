import { english } from './english/english.ts';
import { LANGUAGES, type Language } from './language.ts';
import { setSpoken } from './spoken.ts';

/** Every text of the interface. A catalogue of another language has exactly these keys, or the type check fails. */
export type Texts = typeof english;

interface Speech {
  readonly language: Language;
  /** BCP 47 tag for dates, numbers and order: that of the system where its language is the interface's. */
  readonly locale: string;
  readonly texts: Texts;
}

const listeners = new Set<() => void>();
let turn = 0;
let speech: Speech = { language: 'en', locale: 'en', texts: english };

/** The texts of the present language. Read when a text is needed, never kept: the person may change the language at any time. */
export function texts(): Texts {
  return speech.texts;
}

export function language(): Language {
  return speech.language;
}

/** For `Intl`. */
export function locale(): string {
  return speech.locale;
}

/**
 * Changes the language of this process or page, once its catalogue is loaded. `preferred` are the system's locales, best first: a person
 * who reads English in Britain keeps British dates.
 */
export async function speak(next: Language, preferred: readonly string[] = []): Promise<void> {
  const mine = ++turn;
  const catalogue = next === 'en' ? english : (await import('./chinese/chinese.ts')).chinese;
  // Changed once more while this one was loading: the last choice is the one that holds.
  if (mine !== turn) return;
  const own = preferred.find((tag) => tag.split('-', 1)[0] === next.split('-', 1)[0]);
  // Not `supportedLocalesOf`: it reads all locales that there are, 40 to 90 ms before the first picture. One without data of its own is
  // formatted as the nearest that has.
  speech = { language: next, locale: Intl.getCanonicalLocales(own ?? [])[0] ?? next, texts: catalogue };
  setSpoken(catalogue);
  for (const listener of listeners) listener();
}

/** Called after each change of the language. Returns what ends the listening. */
export function onLanguage(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** Names as a person of this language writes them in a list. */
export function languageNames(): readonly { readonly value: Language; readonly label: string }[] {
  return (Object.keys(LANGUAGES) as Language[]).map((value) => ({ value, label: LANGUAGES[value] }));
}
