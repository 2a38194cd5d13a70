import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import { type KeyFacts, readFileFacts } from './key-facts.ts';
import { looksLikePrivateKey } from './key-format.ts';
import { KEY_FILE_LIMIT, readText } from './load-key.ts';
import { texts } from '../../../shared/texts/current.ts';

/** More files than this in one folder are not looked into. */
export const FOLDER_LIMIT = 500;
/** Files that are read at the same time. */
const AT_ONCE = 8;

export interface ScannedFolder {
  readonly keys: readonly KeyFacts[];
  readonly problems: readonly WireError[];
}

type Outcome = { readonly facts: KeyFacts } | { readonly problem: WireError } | undefined;

/** What was found in a file is kept for as long as the process lives and the file stays as it is: opening a hundred RSA keys takes a while. */
const known = new Map<string, { readonly stamp: string; readonly outcome: Outcome }>();
const MAX_KNOWN = 5_000;

/**
 * The private keys in a folder, sorted by name. What is no key is passed over; what looks like one and cannot be used is a problem.
 * A folder that is not there has none; one that cannot be read is a problem.
 */
export async function scanFolder(folder: string): Promise<ScannedFolder> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => !/\.pub$|^known_hosts|^authorized_keys|^config$/u.test(name)).toSorted();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return { keys: [], problems: [] };
    const why = new AppError(
      'key-unreadable',
      code === '' ? texts().keyFileErrors.folderUnread(folder) : texts().keyFileErrors.folderUnreadWhy(folder, code),
      {
        hint: texts().keyFileErrors.permissions,
      },
    );
    return { keys: [], problems: [why.toWire()] };
  }
  const keys: KeyFacts[] = [];
  const problems: WireError[] = [];
  if (names.length > FOLDER_LIMIT) {
    problems.push({
      code: 'limit',
      message: texts().keyFileErrors.manyFiles(folder, names.length, FOLDER_LIMIT),
      hint: texts().keyFileErrors.ownFolder,
    });
  }
  const wanted = names.slice(0, FOLDER_LIMIT);
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    for (const outcome of await Promise.all(wanted.slice(at, at + AT_ONCE).map((name) => look(join(folder, name))))) {
      if (outcome === undefined) continue;
      if ('facts' in outcome) keys.push(outcome.facts);
      else problems.push(outcome.problem);
    }
  }
  return { keys, problems };
}

async function look(path: string): Promise<Outcome> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile() !== true || info.size === 0 || info.size > KEY_FILE_LIMIT) return undefined;
  const stamps = await Promise.all(['.pub', '-cert.pub'].map((ending) => stat(path + ending).catch(() => undefined)));
  const stamp = [info, ...stamps]
    .map((one) => (one === undefined ? '-' : `${one.mtimeMs}/${one.ctimeMs}/${one.size}/${one.ino}`))
    .join(' ');
  const before = known.get(path);
  if (before?.stamp === stamp) return before.outcome;
  const outcome = await read(path);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(path, { stamp, outcome });
  return outcome;
}

async function read(path: string): Promise<Outcome> {
  try {
    return { facts: await readFileFacts(path) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const meant =
      error.code === 'key-unreadable'
        ? /^id_|\.(?:pem|ppk|key)$/iu.test(basename(path))
        : await readText(path).then(looksLikePrivateKey, () => false);
    return meant ? { problem: error.toWire() } : undefined;
  }
}
