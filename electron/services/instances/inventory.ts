import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import {
  instanceKey,
  type Instance,
  type InstanceChange,
  type InstanceList,
  type InstanceRef,
  type LoginName,
  type Scope,
} from '../../../shared/model/instance.ts';
import type { Cloud, ListOptions } from '../../clouds/cloud.ts';
import type { Log } from '../../log/log.ts';
import type { Document } from '../../store/document.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { loadAccount, loadRegion, type AccountLoad } from './account-loads.ts';
import type { InstanceCacheStore } from './instance-cache.ts';
import type { InstanceChoices } from './instance-documents.ts';
import { createInstanceTable, scopeKey } from './instance-table.ts';
import { onLanguage, texts } from '../../../shared/texts/current.ts';

export interface Clock {
  now(): number;
  setTimeout(callback: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** All instances of all enabled accounts: loaded, refreshed, kept; and what the person decided about single ones. */
export interface Inventory {
  /** The first subscription starts the first load: nobody is asked for an MFA code before there is a page to show it. */
  subscribe(emit: (change: InstanceChange) => void): { readonly snapshot: InstanceList; readonly stop: () => void };
  /** Starts loading again and returns; the outcome comes as changes. */
  refresh(what?: { readonly account?: string | undefined; readonly region?: string | undefined }): void;
  setRefreshMinutes(minutes: number): void;
  get(ref: InstanceRef): Instance | undefined;
  /** When this row was last known to be right: its region was listed, or it was looked at. Epoch milliseconds. */
  seenAt(ref: InstanceRef): number | undefined;
  /** A fresh look at one instance. Throws `not-found` when it is gone. */
  describe(ref: InstanceRef, signal: AbortSignal): Promise<Instance>;
  login(ref: InstanceRef, signal: AbortSignal): Promise<LoginName>;
  setLogin(ref: InstanceRef, user: string | null, signal?: AbortSignal): Promise<LoginName>;
  keyFile(ref: InstanceRef): string | undefined;
  /** Accounts and regions of which instances are listed. */
  places(): readonly { readonly account: string; readonly region: string }[];
  setKeyFile(ref: InstanceRef, path: string | null): Promise<void>;
  /** Ends loads and timer, and waits for the last list to be kept. */
  close(): Promise<void>;
}

export interface InventoryOptions {
  readonly accounts: Accounts;
  readonly clouds: readonly Cloud[];
  readonly cache: InstanceCacheStore;
  readonly choices: Pick<Document<InstanceChoices>, 'load' | 'save'>;
  readonly clock?: Clock;
  /** 0 is off. */
  readonly refreshMinutes?: number;
  readonly log: Pick<Log, 'warn'>;
}

const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** How much older than the last one the list on the disk may be while the app runs: what a crash loses. */
const MAY_LAG_MS = 10 * 60_000;
const NOTHING_WRITTEN = { places: '', ages: '', at: 0 };

function wasRead(scope: Scope): scope is Scope & { readonly loadedAt: number } {
  return scope.loadedAt !== undefined && scope.region !== '';
}

export async function createInventory(options: InventoryOptions): Promise<Inventory> {
  const { accounts } = options;
  const clock = options.clock ?? SYSTEM_CLOCK;
  /** By row: when the cloud was last asked about it alone. */
  const looked = new Map<string, number>();
  const table = createInstanceTable();
  let choices = (await options.choices.load()).value;
  /** By account: what ends its loads, and its regions once known. */
  const active = new Map<string, AbortController>();
  const regionsOf = new Map<string, readonly string[]>();
  const claimed = new Map<string, AbortController>();
  /** Scopes that were under way when the language changed. */
  const askedBefore = new Set<string>();
  let running = 0;
  let minutes = options.refreshMinutes ?? 0;
  let timer: unknown;
  let overdue = false;
  let started = false;
  let closed = false;
  let kept: Promise<void> = Promise.resolve();
  /** What the file on the disk was made of, and when. */
  let written = NOTHING_WRITTEN;

  const wanted = new Set(
    accounts
      .list()
      .accounts.filter((account) => account.enabled)
      .map((account) => account.id),
  );
  for (const scope of (await options.cache.load()).value.scopes) {
    if (!wanted.has(scope.account)) continue;
    const key = scopeKey(scope.account, scope.region);
    const place = { key, account: scope.account, region: scope.region };
    table.change({ ...place, state: 'waiting', loadedAt: scope.loadedAt, kept: true }, { put: scope.rows });
  }

  function cloudOf(id: string): { account: Account; cloud: Cloud } {
    const account = accounts.require(id);
    const cloud = options.clouds.find((candidate) => candidate.name === account.cloud);
    if (cloud === undefined) throw new AppError('unsupported', texts().hostTexts.noPart(account.cloud));
    return { account, cloud };
  }

  function claim(scope: string, owner: AbortController): (() => void) | undefined {
    if (claimed.has(scope)) return undefined;
    claimed.set(scope, owner);
    return () => {
      // A load that ends late must not give away what a newer one holds.
      if (claimed.get(scope) === owner) claimed.delete(scope);
      if (askedBefore.delete(scope)) retell(table.scope(scope));
    };
  }

  /** Asks once more for what failed. As the timer asks, so that nobody is to type a code. */
  function retell(scope: Scope | undefined): void {
    if (scope?.state !== 'failed') return;
    load(scope.account, 'background', scope.region === '' ? { again: true } : { region: scope.region });
  }

  function load(account: string, patience: ListOptions['patience'], what: { region?: string; again?: boolean } = {}): void {
    if (closed) return;
    const { account: found, cloud } = cloudOf(account);
    const abort = active.get(account) ?? new AbortController();
    active.set(account, abort);
    const known = what.again === true ? undefined : regionsOf.get(account);
    const order: AccountLoad = {
      account: found,
      cloud,
      table,
      signal: abort.signal,
      patience,
      now: clock.now,
      claim: (scope) => claim(scope, abort),
      ...(known === undefined ? {} : { regions: known }),
    };
    running++;
    void (async () => {
      if (what.region !== undefined && what.region !== '') return await loadRegion(order, what.region);
      const regions = await loadAccount(order);
      if (regions === undefined || abort.signal.aborted) return;
      regionsOf.set(account, regions);
      if (found.accountNumber === undefined) await learnNumber(account, abort.signal);
    })()
      .catch((error: unknown) => options.log.warn(`loading ${account}: ${error instanceof Error ? error.message : 'unknown'}`))
      .finally(() => {
        running--;
        if (running === 0) settled();
      });
  }

  async function learnNumber(account: string, signal: AbortSignal): Promise<void> {
    try {
      const { account: found, cloud } = cloudOf(account);
      const number = await cloud.accountNumber(found, signal);
      if (!signal.aborted) accounts.setNumber(account, number);
    } catch (error) {
      if (!signal.aborted) options.log.warn(`the account number of ${account}: ${error instanceof Error ? error.message : 'unknown'}`);
    }
  }

  function settled(): void {
    if (closed) return;
    keep();
    schedule();
  }

  function keep(): void {
    const listed = table.snapshot().scopes.filter(wasRead);
    const places = listed.map((scope) => scope.key).join('\n');
    const ages = listed.map((scope) => scope.loadedAt).join();
    const at = clock.now();
    // Writing ten thousand rows takes the loop from terminals, and a list that is in use changes all the time.
    const soon = places !== written.places || (closed && ages !== written.ages);
    if (!soon && at - written.at < MAY_LAG_MS) return;
    written = { places, ages, at };
    const scopes = listed.map(({ key, account, region, loadedAt }) => ({ account, region, loadedAt, rows: table.rowsOf(key) }));
    kept = options.cache.save({ scopes }).catch((error: unknown) => {
      written = NOTHING_WRITTEN;
      options.log.warn(`the list could not be kept: ${error instanceof Error ? error.message : 'unknown'}`);
    });
  }

  function schedule(): void {
    clock.clearTimeout(timer);
    timer = undefined;
    overdue = false;
    if (minutes > 0 && !closed) timer = clock.setTimeout(tick, minutes * 60_000);
  }

  function tick(): void {
    timer = undefined;
    // Nobody looks: the next one who does gets a fresh list.
    if (!table.watched) overdue = true;
    else loadAll('background');
  }

  function loadAll(patience: ListOptions['patience'], again = false): void {
    for (const account of accounts.list().accounts) if (account.enabled) load(account.id, patience, { again });
    if (running === 0) schedule();
  }

  function drop(account: string): void {
    const owner = active.get(account);
    owner?.abort(new AppError('cancelled', texts().hostTexts.accountOff));
    active.delete(account);
    regionsOf.delete(account);
    for (const [scope, holder] of claimed) if (holder === owner) claimed.delete(scope);
    table.dropScopes(table.scopesOf(account).map((scope) => scope.key));
  }

  let before = new Map(accounts.list().accounts.map((account) => [account.id, account]));
  const unsubscribe = accounts.subscribe(({ accounts: now }) => {
    const next = new Map(now.map((account) => [account.id, account]));
    for (const [id, account] of before) if (account.enabled && next.get(id)?.enabled !== true) drop(id);
    const previous = before;
    before = next;
    if (!started) return;
    for (const [id, account] of next) {
      if (!account.enabled) continue;
      const { accountNumber: _is, ...is } = account;
      const { accountNumber: _was, ...was } = previous.get(id) ?? account;
      // A profile that changed in its file may be another account altogether.
      if (!previous.has(id) || previous.get(id)?.enabled !== true) load(id, 'waiting', { again: true });
      else if (JSON.stringify(is) !== JSON.stringify(was)) {
        drop(id);
        load(id, 'waiting', { again: true });
      }
    }
  });

  // What failed was told in the language before: asked once more, it is told in this one.
  const unspeak = onLanguage(() => {
    if (!started) return;
    // What is under way fails in the language that it was asked in.
    for (const key of claimed.keys()) askedBefore.add(key);
    for (const scope of table.snapshot().scopes) retell(scope);
  });

  async function find(ref: InstanceRef, signal: AbortSignal): Promise<Instance> {
    return table.row(instanceKey(ref)) ?? (await describe(ref, signal));
  }

  async function describe(ref: InstanceRef, signal: AbortSignal): Promise<Instance> {
    const { account, cloud } = cloudOf(ref.account);
    if (!account.enabled)
      throw new AppError('no-profile', texts().hostTexts.profileOff(account.profile), { hint: texts().hostTexts.turnOn });
    const instance = await cloud.describe(account, ref, signal);
    const key = scopeKey(ref.account, ref.region);
    const scope = table.scope(key);
    const { count: _count, ...rest } = scope ?? { count: 0 };
    const listed = scope === undefined ? undefined : (rest as Omit<typeof scope, 'count'>);
    if (instance === undefined) {
      const others = new Set(table.rowsOf(key).map((row) => row.key));
      others.delete(instanceKey(ref));
      if (listed !== undefined) table.change(listed, { only: others });
      throw new AppError('not-found', texts().hostTexts.instanceGone(ref.instance, ref.region, account.profile), {
        hint: texts().hostTexts.refresh,
      });
    }
    if (listed !== undefined) table.change(listed, { put: [instance] });
    looked.set(instanceKey(ref), clock.now());
    return instance;
  }

  async function login(ref: InstanceRef, signal: AbortSignal): Promise<LoginName> {
    const { account, cloud } = cloudOf(ref.account);
    const proposed = await cloud.loginName(account, await find(ref, signal), signal);
    const key = instanceKey(ref);
    const user = Object.hasOwn(choices.users, key) ? choices.users[key] : undefined;
    if (user === undefined) return proposed;
    return { user, source: 'chosen', why: texts().hostTexts.youChose, candidates: [...new Set([user, ...proposed.candidates])] };
  }

  async function choose(field: keyof InstanceChoices, ref: InstanceRef, value: string | null): Promise<void> {
    // A choice is kept for an instance that is listed: what the page makes up must not fill the store.
    cloudOf(ref.account);
    if (value !== null && table.row(instanceKey(ref)) === undefined) {
      throw new AppError('not-found', texts().hostTexts.notInList(ref.instance), { hint: texts().hostTexts.refresh });
    }
    const entries = Object.entries(choices[field]).filter(([key]) => key !== instanceKey(ref));
    if (value !== null) entries.push([instanceKey(ref), value]);
    choices = { ...choices, [field]: Object.fromEntries(entries) };
    await options.choices.save(choices);
  }

  return {
    subscribe(emit) {
      const stop = table.subscribe(emit);
      if (!started) {
        started = true;
        loadAll('waiting');
      } else if (overdue) loadAll('background');
      return { snapshot: table.snapshot(), stop };
    },
    refresh({ account, region } = {}) {
      started = true;
      if (account === undefined) return loadAll('waiting', true);
      const { account: found } = cloudOf(account);
      if (!found.enabled) throw new AppError('no-profile', texts().hostTexts.profileOff(found.profile), { hint: texts().hostTexts.turnOn });
      load(account, 'waiting', region === undefined || region === '' ? { again: true } : { region });
    },
    setRefreshMinutes(next) {
      if (next === minutes) return;
      minutes = next;
      if (running === 0) schedule();
    },
    get: (ref) => table.row(instanceKey(ref)),
    seenAt(ref) {
      const times = [looked.get(instanceKey(ref)), table.scope(scopeKey(ref.account, ref.region))?.loadedAt];
      return times.reduce((latest, at) => (at === undefined ? latest : Math.max(latest ?? 0, at)), undefined);
    },
    describe,
    login,
    async setLogin(ref, user, signal = new AbortController().signal) {
      await choose('users', ref, user);
      return await login(ref, signal);
    },
    places() {
      const places = new Map(table.snapshot().rows.map(({ account, region }) => [scopeKey(account, region), { account, region }]));
      return [...places.values()];
    },
    keyFile(ref) {
      const key = instanceKey(ref);
      return Object.hasOwn(choices.keyFiles, key) ? choices.keyFiles[key] : undefined;
    },
    setKeyFile: (ref, path) => choose('keyFiles', ref, path),
    async close() {
      closed = true;
      clock.clearTimeout(timer);
      unsubscribe();
      unspeak();
      for (const abort of active.values()) abort.abort(new AppError('cancelled', texts().hostTexts.closing));
      // What was read is kept, also where a region still hangs: it keeps the rows of the last time. Nothing read: the file says all there is.
      if (table.snapshot().scopes.some((scope) => wasRead(scope) && scope.kept !== true)) keep();
      await kept;
    },
  };
}
