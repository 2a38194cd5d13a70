import type { Draft, Parsed } from './draft.ts';
import { unescapePercent } from './decode-text.ts';
import { eachLine } from './lines.ts';
import { puttySession, type PuttyValues } from './putty-session.ts';
import { texts } from '../../../shared/texts/current.ts';

/** A file of PuTTY's `sessions` folder on Unix: its name as on disk, its text. */
export interface PuttyFile {
  readonly name: string;
  readonly text: string;
}

/** All sessions of a folder `~/.putty/sessions`. Names carry `%XX` for all but letters, digits and a few signs. */
export function parsePuttyFiles(files: readonly PuttyFile[]): Parsed {
  const named = files.map((file) => ({ file, ...unescapePercent(file.name) }));
  const names = new Set(named.map(({ text }) => text));
  const drafts = named.map(({ file, text: name, broken }): Draft => {
    const values = parsePuttyValues(file.text);
    if (!values.has('HostName') && !values.has('Protocol') && !values.has('PortNumber')) {
      return { kind: 'skipped', what: 'session', name, folder: [], why: texts().importNotes.notPuttySession };
    }
    return withBrokenNote(puttySession(name, values, { names }), broken);
  });
  return { drafts, problems: [] };
}

/** Says of a name that it had a `%` without two hexadecimal digits. */
export function withBrokenNote(draft: Draft, broken: boolean): Draft {
  if (!broken || draft.kind === 'skipped') return draft;
  return { ...draft, notes: [texts().importNotes.brokenPercent, ...draft.notes] };
}

/** `key=value` lines; of two for one key the last counts, as in PuTTY. */
export function parsePuttyValues(text: string): PuttyValues {
  const values = new Map<string, string>();
  for (const line of eachLine(text)) {
    const equals = line.indexOf('=');
    if (equals > 0) values.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return values;
}

/** Whether a text looks like one session file: most tools would take anything with an equals sign for one. */
export function looksLikePuttyFile(text: string): boolean {
  const values = parsePuttyValues(text.slice(0, 64 * 1024));
  return values.has('HostName') && (values.has('Protocol') || values.has('PortNumber') || values.has('Present'));
}
