import { locale } from '../../../shared/texts/current.ts';
import { naturalKey } from './columns.ts';

/** Longest part of a text that its key is made of, in UTF-16 units; as in `naturalKey`. */
const KEYED = 128;
const ASCII = /^[\u0000-\u007f]*$/u;
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
/** Capitals stand in no key, so one of them sorts what comes before the letter a; after a letter and all that begins with it sorts this. */
const BEFORE_LETTERS = 'A';
const AFTER_LETTER = '\u007f';

interface Known {
  readonly locale: string;
  /** What stands in a key for each sign that is not ASCII, in the order of the locale. */
  readonly signs: ReadonlyMap<string, string>;
  /** Keys that were made with these signs, by their text. */
  readonly keys: Map<string, string>;
}

/** Texts whose keys are kept; a list has no more rows. */
const MAX_KEPT = 100_000;
let known: Known = { locale: '', signs: new Map(), keys: new Map() };

/**
 * For each text a key that plain comparison puts into the order of the locale, Chinese by pinyin, with numbers by their value. A collator
 * compares whole texts, each many times, and takes four times as long for 50,000 rows, with every change: here it only puts the few
 * hundred different signs into order, once. Sign by sign is not all that a locale knows of order, but all that names in a list need. Keys
 * hold among those of one call alone.
 */
export function nameKeys(texts: readonly string[]): readonly string[] {
  const others = texts.filter((text) => !ASCII.test(text));
  if (others.length === 0) return texts.map(naturalKey);
  const now = locale();
  if (known.locale !== now || known.keys.size > MAX_KEPT) known = { locale: now, signs: new Map(), keys: new Map() };
  const unseen = new Map<string, string>();
  for (const text of others) if (!known.keys.has(text)) unseen.set(text, unmarked(text));
  const signs = new Set(known.signs.keys());
  for (const text of unseen.values()) for (const sign of text) if (sign > '\u007f') signs.add(sign);
  if (signs.size !== known.signs.size) {
    known = { locale: now, signs: inOrder([...signs], now), keys: new Map() };
    for (const text of others) unseen.set(text, unmarked(text));
  }
  for (const [text, plain] of unseen) known.keys.set(text, keyOf(plain, known.signs));
  return texts.map((text) => known.keys.get(text) ?? naturalKey(text));
}

function keyOf(plain: string, signs: ReadonlyMap<string, string>): string {
  let key = '';
  for (const sign of naturalKey(plain)) key += sign > '\u007f' ? (signs.get(sign) ?? sign) : sign;
  return key;
}

/** Wide forms as the usual ones, and letters without their marks. */
function unmarked(text: string): string {
  const parts = text.slice(0, KEYED).normalize('NFKD').replace(/\p{M}/gu, '');
  // Korean syllables were taken apart as well.
  return parts.normalize('NFC').toLowerCase();
}

function inOrder(signs: readonly string[], tag: string): ReadonlyMap<string, string> {
  const { compare } = new Intl.Collator(tag);
  const keys = new Map<string, string>();
  let letter = -1;
  for (const [at, sign] of signs.toSorted(compare).entries()) {
    while (letter + 1 < LETTERS.length && compare(LETTERS[letter + 1] ?? '', sign) <= 0) letter += 1;
    const place = letter < 0 ? BEFORE_LETTERS : `${LETTERS[letter] ?? ''}${AFTER_LETTER}`;
    keys.set(sign, `${place}${at.toString(36).padStart(4, '0')}`);
  }
  return keys;
}
