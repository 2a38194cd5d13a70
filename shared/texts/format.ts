import { locale } from './current.ts';

/** A formatter is dear to make and cheap to use: one for each locale and kind. */
function once<T>(make: (locale: string) => T): () => T {
  let made: { readonly locale: string; readonly value: T } | undefined;
  return () => {
    const now = locale();
    if (made?.locale !== now) made = { locale: now, value: make(now) };
    return made.value;
  };
}

const numbers = once((tag) => new Intl.NumberFormat(tag));
const days = once((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium' }));
const moments = once((tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }));
const names = once((tag) => new Intl.Collator(tag, { numeric: true, sensitivity: 'base' }));

/** A whole number with the locale's separators. */
export function formatNumber(value: number): string {
  // Below a thousand English and Chinese write digits alone, and the first formatter costs 40 ms of the start.
  if (Number.isInteger(value) && value >= 0 && value < 1_000) return String(value);
  return numbers().format(value);
}

/** A day, from milliseconds since 1970. */
export function formatDay(at: number): string {
  return days().format(at);
}

/** Day and time, from milliseconds since 1970. */
export function formatMoment(at: number): string {
  return moments().format(at);
}

/** Order of names as the locale has it (Chinese by pinyin), `web-2` before `web-10`. */
export function compareNames(left: string, right: string): number {
  return names().compare(left, right);
}
