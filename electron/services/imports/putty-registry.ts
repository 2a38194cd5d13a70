import { AppError } from '../../../shared/model/errors.ts';
import { decodeTextFile, unescapePercent } from './decode-text.ts';
import type { Draft, Parsed } from './draft.ts';
import { withBrokenNote } from './putty-files.ts';
import { puttyHostKey } from './putty-host-keys.ts';
import { puttySession } from './putty-session.ts';
import { parseRegFile } from './reg-file.ts';
import { texts } from '../../../shared/texts/current.ts';

/** KiTTY keeps PuTTY's form under a key of its own. */
const PROGRAMS = [String.raw`\simontatham\putty`, String.raw`\9bis.com\kitty`];

/** A registry export that holds PuTTY's sessions, its host keys, or both. */
export function parsePuttyRegistry(bytes: Uint8Array, what: string): Parsed {
  const found = parseRegFile(decodeTextFile(bytes, what), what)
    .map((key) => ({ ...key, part: puttyPart(key.path) }))
    .filter(({ part }) => part !== undefined);
  if (found.length === 0) {
    throw new AppError('invalid-input', texts().importErrors.noPutty(what), {
      hint: texts().importErrors.exportRegistry,
    });
  }
  const sessions = found.flatMap(({ part, values }) => {
    if (part?.branch !== 'sessions' || part.name === '') return [];
    const { text: name, broken } = unescapePercent(part.name);
    return [{ name, broken, values }];
  });
  const names = new Set(sessions.map(({ name }) => name));
  const drafts: Draft[] = sessions.map(({ name, broken, values }) => {
    // KiTTY's folders; PuTTY has none.
    const folder = unescapePercent(values.get('Folder') ?? '').text;
    values.delete('Folder');
    const context = { names, folder: folder === '' || folder === 'Default' ? [] : [folder] };
    return withBrokenNote(puttySession(name, values, context), broken);
  });
  for (const { part, values } of found) {
    if (part?.branch !== 'sshhostkeys') continue;
    for (const [name, value] of values) {
      const draft = puttyHostKey(name, value);
      if (draft !== undefined) drafts.push(draft);
    }
  }
  return { drafts, problems: [] };
}

/** The branch below PuTTY's key in lower case, and what stands below it. */
function puttyPart(path: string): { readonly branch: string; readonly name: string } | undefined {
  const lower = path.toLowerCase();
  for (const program of PROGRAMS) {
    const at = lower.indexOf(program);
    const rest = at === -1 ? '' : path.slice(at + program.length);
    if (at === -1 || (rest !== '' && !rest.startsWith('\\'))) continue;
    const slash = rest.indexOf('\\', 1);
    return slash === -1
      ? { branch: rest.slice(1).toLowerCase(), name: '' }
      : { branch: rest.slice(1, slash).toLowerCase(), name: rest.slice(slash + 1) };
  }
  return undefined;
}
