import { describe, expect, it, vi } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { instanceKey, type Instance, type InstanceChange, type Scope } from '../../../shared/model/instance.ts';
import type { Cloud, ListOptions } from '../../clouds/cloud.ts';
import { speak, texts } from '../../../shared/texts/current.ts';
import { createAccounts, type AccountChoices, type Accounts } from '../accounts/accounts.ts';
import { createInventory, type Inventory } from './inventory.ts';
import type { InstanceCache } from './instance-cache.ts';
import type { InstanceChoices } from './instance-documents.ts';

const account = (profile: string, more: Partial<Account> = {}): Account => ({
  id: `aws:${profile}`,
  cloud: 'aws',
  profile,
  kind: 'static',
  enabled: true,
  region: 'us-east-1',
  mfa: false,
  ...more,
});

function row(accountId: string, region: string, id: string, more: Partial<Instance> = {}): Instance {
  const ref = { account: accountId, region, instance: id };
  return {
    ...ref,
    key: instanceKey(ref),
    cloud: 'aws',
    name: id,
    state: 'running',
    os: 'linux',
    platform: 'Linux/UNIX',
    type: 't3.micro',
    image: 'ami-1',
    securityGroups: [],
    tags: {},
    ...more,
  };
}

/** A document in memory: `saved` is what the disk would hold. */
function memory<T>(value: T): { saved: T; load(): Promise<{ value: T; problems: []; readOnly: false }>; save(value: T): Promise<void> } {
  const document = {
    saved: value,
    load: () => Promise.resolve({ value: document.saved, problems: [] as [], readOnly: false as const }),
    save: (next: T) => {
      document.saved = next;
      return Promise.resolve();
    },
  };
  return document;
}

/** A cloud of which the test decides each listing. */
class FakeCloud implements Cloud {
  readonly name = 'aws';
  accountsNow: Account[] = [account('demo')];
  regionsNow: string[] = ['us-east-1', 'eu-central-1'];
  readonly listings: (ListOptions & { readonly number: number })[] = [];
  list: (options: ListOptions, number: number) => Promise<void> = ({ account: { id }, region, onPage }) => {
    onPage([row(id, region, 'i-01')]);
    return Promise.resolve();
  };
  regionCalls = 0;
  failRegions: AppError | undefined;
  described: Instance | undefined;

  accounts(): Promise<{ accounts: Account[]; lookedAt: [] }> {
    return Promise.resolve({ accounts: this.accountsNow, lookedAt: [] });
  }
  regions(): Promise<readonly string[]> {
    this.regionCalls++;
    return this.failRegions === undefined ? Promise.resolve(this.regionsNow) : Promise.reject(this.failRegions);
  }
  listInstances(options: ListOptions): Promise<void> {
    this.listings.push({ ...options, number: this.listings.length });
    return this.list(options, this.listings.length - 1);
  }
  accountNumber(): Promise<string> {
    return Promise.resolve('111122223333');
  }
  describe(): Promise<Instance | undefined> {
    return Promise.resolve(this.described);
  }
  changed(): Promise<boolean> {
    return Promise.resolve(false);
  }

