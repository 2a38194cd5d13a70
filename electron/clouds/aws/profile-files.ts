import path from 'node:path';
import type { LookedAt } from '../../../shared/model/account.ts';
import type { WireError } from '../../../shared/model/errors.ts';
import { openPlainFile } from '../../store/open-plain-file.ts';
import { parseIni, type IniFile, type IniOf, type IniProblem } from './ini-file.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface ProfilePlaces {
  readonly config: string;
  readonly credentials: string;
}

/** Where the profile files are: `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws`. Absolute paths. */
export function profilePlaces(homeFolder: string, env: Readonly<Record<string, string | undefined>>): ProfilePlaces {
  const place = (chosen: string | undefined, name: string): string => {
    if (chosen === undefined || chosen === '') return path.join(homeFolder, '.aws', name);
    return /^~[/\\]/u.test(chosen) ? path.join(homeFolder, chosen.slice(2)) : path.resolve(chosen);
  };
  return {
    config: place(env['AWS_CONFIG_FILE'], 'config'),
    credentials: place(env['AWS_SHARED_CREDENTIALS_FILE'], 'credentials'),
  };
}

// A profile file of megabytes is not one: reading it whole would stall the app.
const MAX_PROFILE_FILE_BYTES = 4 * 1024 * 1024;

export interface ReadProfileFile {
  readonly ini: IniFile;
  readonly lookedAt: LookedAt;
  /** Whoever reads it as the AWS SDK does may wait for ever. */
  readonly blocking?: true;
}

/** Reads one file. Never throws: what is wrong with it is told in `lookedAt`, with the line. */
export async function readProfileFile(of: IniOf, where: string): Promise<ReadProfileFile> {
  const { awsProfiles: t } = texts();
  const what = of === 'config' ? t.configFile : t.credentialsFile;
  const nothing: IniFile = { sections: [], problems: [], refused: [] };
  let text: string;
  try {
    const bytes = await readWhole(where);
    if (bytes === undefined) {
      const problem = broken(where, t.device);
      return { ini: nothing, lookedAt: { what, where, found: 'unreadable', problem }, blocking: true };
    }
    if (bytes.length > MAX_PROFILE_FILE_BYTES) {
      return {
        ini: nothing,
        lookedAt: { what, where, found: 'unreadable', problem: broken(where, t.large(MAX_PROFILE_FILE_BYTES)) },
      };
    }
    text = bytes.toString('utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ini: nothing, lookedAt: { what, where, found: 'missing' } };
    const reason = code === 'EISDIR' ? t.folder : code === 'EACCES' || code === 'EPERM' ? t.forbidden : t.unread(code ?? t.unknownError);
    return { ini: nothing, lookedAt: { what, where, found: 'unreadable', problem: broken(where, reason) } };
  }
  if (text.trim() === '') return { ini: nothing, lookedAt: { what, where, found: 'empty' } };
  const ini = parseIni(text, of);
  const problem = describeProblems(where, ini.problems);
  return { ini, lookedAt: { what, where, found: 'read', ...(problem === undefined ? {} : { problem }) } };
}

/** `undefined`: it is no file, and reading it might never end. */
export async function readWhole(where: string): Promise<Buffer | undefined> {
  const handle = await openPlainFile(where);
  try {
    const info = await handle.stat();
    // Reading a folder fails with its own code.
    if (info.isFile() || info.isDirectory()) return await handle.readFile();
    // /dev/null is how many say that there is to be no such file.
    const { bytesRead } = info.isCharacterDevice() ? await handle.read(Buffer.alloc(1)) : { bytesRead: 1 };
    return bytesRead === 0 ? Buffer.alloc(0) : undefined;
  } finally {
    await handle.close();
  }
}

/** One sentence for all problems of a file: the first with its line, and how many more. */
export function describeProblems(where: string, problems: readonly IniProblem[]): WireError | undefined {
  const [first, ...more] = [...problems].sort((a, b) => a.line - b.line);
  if (first === undefined) return undefined;
  const { awsProfiles: t } = texts();
  if (more.length === 0) return broken(where, t.line(first.line, first.text));
  const lines = more
    .slice(0, 5)
    .map((problem) => problem.line)
    .join(', ');
  return broken(where, t.lineAndMore(first.line, first.text, more.length, lines));
}

function broken(where: string, reason: string): WireError {
  return {
    code: 'config-broken',
    message: texts().awsProfiles.problem(where, reason),
    hint: texts().awsProfiles.mend,
  };
}
