import { isAbsolute, join } from 'node:path';
import { AppError, type WireError } from '../../shared/model/errors.ts';
import { displayText } from '../../shared/model/display-text.ts';
import { findFiles } from './glob.ts';
import { readConfigFile } from './read-config-file.ts';
import { splitLine, type SplitLine } from './split-line.ts';
import { texts } from '../../shared/texts/current.ts';

/** As READCONF_MAX_DEPTH of OpenSSH's readconf.c. */
const MAX_DEPTH = 16;
/** Files in all, each time that one is included: files that include each other by twos would grow without end. */
const MAX_FILES = 500;
/** Lines in all, each time that their file is included. */
const MAX_LINES = 200_000;

/** One line that says something, with where it stands. */
export interface Directive extends SplitLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Include: what the files hold, in their order. Each starts with the state of the line that includes it. */
  readonly included?: readonly (readonly Directive[])[];
}

/** A config with everything that it includes. */
export interface SshConfig {
  readonly file: string;
  readonly directives: readonly Directive[];
  /** Every file that was read or would be if it were there, and the folders whose content decides about an Include. */
  readonly watched: { readonly files: readonly string[]; readonly folders: readonly string[] };
  readonly problems: readonly WireError[];
}

export interface ReadSshConfigOptions {
  readonly file: string;
  readonly homeFolder: string;
  /** Relative Includes of a person's config are in `~/.ssh`, of the system's in its own folder, where `~` is refused (ssh_config(5)). */
  readonly kind?: 'user' | 'system';
  readonly signal?: AbortSignal;
}

/**
 * Reads an OpenSSH client config with its Includes. Runs nothing and judges no value; what cannot be read or followed is in `problems`.
 * A file that is not there is an empty config. Throws `cancelled` alone.
 */
export async function parseSshConfig(options: ReadSshConfigOptions): Promise<SshConfig> {
  const { file, homeFolder, kind = 'user', signal } = options;
  const base = kind === 'user' ? join(homeFolder, '.ssh') : join(file, '..');
  const problems: WireError[] = [];
  const files = new Set<string>();
  const folders = new Set<string>();
  let filesLeft = MAX_FILES;
  let linesLeft = MAX_LINES;
  let toldLimit = false;

  const tell = (code: WireError['code'], message: string, hint: string): void => {
    if (problems.length < 50) problems.push({ code, message: displayText(message, 600), hint });
  };
  const tellLimit = (path: string): void => {
    if (toldLimit) return;
    toldLimit = true;
    tell('limit', texts().configTexts.tooMuch(path), texts().configTexts.mostFiles(MAX_FILES, MAX_LINES));
  };

  async function read(path: string, chain: readonly string[], checkOwner: boolean): Promise<readonly Directive[]> {
    if (signal?.aborted === true) throw new AppError('cancelled', texts().configTexts.cancelled);
    files.add(path);
    if (filesLeft <= 0) {
      tellLimit(path);
      return [];
    }
    filesLeft -= 1;
    const content = await readConfigFile(path, checkOwner);
    if (content.kind === 'absent') return [];
    if (content.kind === 'refused') {
      tell(content.code, `${path} ${content.why}`, content.hint);
      return [];
    }
    const found: Directive[] = [];
    for (const [index, text] of content.lines.entries()) {
      const split = splitLine(text);
      if (split === undefined) continue;
      if (linesLeft <= 0) {
        tellLimit(path);
        break;
      }
      linesLeft -= 1;
      const directive: Directive = { ...split, file: path, line: index + 1 };
      found.push(split.keyword === 'include' ? { ...directive, included: await include(directive, chain) } : directive);
    }
    return found;
  }

  async function include(directive: Directive, chain: readonly string[]): Promise<readonly (readonly Directive[])[]> {
    const where = texts().configTexts.where(directive.file, directive.line);
    const parts: (readonly Directive[])[] = [];
    for (const name of directive.args ?? []) {
      const pattern = anchored(name);
      if (pattern === undefined) {
        tell('config-broken', texts().configTexts.notFollowed(where, name), texts().configTexts.wholePath);
        continue;
      }
      const { files: paths, folders: decisive } = await findFiles(pattern);
      for (const folder of decisive) folders.add(folder);
      for (const path of paths) {
        if (chain.includes(path)) {
          tell('config-broken', texts().configTexts.itself(where, path), texts().configTexts.takeAway);
        } else if (chain.length > MAX_DEPTH) {
          tell('limit', texts().configTexts.tooDeep(where, path, MAX_DEPTH), texts().configTexts.furtherUp);
        } else parts.push(await read(path, [...chain, path], true));
      }
    }
    return parts;
  }

  function anchored(name: string): string | undefined {
    if (name === '') return undefined;
    if (/^~(?=$|[/\\])/u.test(name)) return kind === 'user' ? join(homeFolder, name.slice(1)) : undefined;
    if (name.startsWith('~')) return undefined;
    return isAbsolute(name) ? name : join(base, name);
  }

  const directives = await read(file, [file], kind === 'user');
  return { file, directives, watched: { files: [...files], folders: [...folders] }, problems };
}

/** Where a person's config is. */
export function defaultSshConfig(homeFolder: string): string {
  return join(homeFolder, '.ssh', 'config');
}
