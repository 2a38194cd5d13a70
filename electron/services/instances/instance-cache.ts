import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WireError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import { writeAtomic } from '../../store/write-atomic.ts';

/** One complete list as it was loaded last. */
export interface CachedScope {
  readonly account: string;
  readonly region: string;
  /** Epoch milliseconds of the complete list. */
  readonly loadedAt: number;
  readonly rows: readonly Instance[];
}
export interface InstanceCache {
  readonly scopes: readonly CachedScope[];
}

export interface InstanceCacheStore {
  /** What can be read of the last list. Never throws: it is a copy, the cloud has the original, so a broken line is just left out. */
  load(): Promise<{ readonly value: InstanceCache; readonly problems: readonly WireError[] }>;
  save(value: InstanceCache): Promise<void>;
}

/** Lines worked on before the loop is given back: some three milliseconds. */
const LINES_AT_ONCE = 250;
/** A hundred thousand instances take about this. */
const MAX_CACHE_BYTES = 128 * 1024 * 1024;
const VERSION = 1;

/**
 * The last list on the disk, one JSON line for a scope and one for each of its rows below it. Lines, and no schema library, because
 * ten thousand rows as one document block the loop for a tenth of a second at each save and for half a second at the start.
 */
export function createInstanceCache(file: string): InstanceCacheStore {
  let running: Promise<void> = Promise.resolve();
  return {
    async load() {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0));
      const scopes: (Omit<CachedScope, 'rows'> & { rows: Instance[] })[] = [];
      if (bytes.length > MAX_CACHE_BYTES) return { value: { scopes }, problems: [] };
      const [header, ...lines] = bytes.toString('utf8').split('\n');
      if (!isRecord(parse(header)) || (parse(header) as { version?: unknown }).version !== VERSION)
        return { value: { scopes }, problems: [] };
      for (const [index, line] of lines.entries()) {
        if (index % LINES_AT_ONCE === LINES_AT_ONCE - 1) await nextTurn();
        const value = parse(line);
        const scope = scopes.at(-1);
        if (isScope(value)) scopes.push({ account: value.account, region: value.region, loadedAt: value.loadedAt, rows: [] });
        else if (scope !== undefined && isInstance(value) && value.account === scope.account && value.region === scope.region)
          scope.rows.push(value);
      }
      return { value: { scopes }, problems: [] };
    },
    save(value) {
      const mine = running.catch(() => {}).then(() => write(file, value));
      running = mine;
      return mine;
    },
  };
}

async function write(file: string, value: InstanceCache): Promise<void> {
  const parts: Buffer[] = [];
  let lines: string[] = [JSON.stringify({ version: VERSION })];
  const put = async (entry: unknown): Promise<void> => {
    lines.push(JSON.stringify(entry));
    if (lines.length < LINES_AT_ONCE) return;
    parts.push(Buffer.from(`${lines.join('\n')}\n`));
    lines = [];
    await nextTurn();
  };
  for (const { rows, ...scope } of value.scopes) {
    await put(scope);
    for (const row of rows) await put(row);
  }
  parts.push(Buffer.from(`${lines.join('\n')}\n`));
  await writeAtomic({ file, content: parts });
}

function parse(line: string | undefined): unknown {
  if (line === undefined || line === '') return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScope(value: unknown): value is Omit<CachedScope, 'rows'> {
  return (
    isRecord(value) &&
    !('key' in value) &&
    typeof value['account'] === 'string' &&
    typeof value['region'] === 'string' &&
    typeof value['loadedAt'] === 'number'
  );
}

const TEXTS = ['account', 'region', 'instance', 'key', 'name', 'platform', 'type', 'image'] as const;
const OPTIONAL_TEXTS = [
  'stateReason',
  'publicIp',
  'privateIp',
  'ipv6',
  'publicDns',
  'privateDns',
  'keyName',
  'launchTime',
  'zone',
  'vpc',
  'subnet',
  'eip',
  'network',
  'expires',
  'loginUser',
  'stopMode',
  'billing',
] as const;
const CLOUDS: readonly unknown[] = ['aws', 'alibaba'] satisfies Instance['cloud'][];
const STATES: readonly unknown[] = [
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
  'terminated',
  'unknown',
] satisfies Instance['state'][];
const SYSTEMS: readonly unknown[] = ['linux', 'windows', 'macos', 'unknown'] satisfies Instance['os'][];

function isInstance(value: unknown): value is Instance {
  if (!isRecord(value)) return false;
  const tags = value['tags'];
  const groups = value['securityGroups'];
  return (
    TEXTS.every((field) => typeof value[field] === 'string') &&
    OPTIONAL_TEXTS.every((field) => value[field] === undefined || typeof value[field] === 'string') &&
    CLOUDS.includes(value['cloud']) &&
    STATES.includes(value['state']) &&
    SYSTEMS.includes(value['os']) &&
    (value['locks'] === undefined || (Array.isArray(value['locks']) && value['locks'].every((lock) => typeof lock === 'string'))) &&
    isRecord(tags) &&
    Object.values(tags).every((tag) => typeof tag === 'string') &&
    Array.isArray(groups) &&
    groups.every((group) => isRecord(group) && typeof group['id'] === 'string' && typeof group['name'] === 'string')
  );
}
