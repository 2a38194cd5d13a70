import path from 'node:path';
import type { LookedAt } from '../../../shared/model/account.ts';
import type { WireError } from '../../../shared/model/errors.ts';
import { openPlainFile } from '../../store/open-plain-file.ts';
import { parseIni, type IniFile, type IniProblem } from './ini-file.ts';

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
export async function readProfileFile(what: string, where: string): Promise<ReadProfileFile> {
  const nothing: IniFile = { sections: [], problems: [] };
  let text: string;
  try {
    const bytes = await readWhole(where);
    if (bytes === undefined) {
      const problem = broken(where, 'is a device or a pipe');
      return { ini: nothing, lookedAt: { what, where, found: 'unreadable', problem }, blocking: true };
    }
    if (bytes.length > MAX_PROFILE_FILE_BYTES) {
      return {
        ini: nothing,
        lookedAt: { what, where, found: 'unreadable', problem: broken(where, `is larger than ${MAX_PROFILE_FILE_BYTES} bytes`) },
      };
    }
    text = bytes.toString('utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { ini: nothing, lookedAt: { what, where, found: 'missing' } };
    const reason =
      code === 'EISDIR'
        ? 'is a folder'
        : code === 'EACCES' || code === 'EPERM'
          ? 'may not be read by you'
          : `cannot be read (${code ?? 'unknown error'})`;
    return { ini: nothing, lookedAt: { what, where, found: 'unreadable', problem: broken(where, reason) } };
  }
  if (text.trim() === '') return { ini: nothing, lookedAt: { what, where, found: 'empty' } };
  const ini = parseIni(text);
  const problem = describeProblems(where, ini.problems);
  return { ini, lookedAt: { what, where, found: 'read', ...(problem === undefined ? {} : { problem }) } };
}

/** `undefined`: it is no file. */
async function readWhole(where: string): Promise<Buffer | undefined> {
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
  const also =
    more.length === 0
      ? ''
      : ` (and ${more.length} more, at line ${more
          .slice(0, 5)
          .map((problem) => problem.line)
          .join(', ')})`;
  return broken(where, `line ${first.line}: ${first.text}${also}`);
}

function broken(where: string, reason: string): WireError {
  return {
    code: 'config-broken',
    message: `${where}: ${reason}.`,
    hint: 'Mend the file in an editor, then refresh. Profiles that can be read are listed all the same.',
  };
}
