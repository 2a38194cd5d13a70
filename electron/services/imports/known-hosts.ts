import { AppError } from '../../../shared/model/errors.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { fingerprint } from '../../ssh/host-keys/fingerprint.ts';
import { parseLine } from '../../ssh/host-keys/known-hosts-line.ts';
import type { Draft, Parsed } from './draft.ts';
import { eachLine } from './lines.ts';
import { texts } from '../../../shared/texts/current.ts';

/** OpenSSH's known_hosts. Hashed lines and markers stay as they are. Lines that are no entry are listed, never an error. */
export function parseKnownHosts(text: string, what: string): Parsed {
  const drafts: Draft[] = [];
  let entries = 0;
  let number = 0;
  for (const raw of eachLine(text)) {
    number += 1;
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const entry = parseLine(line);
    if (entry === undefined) {
      const name = texts().importNotes.line(number, displayText(line, 60));
      drafts.push({ kind: 'skipped', what: 'host-key', name, folder: [], why: texts().importNotes.noHostKey });
      continue;
    }
    entries += 1;
    const marker = entry.marker === undefined ? '' : `${entry.marker} `;
    drafts.push({
      kind: 'host-key',
      name: displayText(entry.names.startsWith('|') ? texts().importNotes.hashedLine(number) : entry.names, 200),
      line: `${marker}${entry.names} ${entry.type} ${entry.blob.toString('base64')}`,
      notes: [
        ...(entry.marker === '@revoked' ? [texts().importNotes.willRefuse] : []),
        ...(entry.marker === '@cert-authority' ? [texts().importNotes.signsOthers] : []),
        ...(entry.names.startsWith('|') ? [texts().importNotes.hashedHost] : []),
        ...(/[*?]/u.test(entry.names) ? [texts().importNotes.pattern] : []),
        fingerprint(entry.blob),
      ],
    });
  }
  if (entries === 0 && drafts.length > 0) {
    throw new AppError('invalid-input', texts().importErrors.noHostKeys(what), { hint: texts().importErrors.chooseKnownHosts });
  }
  return { drafts, problems: [] };
}
