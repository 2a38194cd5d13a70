import { AppError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Text of a file made by another program: by its byte order mark, else strict UTF-8, else windows-1252, which never fails. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  // `reg export` to a pipe, or an editor, may have left out the mark: ASCII in two bytes has a zero at each odd place.
  if (bytes.length >= 4 && first !== 0 && second === 0 && bytes[3] === 0) return new TextDecoder('utf-16le').decode(bytes);
  return decodeAnsi(bytes);
}

/** Bytes of an unknown 8-bit code page: strict UTF-8 where they are that, else windows-1252. */
export function decodeAnsi(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Like `decodeText`, but refuses what cannot be text at all. `what` names it, for example `web.reg`. */
export function decodeTextFile(bytes: Uint8Array, what: string): string {
  const text = decodeText(bytes);
  if (text.includes('\u0000')) {
    throw new AppError('invalid-input', texts().importErrors.notText(what), { hint: texts().importErrors.chooseExported });
  }
  return text;
}

/** Undoes `%XX`. Bytes are decoded together, so that UTF-8 comes out whole; what is no escape stays as it is. */
export function unescapePercent(text: string): { readonly text: string; readonly broken: boolean } {
  if (!text.includes('%')) return { text, broken: false };
  let out = '';
  let broken = false;
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) out += decodeAnsi(Uint8Array.from(bytes));
    bytes = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const pair = text.slice(at + 1, at + 3);
    if (code === 0x25 && /^[0-9A-Fa-f]{2}$/u.test(pair)) {
      bytes.push(Number.parseInt(pair, 16));
      at += 2;
    } else if (code < 0x80) {
      broken ||= code === 0x25;
      bytes.push(code);
    } else {
      flush();
      out += text[at];
    }
  }
  flush();
  return { text: out, broken };
}