  loginName(): ReturnType<Cloud['loginName']> {
    return Promise.resolve({ user: 'ubuntu', source: 'image', why: 'its image', candidates: ['ubuntu', 'root'] });
  }
  keyPairs(): Promise<never[]> {
    return Promise.resolve([]);
  }
  addProfile(): Promise<void> {
    return Promise.resolve();
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** What the page holds after all changes so far. */
class Page {
  readonly rows = new Map<string, Instance>();
  readonly scopes = new Map<string, Scope>();
  readonly changes: InstanceChange[] = [];
  readonly stop: () => void;
  constructor(inventory: Inventory) {
    const { snapshot, stop } = inventory.subscribe((change) => {
      this.changes.push(change);
      this.apply(change);
    });
    this.stop = stop;
    this.apply({ upsert: snapshot.rows, scopes: snapshot.scopes });
  }
  apply(change: InstanceChange): void {
    for (const one of change.upsert ?? []) this.rows.set(one.key, one);
    for (const key of change.remove ?? []) this.rows.delete(key);
    for (const scope of change.scopes ?? []) this.scopes.set(scope.key, scope);
    for (const key of change.removeScopes ?? []) this.scopes.delete(key);
  }
  states(): Record<string, string> {
    return Object.fromEntries([...this.scopes.values()].map((scope) => [scope.key, scope.state]));
  }
}

interface Opened {
  cloud: FakeCloud;
  accounts: Accounts;
  inventory: Inventory;
  cache: ReturnType<typeof memory<InstanceCache>>;
  clock: { time: number; timers: { run: () => void; at: number }[]; advance(minutes: number): void };
}

async function open(cloud = new FakeCloud(), cached: InstanceCache = { scopes: [] }, refreshMinutes = 0): Promise<Opened> {
  const clock = {
    time: 1_000_000,
    timers: [] as { run: () => void; at: number }[],
    now: () => clock.time,
    setTimeout: (run: () => void, milliseconds: number) => {
      const timer = { run, at: clock.time + milliseconds };
      clock.timers.push(timer);
      return timer;
    },
    clearTimeout: (timer: unknown) => {
      clock.timers = clock.timers.filter((one) => one !== timer);
    },
    advance(minutes: number) {
      clock.time += minutes * 60_000;
      const due = clock.timers.filter((timer) => timer.at <= clock.time);
      clock.timers = clock.timers.filter((timer) => timer.at > clock.time);
      for (const timer of due) timer.run();
    },
  };
  const accounts = await createAccounts({ clouds: [cloud], store: memory<AccountChoices>({ enabled: {} }) });
  const cache = memory(cached);
  const choices = memory<InstanceChoices>({ users: {}, keyFiles: {} });
  const inventory = await createInventory({ accounts, clouds: [cloud], cache, choices, clock, refreshMinutes, log: { warn: () => {} } });
  return { cloud, accounts, inventory, cache, clock };
}

const ready = (page: Page) =>
  vi.waitFor(() => expect(Object.values(page.states()).every((state) => state === 'ready') && page.scopes.size > 0).toBe(true));

describe('the inventory', () => {
  it('loads nothing before a page looks, then every enabled region side by side', async () => {
    const { cloud, inventory, cache } = await open();
    expect(cloud.regionCalls).toBe(0);
    const page = new Page(inventory);
    await ready(page);
    expect([...page.rows.keys()]).toEqual(['aws:demo/us-east-1/i-01', 'aws:demo/eu-central-1/i-01']);
    expect(page.scopes.get('aws:demo/us-east-1')).toEqual({
      key: 'aws:demo/us-east-1',
      account: 'aws:demo',
      region: 'us-east-1',
      state: 'ready',
      count: 1,
      loadedAt: 1_000_000,
    });
    expect(page.states()).not.toHaveProperty(['aws:demo/']);
    await vi.waitFor(() => expect(cache.saved.scopes).toHaveLength(2));
  });

  describe('the list on the disk', () => {
    async function opened() {
      const { cloud, inventory, cache, clock } = await open();
      const saves: InstanceCache[] = [];
      const disk = { full: false };
      cache.save = (next) => {
        saves.push(next);
        return disk.full ? Promise.reject(new Error('full')) : Promise.resolve();
      };
      const page = new Page(inventory);
      const refreshed = async (): Promise<void> => {
        clock.time += 1_000;
        inventory.refresh();
        await vi.waitFor(() => expect([...page.scopes.values()].map((scope) => scope.loadedAt)).toEqual([clock.time, clock.time]));
      };
      const stopEverything = (): void => {
        cloud.list = ({ account: { id }, region, onPage }) => {
          onPage([row(id, region, 'i-01', { state: 'stopped' })]);
          return Promise.resolve();
        };
      };
      const states = () => saves.at(-1)?.scopes.flatMap((scope) => scope.rows.map((one) => one.state));
      await ready(page);
      await vi.waitFor(() => expect(saves).toHaveLength(1));
      return { inventory, clock, saves, disk, refreshed, stopEverything, states };
    }

    it('is written when the first one is complete, and then once in ten minutes', async () => {
      const { clock, saves, refreshed, stopEverything, states } = await opened();
      stopEverything();
      await refreshed();
      await refreshed();
      clock.advance(11);
      await refreshed();
      // The ones before would have been written by now.
      await vi.waitFor(() => expect(saves).toHaveLength(2));
      expect(states()).toEqual(['stopped', 'stopped']);
      expect(saves[1]?.scopes.map((scope) => scope.loadedAt)).toEqual([clock.time, clock.time]);
    });

    it('is written at the end when it was read since, and only then', async () => {
      const one = await opened();
      await one.inventory.close();
      expect(one.saves).toHaveLength(1);
      const other = await opened();
      other.stopEverything();
      await other.refreshed();
      await other.inventory.close();
      expect(other.saves).toHaveLength(2);
      expect(other.states()).toEqual(['stopped', 'stopped']);
      expect(other.saves[1]?.scopes.map((scope) => scope.loadedAt)).toEqual([other.clock.time, other.clock.time]);
    });

    it('is written at the end when it could not be before', async () => {
      const { inventory, clock, saves, disk, refreshed } = await opened();
      disk.full = true;
      clock.advance(11);
      await refreshed();
      await vi.waitFor(() => expect(saves).toHaveLength(2));
      disk.full = false;
      await inventory.close();
      expect(saves).toHaveLength(3);
    });

    it('has at the end what was read, also while one region hangs', async () => {
      const cloud = new FakeCloud();
      cloud.list = async ({ account: { id }, region, onPage }) => {
        if (region !== 'us-east-1') await new Promise(() => {});
        onPage([row(id, region, 'i-new')]);
      };
      const rows = [row('aws:demo', 'eu-central-1', 'i-old')];
      const { inventory, cache } = await open(cloud, { scopes: [{ account: 'aws:demo', region: 'eu-central-1', loadedAt: 5, rows }] });
      const page = new Page(inventory);
      await vi.waitFor(() => expect(page.states()).toEqual({ 'aws:demo/us-east-1': 'ready', 'aws:demo/eu-central-1': 'loading' }));
      await inventory.close();
      expect(cache.saved.scopes.map((scope) => [scope.region, scope.loadedAt, scope.rows.map((one) => one.instance)])).toEqual([
        ['eu-central-1', 5, ['i-old']],
        ['us-east-1', 1_000_000, ['i-new']],
      ]);
    });

    it('is written again as soon as it can when it could not be', async () => {
      const { clock, saves, disk, refreshed } = await opened();
      disk.full = true;
      clock.advance(11);
      await refreshed();
      await vi.waitFor(() => expect(saves).toHaveLength(2));
      disk.full = false;
      await refreshed();
      await vi.waitFor(() => expect(saves).toHaveLength(3));
      await refreshed();
      await refreshed();
      expect(saves).toHaveLength(3);
    });
  });

  it('shows each page as it comes', async () => {
    const cloud = new FakeCloud();
    cloud.regionsNow = ['us-east-1'];
    let finish = (): void => {};
    cloud.list = ({ onPage }) => {
      onPage([row('aws:demo', 'us-east-1', 'i-01')]);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    };
    const { inventory } = await open(cloud);
    const page = new Page(inventory);
    await vi.waitFor(() => expect(page.rows.size).toBe(1));
    expect(page.scopes.get('aws:demo/us-east-1')).toMatchObject({ state: 'loading', count: 1 });
    finish();
    await ready(page);
  });

  it('removes what is gone at the end of a complete list, and only then', async () => {
    const cloud = new FakeCloud();
    cloud.regionsNow = ['us-east-1'];
    const lists: (() => Promise<void>)[] = [];
    let ids = ['i-01', 'i-02'];
    cloud.list = ({ onPage }) => {
      onPage(ids.map((id) => row('aws:demo', 'us-east-1', id)));
      return lists.shift()?.() ?? Promise.resolve();
    };
    const { inventory } = await open(cloud);
    const page = new Page(inventory);
    await ready(page);
    ids = ['i-02', 'i-03'];
    lists.push(() => Promise.reject(new AppError('throttled', 'Too fast.')));
    inventory.refresh({ account: 'aws:demo', region: 'us-east-1' });
    await vi.waitFor(() => expect(page.scopes.get('aws:demo/us-east-1')?.state).toBe('failed'));
    expect([...page.rows.values()].map((one) => one.instance)).toEqual(['i-01', 'i-02', 'i-03']);
    expect(page.scopes.get('aws:demo/us-east-1')).toMatchObject({ error: { code: 'throttled' }, loadedAt: 1_000_000, count: 3 });
    page.changes.length = 0;
    inventory.refresh({ account: 'aws:demo', region: 'us-east-1' });
    await ready(page);
    expect([...page.rows.values()].map((one) => one.instance)).toEqual(['i-02', 'i-03']);
    expect(page.scopes.get('aws:demo/us-east-1')).not.toHaveProperty('error');
    // What was wrong stood there until it was right again.
    const told = page.changes.flatMap((change) => change.scopes ?? []).map(({ state, error }) => [state, error?.code]);
    expect(told[0]).toEqual(['loading', 'throttled']);
    expect(told.slice(1, -1).every(([state, code]) => state === 'loading' && code === 'throttled')).toBe(true);
    expect(told.at(-1)).toEqual(['ready', undefined]);
  });

  it('leaves the other regions and accounts alone when one fails', async () => {
    const cloud = new FakeCloud();
    cloud.accountsNow = [account('demo'), account('broken', { error: { code: 'config-broken', message: 'Line 3.' } })];
    cloud.list = ({ account: { id }, region, onPage }) => {
      if (region === 'us-east-1') return Promise.reject(new AppError('region-disabled', 'Off.'));
      onPage([row(id, region, 'i-01')]);
      return Promise.resolve();
    };
    const { inventory } = await open(cloud);
    const page = new Page(inventory);
    await vi.waitFor(() =>
      expect(page.states()).toEqual({ 'aws:broken/': 'failed', 'aws:demo/us-east-1': 'failed', 'aws:demo/eu-central-1': 'ready' }),
    );
    expect(page.rows.size).toBe(1);
  });

  it('tells what failed in the language that is spoken now', async () => {
    const cloud = new FakeCloud();
    cloud.list = ({ region }) =>
      region === 'us-east-1' ? Promise.reject(new AppError('region-disabled', texts().alibabaErrors.thisRegion)) : Promise.resolve();
    const { inventory } = await open(cloud);
    const page = new Page(inventory);
    const told = () => page.scopes.get('aws:demo/us-east-1')?.error?.message;
    await vi.waitFor(() => expect(told()).toBe('this region'));
    const before = cloud.listings.length;
    try {
      await speak('zh-CN');
      await vi.waitFor(() => expect(told()).toBe('此地域'));
      expect(cloud.listings.slice(before).map(({ region, patience }) => [region, patience])).toEqual([['us-east-1', 'background']]);
    } finally {
      await speak('en');
    }
    await inventory.close();
  });

  it('tells in the language that is spoken now also what was under way when it changed', async () => {
    const cloud = new FakeCloud();
    const fail: (() => void)[] = [];
    cloud.list = ({ region }) => {
      if (region !== 'us-east-1') return Promise.resolve();
      const error = new AppError('region-disabled', texts().alibabaErrors.thisRegion);
      return new Promise((_resolve, reject) => fail.push(() => reject(error)));
    };
    const { inventory } = await open(cloud);
    const page = new Page(inventory);
    await vi.waitFor(() => expect(fail).toHaveLength(1));
    try {
      await speak('zh-CN');
      fail[0]?.();
      await vi.waitFor(() => expect(fail).toHaveLength(2));
      fail[1]?.();
      await vi.waitFor(() => expect(page.scopes.get('aws:demo/us-east-1')?.error?.message).toBe('此地域'));
      expect(fail).toHaveLength(2);
    } finally {
      await speak('en');
    }
    await inventory.close();
  });

  it('shows the last list at once with its age, and keeps it when the account cannot be asked', async () => {
    const cloud = new FakeCloud();
    cloud.failRegions = new AppError('expired-credentials', 'Expired.');
    const cached: InstanceCache = {
      scopes: [
        { account: 'aws:demo', region: 'us-east-1', loadedAt: 5, rows: [row('aws:demo', 'us-east-1', 'i-old')] },
        { account: 'aws:gone', region: 'us-east-1', loadedAt: 5, rows: [row('aws:gone', 'us-east-1', 'i-gone')] },
      ],
    };
    const { inventory } = await open(cloud, cached);
    const page = new Page(inventory);
    expect([...page.rows.values()].map((one) => one.instance)).toEqual(['i-old']);
    expect(page.scopes.get('aws:demo/us-east-1')).toMatchObject({ state: 'waiting', loadedAt: 5, kept: true });
    await vi.waitFor(() => expect(page.states()).toEqual({ 'aws:demo/us-east-1': 'ready', 'aws:demo/': 'failed' }));
    expect(page.scopes.get('aws:demo/')).toMatchObject({ error: { code: 'expired-credentials' } });
    expect(page.scopes.get('aws:demo/us-east-1')).toMatchObject({ loadedAt: 5, kept: true, count: 1 });
    cloud.failRegions = undefined;
    inventory.refresh();
    await ready(page);
    expect([...page.rows.values()].map((one) => one.instance)).toEqual(['i-01', 'i-01']);
    expect([...page.scopes.values()].map((scope) => scope.kept)).toEqual([undefined, undefined]);
  });

  describe('an account that cannot be asked any more', () => {
    const KEYS = ['aws:demo/us-east-1', 'aws:demo/eu-central-1'];
    const expired = new AppError('expired-credentials', 'Expired.');

    async function opened() {
      const all = await open(new FakeCloud(), { scopes: [] }, 5);
      const page = new Page(all.inventory);
      const marks = () => KEYS.map((key) => page.scopes.get(key)?.unasked);
      const whole = () => page.scopes.get('aws:demo/')?.state;
      await ready(page);
      await vi.waitFor(() => expect(all.clock.timers).toHaveLength(1));
      return { ...all, page, marks, whole };
    }
    async function failed() {
      const all = await opened();
      all.cloud.failRegions = expired;
      all.clock.time += 120_000;
      all.inventory.refresh();
      await vi.waitFor(() => expect(all.whole()).toBe('failed'));
      return all;
    }

    it('has all its rows marked as old, until they are read again', async () => {
      const { inventory, cloud, page, marks, whole } = await failed();
      expect(marks()).toEqual([true, true]);
      expect(page.scopes.get('aws:demo/us-east-1')).toMatchObject({ state: 'ready', loadedAt: 1_000_000, count: 1 });
      // One region answers: its rows are as new as can be, the others are not.
      inventory.refresh({ account: 'aws:demo', region: 'us-east-1' });
      await vi.waitFor(() => expect(marks()).toEqual([undefined, true]));
      expect(whole()).toBe('failed');
      cloud.failRegions = undefined;
      inventory.refresh();
      await vi.waitFor(() => expect(marks()).toEqual([undefined, undefined]));
      expect(whole()).toBeUndefined();
    });

    it('is asked anew by the timer, which takes its failure away too', async () => {
      const { cloud, clock, page, marks, whole } = await failed();
      await vi.waitFor(() => expect(clock.timers).toHaveLength(1));
      cloud.failRegions = undefined;
      clock.advance(5);
      await vi.waitFor(() => expect(whole()).toBeUndefined());
      await ready(page);
      expect(marks()).toEqual([undefined, undefined]);
    });

    it('leaves a region that is being read to its own outcome', async () => {
      const { inventory, cloud, page, marks, whole } = await opened();
      let finish = (): void => {};
      cloud.list = () => new Promise<void>((resolve) => (finish = resolve));
      inventory.refresh({ account: 'aws:demo', region: 'us-east-1' });
      cloud.failRegions = expired;
      inventory.refresh();
      await vi.waitFor(() => expect(whole()).toBe('failed'));
      expect(page.scopes.get('aws:demo/us-east-1')?.state).toBe('loading');
      expect(marks()).toEqual([undefined, true]);
      finish();
      await vi.waitFor(() => expect(page.scopes.get('aws:demo/us-east-1')?.state).toBe('ready'));
      expect(marks()).toEqual([undefined, true]);
    });

    it('was not asked in vain where the load was called off', async () => {
      const { inventory, accounts, cloud, page, marks } = await opened();
      let refuse: ((error: Error) => void) | undefined;
      cloud.regions = () => new Promise((_resolve, reject) => (refuse = reject));
      inventory.refresh();
      await vi.waitFor(() => expect(page.states()).toMatchObject({ 'aws:demo/': 'loading' }));
      await accounts.setEnabled('aws:demo', false);
      cloud.regions = () => Promise.resolve(cloud.regionsNow);
      await accounts.setEnabled('aws:demo', true);
      refuse?.(expired);
      await ready(page);
      expect(page.states()).not.toHaveProperty(['aws:demo/']);
      expect(marks()).toEqual([undefined, undefined]);
    });

    it('has the rows of the disk marked too when its profile is broken from the start', async () => {
      const cloud = new FakeCloud();
      cloud.accountsNow = [account('demo', { error: { code: 'config-broken', message: 'Line 3.' } })];
      const rows = [row('aws:demo', 'us-east-1', 'i-old')];
      const { inventory } = await open(cloud, { scopes: [{ account: 'aws:demo', region: 'us-east-1', loadedAt: 5, rows }] });
      const page = new Page(inventory);
      await vi.waitFor(() => expect(page.states()).toEqual({ 'aws:demo/us-east-1': 'ready', 'aws:demo/': 'failed' }));
      expect(page.scopes.get('aws:demo/us-east-1')).toMatchObject({ loadedAt: 5, kept: true, unasked: true, count: 1 });
    });
  });

  it('sends only rows that changed', async () => {
    const { inventory, cloud } = await open();
    const page = new Page(inventory);
    await ready(page);
    page.changes.length = 0;
    cloud.list = ({ account: { id }, region, onPage }) => {
      onPage([row(id, region, 'i-01', region === 'us-east-1' ? { state: 'stopped' } : {})]);
      return Promise.resolve();
    };
    inventory.refresh();
    await vi.waitFor(() => expect(cloud.listings).toHaveLength(4));
    await ready(page);
    expect(page.changes.flatMap((change) => change.upsert ?? []).map((one) => one.key)).toEqual(['aws:demo/us-east-1/i-01']);
  });

  it('loads at most ten regions of an account at a time', async () => {
    const cloud = new FakeCloud();
    cloud.regionsNow = Array.from({ length: 25 }, (_, index) => `eu-north-${index + 1}`);
    const waiting: (() => void)[] = [];
    cloud.list = () => new Promise<void>((resolve) => waiting.push(resolve));
    const { inventory } = await open(cloud);
    const page = new Page(inventory);
    await vi.waitFor(() => expect(waiting).toHaveLength(10));
    expect(Object.values(page.states()).filter((state) => state === 'waiting')).toHaveLength(15);
    let done = 0;
    while (done < 25) {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
      waiting.shift()?.();
      done++;
    }
    await ready(page);
  });

  it('refreshes on the timer while someone looks, patiently, and when someone comes back', async () => {
    const { inventory, cloud, clock } = await open(new FakeCloud(), { scopes: [] }, 5);
    const page = new Page(inventory);
    await vi.waitFor(() => expect(clock.timers).toHaveLength(1));
    expect(cloud.listings.map((one) => one.patience)).toEqual(['waiting', 'waiting']);
    clock.advance(5);
    await vi.waitFor(() => expect(cloud.listings).toHaveLength(4));
    expect(cloud.listings.slice(2).map((one) => one.patience)).toEqual(['background', 'background']);
    expect(cloud.regionCalls).toBe(1);
    await vi.waitFor(() => expect(clock.timers).toHaveLength(1));
    page.stop();
    clock.advance(5);
    expect(cloud.listings).toHaveLength(4);
    const again = new Page(inventory);
    await vi.waitFor(() => expect(cloud.listings).toHaveLength(6));
    await ready(again);
    inventory.setRefreshMinutes(0);
    await vi.waitFor(() => expect(clock.timers).toHaveLength(0));
  });

  it('follows the accounts: off takes rows away, on brings them, a new one loads', async () => {
    const { inventory, accounts, cloud } = await open();
    const page = new Page(inventory);
    await ready(page);
    await vi.waitFor(() => expect(accounts.get('aws:demo')?.accountNumber).toBe('111122223333'));
    await accounts.setEnabled('aws:demo', false);
    expect([page.rows.size, page.scopes.size]).toEqual([0, 0]);
    expect(() => inventory.refresh({ account: 'aws:demo' })).toThrow('Profile demo is turned off.');
    await accounts.setEnabled('aws:demo', true);
    await vi.waitFor(() => expect(page.rows.size).toBe(2));
    cloud.accountsNow = [account('demo'), account('second')];
    await accounts.reload();
    await vi.waitFor(() => expect(page.rows.size).toBe(4));
  });

  it('drops what a load brings after its account was turned off', async () => {
    const cloud = new FakeCloud();
    let late: (() => void) | undefined;
    cloud.list = ({ account: { id }, region, onPage }) =>
      new Promise<void>((resolve) => {
        late = () => {
          onPage([row(id, region, 'i-late')]);
          resolve();
        };
      });
    const { inventory, accounts } = await open(cloud);
    const page = new Page(inventory);
    await vi.waitFor(() => expect(late).toBeDefined());
    await accounts.setEnabled('aws:demo', false);
    late?.();
    await inventory.close();
    expect([page.rows.size, page.scopes.size]).toEqual([0, 0]);
  });

  it('looks afresh before connecting and says when the instance is gone', async () => {
    const { inventory, cloud } = await open();
    const page = new Page(inventory);
    await ready(page);
    const ref = { account: 'aws:demo', region: 'us-east-1', instance: 'i-01' };
    cloud.described = row('aws:demo', 'us-east-1', 'i-01', { state: 'stopped' });
    expect((await inventory.describe(ref, new AbortController().signal)).state).toBe('stopped');
    expect(page.rows.get('aws:demo/us-east-1/i-01')?.state).toBe('stopped');
    cloud.described = undefined;
    await expect(inventory.describe(ref, new AbortController().signal)).rejects.toMatchObject({ code: 'not-found' });
    expect(page.rows.has('aws:demo/us-east-1/i-01')).toBe(false);
  });

  it('keeps the chosen login name and key file of an instance', async () => {
    const { inventory } = await open();
    await ready(new Page(inventory));
    const ref = { account: 'aws:demo', region: 'us-east-1', instance: 'i-01' };
    const signal = new AbortController().signal;
    expect(await inventory.login(ref, signal)).toMatchObject({ user: 'ubuntu', source: 'image' });
    expect(await inventory.setLogin(ref, 'deploy', signal)).toEqual({
      user: 'deploy',
      source: 'chosen',
      why: 'you chose it',
      candidates: ['deploy', 'ubuntu', 'root'],
    });
    expect(await inventory.setLogin(ref, null, signal)).toMatchObject({ user: 'ubuntu', source: 'image' });
    await inventory.setKeyFile(ref, '/home/me/.ssh/demo.pem');
    expect(inventory.keyFile(ref)).toBe('/home/me/.ssh/demo.pem');
    await inventory.setKeyFile(ref, null);
    expect(inventory.keyFile(ref)).toBeUndefined();
  });
});
