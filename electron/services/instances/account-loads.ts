import type { Account } from '../../../shared/model/account.ts';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import type { Instance, Scope } from '../../../shared/model/instance.ts';
import type { Cloud, ListOptions } from '../../clouds/cloud.ts';
import { scopeKey, type InstanceTable } from './instance-table.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Regions of one account that load at the same time: enough to fill the grid soon, well under the throttle buckets of EC2. */
const REGIONS_AT_ONCE = 10;

export interface AccountLoad {
  readonly account: Account;
  readonly cloud: Cloud;
  readonly table: InstanceTable;
  readonly signal: AbortSignal;
  readonly patience: ListOptions['patience'];
  readonly now: () => number;
  /** Scopes that another load is busy with are left to it. */
  readonly claim: (scope: string) => (() => void) | undefined;
  /** Known regions to go by; absent: they are asked for. */
  readonly regions?: readonly string[];
}

/** Loads all regions of an account, each on its own: what fails stays in its scope. Gives the regions, or `undefined` if they could not be had. */
export async function loadAccount(load: AccountLoad): Promise<readonly string[] | undefined> {
  const { account, table, signal } = load;
  const whole = scopeKey(account.id, '');
  if (account.error !== undefined) {
    failAll(load, account.error);
    return undefined;
  }
  // Where they could not be had the last time, they are asked for: what is known may be old, and the failure would stand for ever.
  let regions = table.scope(whole)?.state === 'failed' ? undefined : load.regions;
  if (regions === undefined) {
    const release = load.claim(whole);
    if (release === undefined) return undefined;
    try {
      table.change({ ...before(table.scope(whole)), key: whole, account: account.id, region: '', state: 'loading' });
      regions = await load.cloud.regions(account, signal, load.patience);
    } catch (error) {
      if (!signal.aborted) failAll(load, wireError(error, texts().hostTexts.regionsOf(account.profile)));
      return undefined;
    } finally {
      release();
    }
    if (signal.aborted) return undefined;
    const wanted = new Set(regions);
    table.dropScopes([
      whole,
      ...table
        .scopesOf(account.id)
        .filter((scope) => !wanted.has(scope.region))
        .map((scope) => scope.key),
    ]);
  }
  for (const region of regions) {
    const key = scopeKey(account.id, region);
    if (table.scope(key)?.state !== 'loading')
      table.change({ ...before(table.scope(key)), key, account: account.id, region, state: 'waiting' });
  }
  const queue = [...regions];
  const lane = async (): Promise<void> => {
    for (let region = queue.shift(); region !== undefined && !signal.aborted; region = queue.shift()) await loadRegion(load, region);
  };
  await Promise.allSettled(Array.from({ length: Math.min(REGIONS_AT_ONCE, queue.length) }, lane));
  return regions;
}

/** Loads one region. Never rejects: the outcome stands in the scope. */
export async function loadRegion(load: AccountLoad, region: string): Promise<void> {
  const { account, table, signal } = load;
  const key = scopeKey(account.id, region);
  const release = load.claim(key);
  if (release === undefined) return;
  const seen = new Set<string>();
  const base = { key, account: account.id, region };
  try {
    table.change({ ...before(table.scope(key)), ...base, state: 'loading' });
    const onPage = (page: readonly Instance[]): void => {
      if (signal.aborted) return;
      for (const row of page) seen.add(row.key);
      table.change({ ...before(table.scope(key)), ...base, state: 'loading' }, { put: page });
    };
    await load.cloud.listInstances({ account, region, signal, patience: load.patience, onPage });
    if (!signal.aborted) table.change({ ...base, state: 'ready', loadedAt: load.now() }, { only: seen });
  } catch (error) {
    if (!signal.aborted) fail(load, key, region, wireError(error, texts().hostTexts.instancesOf(account.profile, region)));
  } finally {
    release();
  }
}

function fail(load: AccountLoad, key: string, region: string, error: WireError): void {
  load.table.change({ ...before(load.table.scope(key)), key, account: load.account.id, region, state: 'failed', error });
}

/** The account could not be asked at all. Rows of an earlier list stay, at their age. */
function failAll(load: AccountLoad, why: WireError): void {
  const { account, table } = load;
  fail(load, scopeKey(account.id, ''), '', why);
  for (const scope of table.scopesOf(account.id)) {
    const { key, region, state, loadedAt, error } = scope;
    // One that another load reads now has its own outcome.
    if (region === '' || state === 'loading') continue;
    if (loadedAt !== undefined) {
      table.change({ ...before(scope), key, account: account.id, region, state: error === undefined ? 'ready' : 'failed', unasked: true });
    } else if (state === 'waiting') table.dropScopes([key]);
  }
}

/** What holds until the new list is there: of when the rows are, and what was wrong. A line that goes and comes with each refresh would jump. */
function before({ loadedAt, kept, unasked, error }: Partial<Scope> = {}): Pick<Scope, 'loadedAt' | 'kept' | 'unasked' | 'error'> {
  return {
    ...(loadedAt === undefined ? {} : { loadedAt }),
    ...(kept === undefined ? {} : { kept }),
    ...(unasked === undefined ? {} : { unasked }),
    ...(error === undefined ? {} : { error }),
  };
}

function wireError(error: unknown, what: string): WireError {
  if (error instanceof AppError) return error.toWire();
  return { code: 'internal', message: texts().hostTexts.notListed(what), hint: texts().hostTexts.logDetails };
}
