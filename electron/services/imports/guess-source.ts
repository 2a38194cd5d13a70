import type { ImportSource } from '../../../shared/model/import.ts';
import { parseLine } from '../../ssh/host-keys/known-hosts-line.ts';
import { decodeText } from './decode-text.ts';
import { looksLikePuttyFile } from './putty-files.ts';
import { puttyHostKey } from './putty-host-keys.ts';

export const SOURCE_NAMES: Readonly<Record<ImportSource, string>> = {
  putty: 'PuTTY’s own files',
  'putty-reg': 'a registry export of PuTTY',
  'ssh-config': 'an OpenSSH config',
  'known-hosts': 'a known_hosts file',
  winscp: 'a WinSCP.ini',
  mremoteng: 'a file of mRemoteNG',
  mobaxterm: 'a file of MobaXterm',
  gangway: 'Gangway’s own file',
};

/** What is looked at to tell one format from another, in bytes. */
const HEAD = 256 * 1024;

/** What a file seems to be, for a person who chose the wrong source. Never throws. */
export function guessSource(bytes: Uint8Array): { readonly source?: ImportSource; readonly name: string } | undefined {
  const text = decodeText(bytes.subarray(0, HEAD)).replace(/^\ufeff/u, '');
  const of = (source: ImportSource): { source: ImportSource; name: string } => ({ source, name: SOURCE_NAMES[source] });
  if (/^\s{0,100}(?:Windows Registry Editor|REGEDIT4)/u.test(text)) return of('putty-reg');
  if (text.startsWith('PuTTY-User-Key-File-') || text.startsWith('-----BEGIN ')) return { name: 'a key file' };
  if (/^\s{0,100}</u.test(text))
    return /<(?:mrng:)?Connections[\s>]/u.test(text) ? of('mremoteng') : { name: 'an XML file of another program' };
  if (/^\s{0,100}\{/u.test(text)) return text.includes('"gangway-sessions"') ? of('gangway') : { name: 'a JSON file of another program' };
  if (text.includes('\u0000')) return { name: 'no text file' };
  const lines = text.split(/\r?\n/u, 2_000);
  if (lines.some((line) => /^\[Bookmarks(?:_\d{1,6})?\]/u.test(line))) return of('mobaxterm');
  if (lines.some((line) => line.startsWith('[Sessions\\') || line.startsWith('[Configuration\\'))) return of('winscp');
  if (lines.some((line) => parseLine(line) !== undefined)) return of('known-hosts');
  if (lines.some((line) => isPuttyHostKey(line)) || looksLikePuttyFile(text)) return of('putty');
  if (lines.some((line) => /^\s{0,20}(?:Host|Match|Include)[ \t=]/iu.test(line))) return of('ssh-config');
  return undefined;
}

function isPuttyHostKey(line: string): boolean {
  const space = line.indexOf(' ');
  return space > 0 && space < 400 && puttyHostKey(line.slice(0, space), line.slice(space + 1).trim()) !== undefined;
}
