import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import type { ImportSource } from '../../../shared/model/import.ts';
import { decodeTextFile } from './decode-text.ts';
import type { Parsed } from './draft.ts';
import { guessSource, sourceNames } from './guess-source.ts';
import { exportPuttyRegistry, PUTTY_KEY, type RunProgram } from './live-registry.ts';
import { otherSource } from './parse-bytes.ts';
import { parseFile, type ParseHow } from './parse-file.ts';
import { parsePuttyFiles, type PuttyFile } from './putty-files.ts';
import { parsePuttyHostKeys } from './putty-host-keys.ts';
import { fileError, readPlainFile } from './read-input.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Where other programs keep their things on this computer. */
export interface SourcePlaces {
  readonly platform: NodeJS.Platform;
  readonly homeFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: RunProgram;
  /** The hosts of an OpenSSH config as drafts. */
  readonly readSshConfig: (file: string) => Promise<Parsed>;
}

export interface ReadSource extends Parsed {
  readonly where: string;
}

/** A session file has about 230 short lines. */
const MAX_SESSION_FILE = 256 * 1024;
const MAX_SESSION_FILES = 50_000;
const FILES_AT_ONCE = 32;

/** The paths that are looked at for a source, best first. */
export function defaultPaths(source: ImportSource, { platform, homeFolder, env }: SourcePlaces): readonly string[] {
  const appData = env['APPDATA'] ?? join(homeFolder, 'AppData', 'Roaming');
  switch (source) {
    case 'putty': {
      const config = env['XDG_CONFIG_HOME'] ?? '';
      return [
        env['PUTTYDIR'] ?? '',
        join(homeFolder, '.putty'),
        join(config === '' ? join(homeFolder, '.config') : config, 'putty'),
      ].filter((path) => path !== '');
    }
    case 'ssh-config':
      return [join(homeFolder, '.ssh', 'config')];
    case 'known-hosts':
      return [join(homeFolder, '.ssh', 'known_hosts')];
    case 'winscp':
      return platform === 'win32' ? [join(appData, 'WinSCP.ini')] : [];
    case 'mremoteng':
      return platform === 'win32' ? [join(appData, 'mRemoteNG', 'confCons.xml')] : [];
    case 'mobaxterm':
      return platform === 'win32'
        ? [join(appData, 'MobaXterm', 'MobaXterm.ini'), join(homeFolder, 'Documents', 'MobaXterm', 'MobaXterm.ini')]
        : [];
    case 'putty-reg':
    case 'gangway':
      return [];
  }
}

/** Reads a source from where its program keeps it. Throws `not-found` where there is nothing. */
export async function readDefault(source: ImportSource, places: SourcePlaces, how: ParseHow = {}): Promise<ReadSource> {
  if ((source === 'putty' || source === 'putty-reg') && places.platform === 'win32') {
    const bytes = await exportPuttyRegistry(places.run);
    if (bytes !== undefined)
      return { where: PUTTY_KEY, ...(await parseFile('putty-reg', bytes, texts().importErrors.theRegistry, '', how)) };
  }
  const paths = defaultPaths(source, places);
  for (const path of paths) {
    try {
      return await readPath(source, path, places, how);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    }
  }
  throw new AppError('not-found', texts().importErrors.nothingOf(sourceNames()[source]), {
    hint: paths.length === 0 ? texts().importErrors.chooseTheFile : texts().importErrors.lookedIn(paths.join(', ')),
  });
}

/** Reads a file, or for PuTTY a folder, that the person named. */
export async function readPath(source: ImportSource, path: string, places: SourcePlaces, how: ParseHow = {}): Promise<ReadSource> {
  if (source === 'putty' && (await isFolder(path))) return { where: path, ...(await readPuttyFolder(path)) };
  if (source === 'ssh-config') {
    const bytes = await readPlainFile(path, MAX_SESSION_FILE * 16);
    const seems = guessSource(bytes);
    if (seems !== undefined && seems.source !== 'ssh-config') throw otherSource(source, path, seems);
    return { where: path, ...(await places.readSshConfig(path)) };
  }
  const bytes = await readPlainFile(path);
  return { where: path, ...(await parseFile(source, bytes, path, basename(path), how)) };
}

/** PuTTY's folder (with `sessions` and `sshhostkeys` in it), or a folder of session files. */
async function readPuttyFolder(folder: string): Promise<Parsed> {
  const inside = join(folder, 'sessions');
  const sessions = (await isFolder(inside)) ? inside : folder;
  const keyFile = join(sessions === inside ? folder : dirname(folder), 'sshhostkeys');
  const { files, problems } = await readSessionFiles(sessions);
  const parsed = parsePuttyFiles(files);
  let keys: Parsed = { drafts: [], problems: [] };
  try {
    keys = parsePuttyHostKeys(decodeTextFile(await readPlainFile(keyFile), keyFile));
  } catch (error) {
    const told = fileError(keyFile, error);
    if (told.code !== 'not-found') problems.push(told.toWire());
  }
  if (files.length === 0 && keys.drafts.length === 0) {
    throw new AppError('not-found', texts().importErrors.noPuttySessions(folder), { hint: texts().importErrors.choosePuttyFolder });
  }
  return { drafts: [...parsed.drafts, ...keys.drafts], problems };
}

async function readSessionFiles(folder: string): Promise<{ files: PuttyFile[]; problems: ReturnType<AppError['toWire']>[] }> {
  let names: string[];
  try {
    names = (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    throw fileError(folder, error);
  }
  if (names.length > MAX_SESSION_FILES) throw new AppError('limit', texts().importErrors.manyFiles(folder, MAX_SESSION_FILES));
  const files: PuttyFile[] = [];
  const problems: ReturnType<AppError['toWire']>[] = [];
  names.sort();
  for (let at = 0; at < names.length; at += FILES_AT_ONCE) {
    await Promise.all(
      names.slice(at, at + FILES_AT_ONCE).map(async (name) => {
        const path = join(folder, name);
        try {
          files.push({ name, text: decodeTextFile(await readPlainFile(path, MAX_SESSION_FILE), path) });
        } catch (error) {
          problems.push(fileError(path, error).toWire());
        }
      }),
    );
  }
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { files, problems };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
