import { hostName } from '../../../shared/contract/common.ts';
import { recordName } from '../../../shared/contract/sessions.ts';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { SshConfigHost, SshConfigList } from '../../../shared/model/import.ts';
import { hasTellingPattern, isMeantBy } from '../../../shared/model/match-pattern.ts';
import type { SettingsLayer } from '../../../shared/model/session-settings.ts';
import { evaluate, type EvaluateContext, type EvaluatedHost } from '../../ssh-config/evaluate.ts';
import { parseSshConfig, type Directive, type SshConfig } from '../../ssh-config/read-ssh-config.ts';
import type { FindAlias } from './resolve-machine.ts';
import { resolveJumps } from './ssh-config-jumps.ts';
import { knowProxyCommand } from './proxy-command.ts';
import { fileExists, sshConfigLayer, type FileExists } from './ssh-config-layer.ts';
import { fingerprint, watchPaths } from './watch-paths.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Hosts that are shown; a generated config may have more than anybody scrolls through. */
const MAX_HOSTS = 5_000;
/** Lines with patterns that the page is told of. */
const MAX_PATTERNS = 1_000;
/** Hosts evaluated before other work gets its turn. */
const HOSTS_AT_ONCE = 50;

/** The hosts of the person's `~/.ssh/config`, live and read-only. */
export interface SshConfigFolder {
  /** Reads the files when they changed. Never throws: what is wrong is in `problems`. */
  list(): Promise<SshConfigList>;
  /** While somebody listens, the files are watched; each change is the whole list. */
  subscribe(changed: (list: SshConfigList) => void): () => void;
  /** Looks one alias up afresh, so that `findAlias` answers with what the files say now. */
  refresh(alias: string): Promise<void>;
  /**
   * What was last read of an alias that the config names; patterns (`Host web-*`) count too, but not one that fits every name. Also, by its HostName, of a jump
   * host on the way to one, whose keys the config may name too. Throws `invalid-input` when its HostName is none.
   */
  readonly findAlias: FindAlias;
}

export interface SshConfigFolderOptions {
  readonly file: string;
  /** The system's config, which ssh reads after the person's own. */
  readonly systemFile?: string;
  /** What tokens stand for; its home folder is where relative Includes start. */
  readonly context: EvaluateContext;
  /** An unforeseen error of a re-read, which has nobody to throw it at. */
  readonly onError: (error: unknown) => void;
}

interface Read {
  readonly configs: readonly SshConfig[];
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly mark: string;
}

interface Known {
  readonly row: SshConfigHost;
  readonly layer: SettingsLayer;
  /** Its way is a command that is not run. */
  readonly byCommand: boolean;
}

