import { AppError } from '../../../shared/model/errors.ts';

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
  const lines = text.replace(/^\ufeff/u, '').split(/\r?\n/u);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first === -1 || !HEADERS.includes((lines[first] ?? '').trim())) {
    throw new AppError('invalid-input', `${what} is not a registry export.`, {
      hint: String.raw`Export HKEY_CURRENT_USER\Software\SimonTatham\PuTTY with regedit or “reg export”.`,
    });
  }
  const keys: RegKey[] = [];
  let key: RegKey | undefined;
  for (let at = first + 1; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trimStart();
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
      const parts = [rest];
      // A text with a line break in it goes on as it is.
      let value = readQuoted(rest, 0);
      while (value === undefined && parts.length < MAX_TEXT_LINES && at + parts.length < lines.length) {
        parts.push(lines[at + parts.length] ?? '');
        if ((parts.at(-1) ?? '').includes('"')) value = readQuoted(parts.join('\n'), 0);
      }
      if (value === undefined) continue;
      at += parts.length - 1;
      key.values.set(name.text, value.text);
    } else if (/^dword:/iu.test(rest)) {
      const digits = rest.slice(6).trim();
      if (/^[0-9a-f]{1,8}$/iu.test(digits)) key.values.set(name.text, String(Number.parseInt(digits, 16) | 0));
    } else if (/^hex/iu.test(rest)) {
      const parts = [rest];
      while ((parts.at(-1) ?? '').trimEnd().endsWith('\\') && at + 1 < lines.length) parts.push(lines[(at += 1)] ?? '');
      const value = hexValue(parts);
      if (value !== undefined) key.values.set(name.text, value);
    }
  }
  return keys;
}

/** Lines that one text may go on over: PuTTY writes none with a line break. */
const MAX_TEXT_LINES = 16;

/** A quoted text at `start`; `end` is behind its closing quote. */
function readQuoted(line: string, start: number): { readonly text: string; readonly end: number } | undefined {
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
