import { isUtf8 } from 'node:buffer';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { openPlainFile } from '../store/open-plain-file.ts';
import { texts } from '../../shared/texts/current.ts';

/** Of one file. A hand-written config has some kilobytes, a generated one of thousands of hosts some hundred. Bytes. */
const MAX_FILE = 8 * 1024 * 1024;

export type ConfigText =
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly why: string; readonly hint: string };

const refused = (code: ErrorCode, why: string, hint: string): ConfigText => ({ kind: 'refused', code, why, hint });

/**
 * The lines of a config file, or why they are not taken. `checkOwner` refuses what others may write, as ssh itself does (SSHCONF_CHECKPERM
 * in readconf.c): they could send this person's logins elsewhere.
 */
export async function readConfigFile(path: string, checkOwner: boolean): Promise<ConfigText> {
  let bytes: Buffer;
  try {
    const handle = await openPlainFile(path);
    try {
      const entry = await handle.stat();
      if (!entry.isFile()) return refused('config-broken', texts().configTexts.notFile, texts().configTexts.putText);
      if (entry.size > MAX_FILE) return refused('limit', texts().configTexts.tooLarge(entry.size), texts().configTexts.mostBytes(MAX_FILE));
      const own = process.getuid?.();
      if (checkOwner && own !== undefined && ((entry.uid !== 0 && entry.uid !== own) || (entry.mode & 0o022) !== 0)) {
        return refused('permission-denied', texts().configTexts.writable, texts().configTexts.chmod(path));
      }
      bytes = await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' };
    return refused('config-broken', texts().configTexts.unread(code ?? texts().configTexts.unknownReason), texts().configTexts.permissions);
  }
  if (bytes.includes(0)) return refused('config-broken', texts().configTexts.notText, texts().configTexts.rightFile);
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1').replace(/^\ufeff/u, '');
  // ssh takes blanks and form feeds from the end of each line.
  return { kind: 'text', lines: text.split('\n').map(withoutTail) };
}

// By hand: a regular expression tries every blank of a long run anew.
function withoutTail(line: string): string {
  let end = line.length;
  while (end > 0 && ' \t\r\f'.includes(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}
