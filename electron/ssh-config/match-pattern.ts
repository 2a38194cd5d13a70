/** As OpenSSH's `sub[1024]` in match.c: a longer pattern matches nothing. Bytes. */
const MAX_PATTERN = 1_024;

// ssh compares bytes: `?` is one byte of a letter that has several.
function bytes(text: string): string {
  return /^[\u0000-\u007f]*$/u.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
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

/** Lower case of ASCII letters only, as the C locale has it. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}
