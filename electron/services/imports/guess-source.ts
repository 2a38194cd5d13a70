import type { ImportSource } from '../../../shared/model/import.ts';
import { parseLine } from '../../ssh/host-keys/known-hosts-line.ts';
import { decodeText } from './decode-text.ts';
import { looksLikePuttyFile } from './putty-files.ts';
import { puttyHostKey } from './putty-host-keys.ts';
import { texts } from '../../../shared/texts/current.ts';

export const sourceNames = (): Readonly<Record<ImportSource, string>> => ({
  putty: texts().importErrors.puttyFiles,
  'putty-reg': texts().importErrors.registryExport,
  'ssh-config': texts().importErrors.sshConfig,
  'known-hosts': texts().importErrors.knownHosts,
  winscp: texts().importErrors.winscp,
  mremoteng: texts().importErrors.mremoteng,
  mobaxterm: texts().importErrors.mobaxterm,
  gangway: texts().importErrors.gangway,
});

/** What is looked at to tell one format from another, in bytes. */
const HEAD = 256 * 1024;

/** What a file seems to be, for a person who chose the wrong source. Never throws. */
export function guessSource(bytes: Uint8Array): { readonly source?: ImportSource; readonly name: string } | undefined {
  const text = decodeText(bytes.subarray(0, HEAD)).replace(/^\ufeff/u, '');
  const of = (source: ImportSource): { source: ImportSource; name: string } => ({ source, name: sourceNames()[source] });
  if (/^\s{0,100}(?:Windows Registry Editor|REGEDIT4)/u.test(text)) return of('putty-reg');
  if (text.startsWith('PuTTY-User-Key-File-') || text.startsWith('-----BEGIN ')) return { name: texts().importErrors.keyFile };
  if (/^\s{0,100}</u.test(text))
    return /<(?:mrng:)?Connections[\s>]/u.test(text) ? of('mremoteng') : { name: texts().importErrors.otherXml };
  if (/^\s{0,100}\{/u.test(text)) return text.includes('"gangway-sessions"') ? of('gangway') : { name: texts().importErrors.otherJson };
  if (text.includes('\u0000')) return { name: texts().importErrors.noText };
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
