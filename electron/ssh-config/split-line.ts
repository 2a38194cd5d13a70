/** A line taken apart as OpenSSH does it (`strdelim` and `argv_split` of misc.c). */
export interface SplitLine {
  /** In lower case. */
  readonly keyword: string;
  /** All after the keyword, as it stands; what ProxyCommand and RemoteCommand take. */
  readonly rest: string;
  /** Words without their quotes; a `#` that starts a word ends them. `undefined`: a quote is not closed. */
  readonly args: readonly string[] | undefined;
}

/** `undefined` for an empty line or a comment. */
export function splitLine(line: string): SplitLine | undefined {
  const text = line.replace(/^[ \t\r\n]+/u, '');
  if (text === '' || text.startsWith('#')) return undefined;
  const { word, rest } = takeWord(text);
  if (word === '') return undefined;
  const tail = rest.replace(/^[ \t\r\n]+/u, '');
  return { keyword: word.toLowerCase(), rest: tail, args: splitArguments(tail) };
}

/** The first word and what follows it; the two are parted by blanks, or by one `=` with or without blanks. */
export function takeWord(text: string): { word: string; rest: string } {
  const quoted = /^"([^"]*)"[ \t\r\n]*/u.exec(text);
  if (quoted !== null) return { word: quoted[1] ?? '', rest: text.slice(quoted[0].length) };
  let end = 0;
  while (end < text.length && !' \t\r\n="'.includes(text.charAt(end))) end += 1;
  if (text[end] === '"') return { word: text.slice(0, end), rest: text.slice(end) };
  let next = end;
  const blanks = (): void => {
    while (next < text.length && ' \t\r\n'.includes(text.charAt(next))) next += 1;
  };
  blanks();
  if (text[next] === '=') {
    next += 1;
    blanks();
  }
  return { word: text.slice(0, end), rest: text.slice(next) };
}

export function splitArguments(text: string): readonly string[] | undefined {
  const words: string[] = [];
  for (let place = 0; place < text.length; ) {
    const sign = text[place];
    if (sign === ' ' || sign === '\t') {
      place += 1;
      continue;
    }
    if (sign === '#') break;
    const taken = takeArgument(text, place);
    if (taken === undefined) return undefined;
    words.push(taken.word);
    place = taken.end;
  }
  return words;
}

function takeArgument(text: string, start: number): { word: string; end: number } | undefined {
  let word = '';
  let quote = '';
  let place = start;
  for (; place < text.length; place += 1) {
    const sign = text.charAt(place);
    if (sign === '\\') {
      const next = text.charAt(place + 1);
      const escapes = next === "'" || next === '"' || next === '\\' || (quote === '' && next === ' ');
      if (escapes) place += 1;
      word += escapes ? next : sign;
    } else if (quote === '' && (sign === ' ' || sign === '\t')) break;
    else if (quote === '' && (sign === '"' || sign === "'")) quote = sign;
    else if (sign === quote) quote = '';
    else word += sign;
  }
  return quote === '' ? { word, end: place } : undefined;
}
