import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { LookedAt } from '../../../shared/model/account.ts';
import type { WireError } from '../../../shared/model/errors.ts';
import { texts } from '../../../shared/texts/current.ts';
import { openPlainFile } from '../../store/open-plain-file.ts';
import { isObject, text } from './json.ts';

/** One profile of the file. */
export interface ConfigProfile {
  /** As text; empty where it is missing or of another kind. */
  value(key: string): string;
}

export interface ConfigFile {
  /** In the order of the file; `undefined` for an entry that is no object. */
  readonly profiles: readonly (ConfigProfile | undefined)[];
  /** The profile that the CLI uses by default. */
  readonly current: string;
  readonly lookedAt: LookedAt;
}

// A profile file of megabytes is not one: reading it whole would stall the app.
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const MAX_PROFILES = 1_000;

export function configPlace(homeFolder: string): string {
  return path.join(homeFolder, '.aliyun', 'config.json');
}

/** Reads the file of the Alibaba Cloud CLI. Never throws: what is wrong with it is told in `lookedAt`, and nothing of its content. */
export async function readConfigFile(homeFolder: string): Promise<ConfigFile> {
  const where = configPlace(homeFolder);
  const t = texts().alibabaProfiles;
  const what = t.configFile;
  const nothing = (found: LookedAt['found'], problem?: WireError): ConfigFile => ({
    profiles: [],
    current: '',
    lookedAt: { what, where, found, ...(problem === undefined ? {} : { problem }) },
  });
  let content: string;
  try {
    const handle = await openPlainFile(where);
    try {
      const found = await handle.stat();
      if (!found.isFile()) return nothing('unreadable', broken(where, t.noFile));
      if (found.size > MAX_FILE_BYTES) return nothing('unreadable', broken(where, t.tooLarge(MAX_FILE_BYTES)));
      content = await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return nothing('missing');
    const why = code === 'EACCES' || code === 'EPERM' ? t.forbidden : t.unread(code ?? t.unknownError);
    return nothing('unreadable', broken(where, why));
  }
  // Windows tools like to put a mark before the text.
  content = content.replace(/^\uFEFF/u, '');
  if (content.trim() === '') return nothing('empty');
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (error) {
    return nothing('unreadable', broken(where, notJson(error, content)));
  }
  if (!isObject(parsed)) return nothing('unreadable', broken(where, t.otherThing));
  const entries: readonly unknown[] = Array.isArray(parsed['profiles']) ? parsed['profiles'].slice(0, MAX_PROFILES) : [];
  if (entries.length === 0) return nothing('empty');
  const profiles = entries.map((entry) =>
    isObject(entry) ? { value: (key: string) => text(Object.hasOwn(entry, key) ? entry[key] : '').trim() } : undefined,
  );
  return { profiles, current: text(parsed['current']), lookedAt: { what, where, found: 'read' } };
}

/** What tells whether the file was written since. */
export async function configStamp(homeFolder: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(configPlace(homeFolder), { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

function broken(where: string, why: string): WireError {
  const t = texts().alibabaProfiles;
  return { code: 'config-broken', message: t.fileBroken(where, why), hint: t.fileHint };
}

/** Only the place is taken from the parser's message: the rest of it quotes the file, and with it keys. */
function notJson(error: unknown, content: string): string {
  const at = error instanceof SyntaxError ? /at position (\d+)/u.exec(error.message)?.[1] : undefined;
  const t = texts().alibabaProfiles;
  return at === undefined ? t.noJson : t.noJsonAt(content.slice(0, Number(at)).split('\n').length);
}
