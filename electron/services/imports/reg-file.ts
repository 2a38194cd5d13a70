import { AppError } from '../../../shared/model/errors.ts';
import { MAX_LINE } from './lines.ts';
import { texts } from '../../../shared/texts/current.ts';

/** A registry key of a `.reg` file with its values as text; numbers in decimal, signed. */
export interface RegKey {
  readonly path: string;
  readonly values: Map<string, string>;
}

const HEADERS = ['Windows Registry Editor Version 5.00', 'REGEDIT4'];

/**
 * A file as `reg export` and regedit write it. Key lines end at their last `]`; text escapes `\` and `"`; `hex` data goes on over lines that end
 * with `\`. Values of other types and lines that are none are left out. Throws `invalid-input` when the file is no registry export.
 */
export function parseRegFile(text: string, what: string): RegKey[] {
  const lines = lineReader(text);
  let header = lines.next();
  while (header !== undefined && header.trim() === '') header = lines.next();
  if (header === undefined || !HEADERS.includes(header.trim())) {
    throw new AppError('invalid-input', texts().importErrors.notRegistry(what), {
      hint: texts().importErrors.exportRegistry,
    });
  }
  const keys: RegKey[] = [];
  let key: RegKey | undefined;
  for (let raw = lines.next(); raw !== undefined; raw = lines.next()) {
    const line = raw.trimStart();
    if (line.startsWith('[')) {
      const end = line.lastIndexOf(']');
      // `[-…]` deletes a key.
      key = end === -1 || line[1] === '-' ? undefined : { path: line.slice(1, end), values: new Map() };
      if (key !== undefined) keys.push(key);
      continue;
    }
    if (key === undefined || !line.startsWith('"')) continue;
    const name = readQuoted(line, 0);
    if (name === undefined || line[name.end] !== '=') continue;
    const rest = line.slice(name.end + 1);
    if (rest.startsWith('"')) {
      // A text with a line break in it goes on as it is; a text without an end is left out.
      const value = readQuoted(rest, 0) ?? readLongText(rest, lines);
      if (value !== undefined) key.values.set(name.text, value.text);
    } else if (/^dword:/iu.test(rest)) {
      const digits = rest.slice(6).trim();
      if (/^[0-9a-f]{1,8}$/iu.test(digits)) key.values.set(name.text, String(Number.parseInt(digits, 16) | 0));
    } else if (/^hex/iu.test(rest)) {
      const parts = [rest];
      let length = rest.length;
      for (let more: string | undefined = rest; more?.trimEnd().endsWith('\\') === true; ) {
        more = lines.next();
        length += more?.length ?? 0;
        if (more !== undefined && length <= MAX_LINE) parts.push(more);
      }
      const value = length > MAX_LINE ? undefined : hexValue(parts);
      if (value !== undefined) key.values.set(name.text, value);
    }
  }
  return keys;
}

/** Lines that one text may go on over: PuTTY writes none with a line break. */
const MAX_TEXT_LINES = 16;

interface LineReader {
  next(): string | undefined;
  /** Comes back to a former place. */
  at: number;
}

/** Lines one by one: an array of millions of them would cost more than what is in them. */
function lineReader(text: string): LineReader {
  const reader: LineReader = {
    at: text.startsWith('\ufeff') ? 1 : 0,
    next() {
      const from = reader.at;
      if (from > text.length) return undefined;
      const newline = text.indexOf('\n', from);
      const end = newline === -1 ? text.length : newline;
      reader.at = end + 1;
      // As with `eachLine`.
      return end - from > MAX_LINE ? '' : text.slice(from, text[end - 1] === '\r' && end > from ? end - 1 : end);
    },
  };
  return reader;
}

function readLongText(first: string, lines: LineReader): ReturnType<typeof readQuoted> {
  const back = lines.at;
  let whole = first;
  for (let count = 1; count < MAX_TEXT_LINES; count += 1) {
    const more = lines.next();
    if (more === undefined) break;
    whole += `\n${more}`;
    if (!more.includes('"')) continue;
    const value = readQuoted(whole, 0);
    if (value !== undefined) return value;
  }
  lines.at = back;
  return undefined;
}

/** A quoted text at `start`; `end` is behind its closing quote. */
function readQuoted(line: string, start: number): { readonly text: string; readonly end: number } | undefined {
  const close = line.indexOf('"', start + 1);
  if (close === -1) return undefined;
  const slash = line.indexOf('\\', start + 1);
  if (slash === -1 || slash > close) return { text: line.slice(start + 1, close), end: close + 1 };
  const parts: string[] = [];
  for (let at = start + 1, from = at; at < line.length; at += 1) {
    const letter = line[at];
    if (letter === '\\') {
      parts.push(line.slice(from, at));
      at += 1;
      from = at;
    } else if (letter === '"') {
      parts.push(line.slice(from, at));
      return { text: parts.join(''), end: at + 1 };
    }
  }
  return undefined;
}

/** `hex(1)`, `hex(2)`: text in UTF-16; `hex(4)`: a number; others are not used by PuTTY. */
function hexValue(parts: readonly string[]): string | undefined {
  const whole = parts.map((part) => part.trim().replace(/\\$/u, '')).join('');
  const colon = whole.indexOf(':');
  const type = whole.slice(0, colon).toLowerCase();
  const bytes: number[] = [];
  for (const digits of whole.slice(colon + 1).split(',')) {
    if (digits === '') continue;
    if (!/^[0-9a-f]{2}$/iu.test(digits)) return undefined;
    bytes.push(Number.parseInt(digits, 16));
  }
  const data = Buffer.from(bytes);
  if (type === 'hex(1)' || type === 'hex(2)') return data.toString('utf16le').replace(/\0+$/u, '');
  if (type === 'hex(4)' && data.length === 4) return String(data.readInt32LE());
  return undefined;
}