export function createSshConfigFolder(options: SshConfigFolderOptions): SshConfigFolder {
  const { file, context } = options;
  const listeners = new Set<(list: SshConfigList) => void>();
  let known = new Map<string, Known>();
  /** Jump hosts by their HostName. */
  const hops = new Map<string, Known>();
  let read: Promise<Read> | undefined;
  let listed: { readonly from: Read; readonly list: Promise<SshConfigList> } | undefined;
  let stopWatching: (() => void) | undefined;

  async function readNow(): Promise<Read> {
    const { homeFolder } = context;
    const configs = [await parseSshConfig({ file, homeFolder })];
    if (options.systemFile !== undefined) configs.push(await parseSshConfig({ file: options.systemFile, homeFolder, kind: 'system' }));
    const files = configs.flatMap(({ watched }) => watched.files);
    const folders = configs.flatMap(({ watched }) => watched.folders);
    return { configs, files, folders, mark: await fingerprint([...files, ...folders]) };
  }

  /** The files as they are now; read again only when one of them changed. */
  function current(): Promise<Read> {
    const before = read;
    const next = (async () => {
      const last = await before?.catch(() => undefined);
      if (last !== undefined && (await fingerprint([...last.files, ...last.folders])) === last.mark) return last;
      return await readNow();
    })();
    read = next;
    return next;
  }

  function evaluated(from: Read, alias: string, user?: string): EvaluatedHost {
    return evaluate(from.configs, alias, user === undefined ? context : { ...context, user });
  }

  async function know(from: Read, alias: string, exists: FileExists): Promise<Known | undefined> {
    const host = evaluated(from, alias);
    const { blocks } = host;
    const block = blocks.find(({ patterns }) => patterns.includes(alias)) ?? blocks.find(({ patterns }) => isMeantBy(alias, patterns));
    if (block === undefined) return undefined;
    const found = await asKnown(host, `${block.file}:${block.line}`, exists);
    if (found.layer.jump === undefined) return found;
    const onTheWay = new Map<string, EvaluatedHost>();
    const jump = resolveJumps(found.layer.jump, (name, user) => {
      const hop = lookHop(from, name, user);
      if (hop !== undefined) onTheWay.set(hop.host, hop);
      return hop;
    });
    for (const [name, hop] of onTheWay) hops.set(name, await asKnown(hop, file, exists));
    return { ...found, layer: { ...found.layer, jump } };
  }

  async function asKnown(host: EvaluatedHost, where: string, exists: FileExists): Promise<Known> {
    const { layer, identityFiles, notes } = await sshConfigLayer(host, exists);
    const { alias, port, user, proxyCommand } = host;
    const byCommand = proxyCommand !== undefined && knowProxyCommand(proxyCommand) === undefined;
    return { row: { alias, host: host.host, port, user, where, identityFiles, notes, jump: layer.jump ?? [] }, layer, byCommand };
  }

  function lookHop(from: Read, hop: string, user: string | undefined): EvaluatedHost | undefined {
    try {
      return evaluated(from, hop, user);
    } catch {
      // Its HostName cannot be used: the name stays as it stands.
      return undefined;
    }
  }

  async function makeList(from: Read): Promise<SshConfigList> {
    const problems: WireError[] = from.configs.flatMap((config) => config.problems);
    const all = aliasesOf(from.configs[0]?.directives ?? []);
    const exists = remembering(fileExists);
    const hosts: SshConfigHost[] = [];
    const fresh = new Map<string, Known>();
    hops.clear();
    for (const [index, alias] of all.slice(0, MAX_HOSTS).entries()) {
      if (index % HOSTS_AT_ONCE === HOSTS_AT_ONCE - 1) await new Promise((turn) => setImmediate(turn));
      try {
        const found = await know(from, alias, exists);
        if (found === undefined) continue;
        fresh.set(alias, found);
        hosts.push(found.row);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        problems.push({ ...error.toWire(), message: texts().sessionErrors.hostProblem(alias, error.message) });
      }
    }
    // What only a pattern names was looked up by name; a terminal may still be open on it.
    for (const alias of known.keys()) {
      if (fresh.has(alias) || fresh.size >= MAX_HOSTS) continue;
      const found = await know(from, alias, exists).catch(() => undefined);
      if (found !== undefined) fresh.set(alias, found);
    }
    known = fresh;
    if (all.length > MAX_HOSTS) {
      problems.push({
        code: 'limit',
        message: texts().sessionErrors.manyHosts(file, all.length, MAX_HOSTS),
        hint: texts().sessionErrors.byAddress,
      });
    }
    return { file, hosts, patterns: patternsOf(from.configs[0]?.directives ?? []), problems: problems.slice(0, 50) };
  }

  async function list(): Promise<SshConfigList> {
    const from = await current();
    if (listed?.from !== from) listed = { from, list: makeList(from) };
    return await listed.list;
  }

  function watchAgain(): void {
    stopWatching?.();
    stopWatching = undefined;
    if (listeners.size === 0) return;
    let ended = false;
    let stop: (() => void) | undefined;
    stopWatching = () => {
      ended = true;
      stop?.();
    };
    // From the state that was last told: what changed since then shows at the first look.
    void (listed?.list ?? list()).then(() => {
      if (!ended && listed !== undefined) stop = watchPaths(listed.from, listed.from.mark, changed);
    }, options.onError);
  }

  function changed(): void {
    const before = listed?.list;
    list().then(async (now) => {
      // Other files may be included by now.
      watchAgain();
      if (JSON.stringify(now) === JSON.stringify(await before)) return;
      for (const listener of listeners) listener(now);
    }, options.onError);
  }

  return {
    list,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) watchAgain();
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) watchAgain();
      };
    },
    async refresh(alias) {
      const from = await current();
      const found = await know(from, alias, fileExists).catch((error: unknown) => {
        if (error instanceof AppError) return undefined;
        throw error;
      });
      if (found === undefined) known.delete(alias);
      else known.set(alias, found);
    },
    findAlias(alias) {
      const found = known.get(alias) ?? hops.get(alias);
      if (found === undefined) return undefined;
      const { host, where } = found.row;
      if (!hostName().safeParse(host).success) {
        throw new AppError('invalid-input', texts().sessionErrors.badHostName(alias), { hint: texts().sessionErrors.lookAt(where) });
      }
      return { host, layer: found.layer, byCommand: found.byCommand };
    },
  };
}

/** Names that Host lines give in full, in the order of the files; what only patterns name cannot be listed. */
function aliasesOf(directives: readonly Directive[]): readonly string[] {
  const found = new Set<string>();
  for (const names of hostLines(directives)) for (const name of names) if (isPlain(name)) found.add(name);
  return [...found];
}

function patternsOf(directives: readonly Directive[]): readonly (readonly string[])[] {
  return hostLines(directives).filter(hasTellingPattern).slice(0, MAX_PATTERNS);
}

function hostLines(directives: readonly Directive[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const walk = (lines: readonly Directive[]): void => {
    for (const { keyword, args, included } of lines) {
      if (keyword === 'host') found.push(args ?? []);
      for (const part of included ?? []) walk(part);
    }
  };
  walk(directives);
  return found;
}

function isPlain(name: string): boolean {
  return !/[*?]/u.test(name) && !name.startsWith('!') && name.length <= 255 && name.trim() === name && recordName().safeParse(name).success;
}

/** Asks the disk once for each path. */
function remembering(exists: FileExists): FileExists {
  const answers = new Map<string, Promise<boolean>>();
  return (path) => {
    const answer = answers.get(path) ?? exists(path);
    answers.set(path, answer);
    return answer;
  };
}
