/** As OpenSSH's `sub[1024]` in match.c: a longer pattern matches nothing. Bytes. */
const MAX_PATTERN = 1_024;

// ssh compares bytes: `?` is one byte of a letter that has several.
function bytes(text: string): string {
  if (/^[\u0000-\u007f]*$/u.test(text)) return text;
  // A lone half of a pair has no bytes.
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd');
  return encodeURIComponent(whole).replace(/%([0-9A-F]{2})/gu, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/**
 * Whether a whole text fits a pattern in which `*` is any run and `?` any one byte (ssh_config(5), PATTERNS). Each star takes back only
 * the one before it, so no pattern is slower than text × pattern.
 */
export function matchPattern(text: string, pattern: string): boolean {
  if (!/[*?]/u.test(pattern)) return text === pattern;
  const subject = bytes(text);
  const wanted = bytes(pattern).replace(/\*+/gu, '*');
  if (wanted.length > MAX_PATTERN) return false;
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let place = 0; place < subject.length; ) {
    const sign = wanted[at];
    if (sign === '*') {
      star = at;
      resume = place;
      at += 1;
    } else if (sign === '?' || sign === subject[place]) {
      at += 1;
      place += 1;
    } else if (star >= 0) {
      resume += 1;
      place = resume;
      at = star + 1;
    } else return false;
  }
  return wanted[at] === undefined || (wanted[at] === '*' && at === wanted.length - 1);
}

/** A comma list of patterns, as Match takes it: one that is negated with `!` and fits refuses, whatever else fits. */
export function matchPatternList(text: string, list: string, options: { lowerCase?: boolean } = {}): boolean {
  let found = false;
  for (const entry of list.split(',')) {
    const negated = entry.startsWith('!');
    const pattern = negated ? entry.slice(1) : entry;
    if (!matchPattern(text, options.lowerCase === true ? lowerAscii(pattern) : pattern)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

/** The patterns of one Host line: a negated one that fits ends the matter. */
export function matchHostLine(alias: string, patterns: readonly string[]): boolean {
  let found = false;
  for (const entry of patterns) {
    if (entry.startsWith('!')) {
      if (matchPattern(alias, entry.slice(1))) return false;
    } else found ||= matchPattern(alias, entry);
  }
  return found;
}

/**
 * Whether a Host line with patterns means this very name: `web-*` does, and a `*` that fits everything says nothing about it. As
 * `matchHostLine` otherwise.
 */
export function isMeantBy(alias: string, patterns: readonly string[]): boolean {
  const telling = patterns.filter((pattern) => pattern.startsWith('!') || saysSomething(pattern));
  return matchHostLine(alias, telling);
}

/** Whether a Host line has a pattern that means more than one name, and not every name. */
export function hasTellingPattern(patterns: readonly string[]): boolean {
  return patterns.some((pattern) => !pattern.startsWith('!') && /[*?]/u.test(pattern) && saysSomething(pattern));
}

function saysSomething(pattern: string): boolean {
  return /[^*?.]/u.test(pattern);
}

/** Lower case of ASCII letters only, as the C locale has it. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}
