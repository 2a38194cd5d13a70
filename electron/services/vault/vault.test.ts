import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WireError } from '../../../shared/model/errors.ts';
import type { SafeStorage } from './safe-storage.ts';
import { createVault, type Vault, type VaultOptions } from './vault.ts';
import type { Stretch } from './vault-crypto.ts';
import { speak } from '../../../shared/texts/current.ts';
import { createVaultFile } from './vault-file.ts';
import { parseVault, type Entry, type VaultDocument } from './vault-format.ts';
import { DEFAULT_VAULT_POLICY, type VaultPolicy } from './vault-policy.ts';

const MASTER = 'correct horse battery staple';
const SECRET = 'S3cret-of-web-1!';

let folder: string;
let path: string;
let told: WireError[];
let policy: VaultPolicy;
let vaults: Vault[];
let stretches: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-vault-'));
  path = join(folder, 'vault.json');
  told = [];
  vaults = [];
  policy = DEFAULT_VAULT_POLICY;
  stretches = 0;
});
afterEach(() => {
  vi.useRealTimers();
  for (const vault of vaults) vault.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As hard as a hash: what the vault does around scrypt is looked at here. One test below uses the real one. */
const quick: Stretch = async (password, { salt }) => {
  stretches++;
  return createHash('sha256').update(salt).update(password).digest();
};

async function open(options: Partial<VaultOptions> = {}): Promise<Vault> {
  const vault = await createVault({
    file: createVaultFile({ path }),
    policy: {
      load: async () => ({ value: policy }),
      save: async (value) => {
        policy = value;
      },
    },
    safeStorage: undefined,
    tell: (problem) => void told.push(problem),
    stretch: quick,
    wrongPasswordMs: 0,
    ...options,
  });
  vaults.push(vault);
  return vault;
}

const passwordOf = (name: string) => ({ id: `password:admin@${name}:22`, kind: 'password' as const, label: `admin on ${name}` });

async function put(vault: Vault, name: string, value = SECRET): Promise<void> {
  await vault.put(passwordOf(name), Buffer.from(value));
}
const read = async (vault: Vault, name: string): Promise<string | undefined> => (await vault.read(passwordOf(name).id))?.toString();

async function filled(names: readonly string[] = ['web-1', 'web-2']): Promise<Vault> {
  const vault = await open();
  await vault.create({ protection: 'password', password: MASTER });
  for (const name of names) await put(vault, name, `${SECRET} ${name}`);
  return vault;
}

/** What is in a file with two entries, to be written over. */
type Forgery = Pick<VaultDocument, 'id' | 'mac'> & { version: number; wrap: { kdf: Record<string, unknown> }; entries: [Entry, Entry] };

/** The file with one thing changed and its checksum repaired, as somebody would who knows the format. The copy goes. */
function forge(change: (document: Forgery) => void, options: { keepCopy?: boolean } = {}): void {
  const { checksum: _, ...document } = JSON.parse(readFileSync(path, 'utf8')) as Forgery & { checksum: string };
  change(document);
  const body = JSON.stringify(document, null, 2).slice(0, -2);
  writeFileSync(path, `${body},\n  "checksum": "${createHash('sha256').update(body).digest('hex')}"\n}\n`);
  if (options.keepCopy !== true) rmSync(`${path}.bak`, { force: true });
}

/** A desktop whose key store is a key in memory. */
function keyring(): SafeStorage & { ok: boolean; renew: boolean; encrypted: number } {
  const mask = randomBytes(64);
  const turn = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte, index) => byte ^ (mask[index] ?? 0)));
  const self = {
    ok: true,
    renew: false,
    encrypted: 0,
    available: async () => (self.ok ? ({ ok: true } as const) : ({ ok: false, why: 'It is locked.' } as const)),
    encrypt: async (plain: Uint8Array) => {
      self.encrypted++;
      return turn(plain);
    },
    decrypt: async (bytes: Uint8Array) => {
      if (!self.ok) throw new Error('locked');
      return { plain: turn(bytes), renew: self.renew };
    },
  };
  return self;
}

describe('a vault', () => {
  it('gives back what was saved, also to the next run', async () => {
    await filled();
    const next = await open();
    expect(next.state()).toMatchObject({ protection: 'password', locked: true, secrets: [] });
    await next.unlock(MASTER);
    expect(await read(next, 'web-1')).toBe(`${SECRET} web-1`);
    expect(next.state().secrets.map(({ label }) => label)).toEqual(['admin on web-1', 'admin on web-2']);
    expect(told).toEqual([]);
  });

  it('works with the real scrypt, N = 131072, without holding up the loop', { timeout: 60_000 }, async () => {
    const vault = await open({ stretch: undefined });
    const creating = vault.create({ protection: 'password', password: MASTER });
    let turns = 0;
    let done = false;
    void creating.finally(() => {
      done = true;
    });
    while (!done) {
      turns++;
      await new Promise(setImmediate);
    }
    await creating;
    expect(turns).toBeGreaterThan(100);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ wrap: { kdf: { N: 2 ** 17, r: 8, p: 1 } } });
    vault.lock();
    await expect(vault.unlock('another')).rejects.toMatchObject({ code: 'vault-password' });
    await vault.unlock(MASTER.normalize('NFD'));
    expect(vault.state().locked).toBe(false);
  });

  it('keeps one secret for an id, the last one', async () => {
    const vault = await filled(['web-1']);
    await put(vault, 'web-1', 'new');
    expect([await read(vault, 'web-1'), vault.state().secrets.length]).toEqual(['new', 1]);
  });

  it.each(['', 'ä€🔑\u0000\u0080', 'x'.repeat(63), 'x'.repeat(64), 'x'.repeat(200_000), '\u0080'.repeat(32)])(
    'gives back any text',
    async (value) => {
      const vault = await filled([]);
      await put(vault, 'web-1', value);
      expect(await read(vault, 'web-1')).toBe(value);
    },
  );

  it('never writes what it could not read again', async () => {
    const vault = await filled();
    const long = { id: 'passphrase:/keys/k', kind: 'passphrase' as const, label: `/${'long/'.repeat(4_000)}` };
    await expect(vault.put(long, Buffer.from(SECRET))).rejects.toMatchObject({ code: 'limit' });
    expect(await read(vault, 'web-1')).toBe(`${SECRET} web-1`);
    vault.close();
    const again = await open();
    await again.unlock(MASTER);
    expect(await read(again, 'web-2')).toBe(`${SECRET} web-2`);
    expect(told).toEqual([]);
  });

  it('refuses what is too large, and says so with its name', async () => {
    const vault = await filled([]);
    await expect(put(vault, 'web-1', 'x'.repeat(256 * 1024 + 1))).rejects.toMatchObject({
      code: 'limit',
      message: expect.stringContaining('admin on web-1') as string,
    });
  });

  it('locked tells neither names nor secrets, nor how long they are', async () => {
    const vault = await filled([]);
    await put(vault, 'web-1', 'short');
    const short = statSync(path).size;
    await put(vault, 'web-1', 'a good deal longer than short');
    expect(statSync(path).size).toBe(short);
    vault.lock();
    expect(vault.state().secrets).toEqual([]);
    await expect(vault.read(passwordOf('web-1').id)).rejects.toMatchObject({ code: 'vault-locked' });
    expect(readFileSync(path, 'utf8')).not.toMatch(/web-1|admin|password:/u);
  });

  it('locked knows of an id whether it may be there', async () => {
    const vault = await filled();
    vault.lock();
    expect(vault.mayHold(passwordOf('web-1').id)).toBe(true);
    const strangers = Array.from({ length: 1_000 }, (_, index) => vault.mayHold(passwordOf(`other-${index}`).id));
    // Two entries of 65,536 possible hints: nearly never.
    expect(strangers.filter(Boolean).length).toBeLessThan(5);
  });

  it('is for its owner alone, and so is its copy', async () => {
    await filled();
    expect([path, `${path}.bak`].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(readFileSync(`${path}.bak`, 'utf8')).toBe(readFileSync(path, 'utf8'));
  });

  it('cannot be made over another one', async () => {
    const vault = await filled();
    await expect(vault.create({ protection: 'password', password: 'x' })).rejects.toMatchObject({ code: 'invalid-input' });
    vault.lock();
    await expect(vault.create({ protection: 'password', password: 'x' })).rejects.toMatchObject({ code: 'vault-locked' });
  });
});

describe('a wrong password', () => {
  it('costs the whole of scrypt each time, one try after the other', async () => {
    let running = 0;
    let most = 0;
    const vault = await filled();
    vault.lock();
    const next = await open({
      stretch: async (...given) => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running--;
        return await quick(...given);
      },
    });
    stretches = 0;
    const tries = ['', MASTER.slice(0, -1), 'x', 'y'.repeat(4_096)].map((password) => next.unlock(password));
    const results = await Promise.allSettled(tries);
    expect(results.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : 'open'))).toEqual(
      Array.from({ length: 4 }, () => 'vault-password'),
    );
    expect([stretches, most]).toEqual([4, 1]);
  });

  it('is told no sooner than after the fixed time', async () => {
    const vault = await filled();
    vault.lock();
    const next = await open({ wrongPasswordMs: 150 });
    const start = performance.now();
    await expect(next.unlock('x')).rejects.toMatchObject({ code: 'vault-password' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(149);
  });

  it('leaves the vault as it was', async () => {
    const vault = await filled();
    const before = readFileSync(path, 'utf8');
    vault.lock();
    await expect(vault.unlock('x')).rejects.toMatchObject({ code: 'vault-password' });
    expect([vault.state().locked, readFileSync(path, 'utf8')]).toEqual([true, before]);
  });
});

describe('one bit flipped', { timeout: 60_000 }, () => {
  it('anywhere in the file is found before any password is asked for, and the copy is used', async () => {
    await filled(['web-1']);
    const whole = readFileSync(path);
    const file = createVaultFile({ path });
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => parse(flipped), `bit ${bit & 7} of byte ${bit >> 3}`).toThrow(/damaged/u);
    }
    // And through the whole of loading, for some of them.
    for (let byte = 0; byte < whole.length; byte += 97) {
      const flipped = Buffer.from(whole);
      flipped[byte] = (flipped[byte] ?? 0) ^ 1;
      writeFileSync(path, flipped);
      const loaded = await file.load();
      expect(loaded).toMatchObject({ kind: 'vault', problem: { code: 'vault-broken' } });
      expect(readFileSync(path).equals(whole)).toBe(true);
    }
  });

  it('in file and copy makes the vault broken, and neither is touched', async () => {
    await filled();
    const flipped = readFileSync(path);
    flipped[100] = (flipped[100] ?? 0) ^ 4;
    writeFileSync(path, flipped);
    writeFileSync(`${path}.bak`, flipped);
    const vault = await open();
    expect(vault.state()).toMatchObject({ protection: 'broken', problem: expect.stringContaining(path) as string });
    expect(told).toMatchObject([
      { code: 'vault-broken', hint: expect.stringContaining(`in the place of ${path} and start Gangway again`) as string },
    ]);
    await expect(vault.unlock(MASTER)).rejects.toMatchObject({ code: 'vault-broken' });
    await expect(vault.create({ protection: 'password', password: 'x' })).rejects.toMatchObject({ code: 'vault-broken' });
    await expect(put(vault, 'web-1')).rejects.toMatchObject({ code: 'vault-broken' });
    expect(readFileSync(path).equals(flipped)).toBe(true);
    await vault.destroy();
    expect([vault.state().protection, readdirSync(folder)]).toEqual(['none', []]);
  });

  it('in any value of a file whose checksum was repaired is found when it is unlocked', async () => {
    await filled(['web-1']);
    const whole = readFileSync(path, 'utf8');
    const places = valuesOf(JSON.parse(whole) as object).filter((place) => place[0] !== 'checksum');
    expect(places.length).toBeGreaterThan(15);
    for (const place of places) {
      writeFileSync(path, whole);
      forge((document) => change(document, place));
      told = [];
      const vault = await open();
      const outcome = await vault.unlock(MASTER).then(
        () => 'open',
        (error: { code: string }) => error.code,
      );
      // A changed wrap cannot be told from a wrong password, but it does not open.
      const expected =
        place[0] === 'wrap'
          ? ['vault-password', 'vault-broken']
          : place[0] === 'id'
            ? ['vault-password']
            : ['vault-broken', 'newer-version'];
      expect(expected, place.join('.')).toContain(outcome);
      expect(vault.state().secrets).toEqual([]);
    }
  });
});

describe('a vault that somebody changed, checksum and all', () => {
  const cases: readonly [string, (document: Forgery) => unknown][] = [
    ['an entry dropped', ({ entries }) => entries.pop()],
    ['all entries dropped', ({ entries }) => entries.splice(0)],
    ['an entry twice', ({ entries }) => entries.push(entries[0])],
    ['two entries swapped', ({ entries }) => entries.reverse()],
    ['two secrets swapped', ({ entries: [a, b] }) => ([a.secret, b.secret] = [b.secret, a.secret])],
    ['two names swapped', ({ entries: [a, b] }) => ([a.info, b.info] = [b.info, a.info])],
    ['two whole contents swapped', ({ entries: [a, b] }) => ([a.ref, b.ref] = [b.ref, a.ref])],
    ['a name in the place of a secret', ({ entries: [a] }) => (a.secret = a.info)],
    ['a seal of zeros', (document) => (document.mac = '0'.repeat(64))],
  ];
  it.each(cases)('%s: is not opened', async (_what, how) => {
    await filled();
    forge(how);
    const vault = await open();
    await expect(vault.unlock(MASTER)).rejects.toMatchObject({ code: 'vault-broken' });
    expect(vault.state()).toMatchObject({ protection: 'broken', locked: true, secrets: [] });
    expect(told).toMatchObject([{ code: 'vault-broken' }]);
  });

  it('names the secret that does not belong', async () => {
    await filled();
    forge(({ entries: [a, b] }) => (b.secret = a.secret));
    await expect((await open()).unlock(MASTER)).rejects.toMatchObject({ message: expect.stringContaining('admin on web-2') as string });
  });

  it('is taken from its copy where that is sound, and the person is told', async () => {
    await filled();
    forge(({ entries }) => entries.pop(), { keepCopy: true });
    const { load, ...rest } = createVaultFile({ path });
    // As if the file had been changed while Gangway ran: loading would have renewed the copy from it.
    const copy = readFileSync(`${path}.bak`);
    const vault = await open({
      file: {
        ...rest,
        async load() {
          const loaded = await load();
          writeFileSync(`${path}.bak`, copy);
          return loaded;
        },
      },
    });
    await vault.unlock(MASTER);
    expect(await read(vault, 'web-2')).toBe(`${SECRET} web-2`);
    expect([told.length, vault.state().problem]).toEqual([1, expect.stringContaining('copy was loaded')]);
    expect(readFileSync(path).equals(copy)).toBe(true);
  });

  it.each([
    ['N', 2 ** 21],
    ['N', 2 ** 10],
    ['N', 100_000],
    ['r', 1_000_000],
    ['p', 1_000],
  ])('with scrypt %s = %i is refused before any of it is done', async (name, value) => {
    await filled();
    forge(({ wrap }) => (wrap.kdf[name] = value));
    const vault = await open();
    stretches = 0;
    await expect(vault.unlock(MASTER)).rejects.toMatchObject({ code: 'vault-broken' });
    expect(stretches).toBe(0);
  });

  it('of a newer version is left as it is', async () => {
    await filled();
    forge((document) => (document.version = 2), { keepCopy: true });
    const before = readFileSync(path, 'utf8');
    const vault = await open();
    expect(vault.state()).toMatchObject({ protection: 'broken', problem: expect.stringContaining('newer Gangway') as string });
    await expect(vault.unlock(MASTER)).rejects.toMatchObject({ code: 'newer-version' });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it.each(['', '{', 'null', '[]', '{"version":1}', '\u0000'.repeat(500), 'x'.repeat(10_000)])('is %j: is broken', async (text) => {
    writeFileSync(path, text);
    expect((await open()).state().protection).toBe('broken');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

describe('a change of the master password', () => {
  it('wraps the data key anew and touches no entry', async () => {
    const vault = await filled();
    const before = JSON.parse(readFileSync(path, 'utf8')) as { entries: unknown; wrap: unknown };
    await vault.protect({ protection: 'password', password: 'another', old: MASTER });
    const after = JSON.parse(readFileSync(path, 'utf8')) as typeof before;
    expect(after.entries).toEqual(before.entries);
    expect(after.wrap).not.toEqual(before.wrap);
    const next = await open();
    await expect(next.unlock(MASTER)).rejects.toMatchObject({ code: 'vault-password' });
    await next.unlock('another');
    expect(await read(next, 'web-1')).toBe(`${SECRET} web-1`);
  });

  it('leaves nothing that the former one opens', async () => {
    const vault = await filled();
    const { wrap } = JSON.parse(readFileSync(path, 'utf8')) as { wrap: { kdf: { salt: string } } };
    writeFileSync(`${path}.broken-2026`, readFileSync(path));
    await vault.protect({ protection: 'password', password: 'another', old: MASTER });
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name), 'utf8'), name).not.toContain(wrap.kdf.salt);
  });

  it('wants the present one, also when the vault is open', async () => {
    const vault = await filled();
    const before = readFileSync(path, 'utf8');
    for (const old of [undefined, 'wrong']) {
      await expect(vault.protect({ protection: 'password', password: 'another', old })).rejects.toMatchObject({ code: 'vault-password' });
    }
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(vault.state().locked).toBe(false);
  });

  it('survives being locked in its midst', async () => {
    const vault = await filled();
    let calls = 0;
    const next = await open({
      stretch: async (...given) => {
        const key = await quick(...given);
        if (++calls === 3) next.lock();
        return key;
      },
    });
    vault.close();
    await next.unlock(MASTER);
    await next.protect({ protection: 'password', password: 'another', old: MASTER });
    const third = await open();
    await third.unlock('another');
    expect(await read(third, 'web-1')).toBe(`${SECRET} web-1`);
  });
});

describe('safe storage', () => {
  it('opens the vault without asking, and can be exchanged for a master password and back', async () => {
    const safeStorage = keyring();
    const vault = await open({ safeStorage });
    await vault.create({ protection: 'system' });
    await put(vault, 'web-1');
    vault.lock();
    await vault.unlock();
    await vault.protect({ protection: 'password', password: MASTER });
    const second = await open({ safeStorage });
    expect(second.state().protection).toBe('password');
    await second.protect({ protection: 'system', old: MASTER });
    const third = await open({ safeStorage });
    await third.unlock();
    expect(await read(third, 'web-1')).toBe(SECRET);
  });

  it('that is none, or locked, makes no vault, and never one in plain text', async () => {
    const vault = await open();
    await expect(vault.create({ protection: 'system' })).rejects.toMatchObject({ code: 'unsupported' });
    const safeStorage = keyring();
    safeStorage.ok = false;
    const other = await open({ safeStorage });
    await other.probeSystem();
    expect(other.state()).toMatchObject({ systemAvailable: false, systemProblem: 'It is locked.' });
    await expect(other.create({ protection: 'system' })).rejects.toMatchObject({ code: 'unsupported' });
    expect(existsSync(path)).toBe(false);
  });

  it('says in the language that is spoken now that there is no key store', async () => {
    const vault = await open();
    const seen: (string | undefined)[] = [];
    vault.subscribe(({ systemProblem }) => seen.push(systemProblem));
    expect(vault.state().systemProblem).toContain('The browser has none');
    try {
      await speak('zh-CN');
      expect(vault.state().systemProblem).toContain('浏览器');
      expect(seen.at(-1)).toContain('浏览器');
    } finally {
      await speak('en');
    }
  });

  it('that refuses leaves the vault locked; that has a new key gets the data key again', async () => {
    const safeStorage = keyring();
    const vault = await open({ safeStorage });
    await vault.create({ protection: 'system' });
    vault.lock();
    safeStorage.ok = false;
    await expect(vault.unlock()).rejects.toMatchObject({ code: 'vault-locked' });
    Object.assign(safeStorage, { ok: true, renew: true });
    await vault.unlock();
    expect(safeStorage.encrypted).toBe(2);
  });

  it('of another computer does not open it', async () => {
    const vault = await open({ safeStorage: keyring() });
    await vault.create({ protection: 'system' });
    const moved = await open({ safeStorage: keyring() });
    await expect(moved.unlock()).rejects.toMatchObject({ code: 'vault-broken' });
    expect(moved.state().secrets).toEqual([]);
    const inBrowser = await open();
    await expect(inBrowser.unlock()).rejects.toMatchObject({ code: 'vault-locked', message: expect.stringContaining('browser') as string });
  });
});

describe('an open vault', () => {
  it('locks itself after the minutes without use, counted from the last use', async () => {
    vi.useFakeTimers();
    const vault = await filled(['web-1']);
    await vi.advanceTimersByTimeAsync(14 * 60_000);
    expect(await read(vault, 'web-1')).toBeDefined();
    await vi.advanceTimersByTimeAsync(14 * 60_000);
    expect(vault.state().locked).toBe(false);
    const seen = vi.fn();
    vault.subscribe(seen);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(vault.state().locked).toBe(true);
    expect(seen).toHaveBeenCalledWith(expect.objectContaining({ locked: true, secrets: [] }));
  });

  it('is locked when the clock went on while timers stood still', async () => {
    let at = 1_000_000;
    const vault = await open({ now: () => at });
    await vault.create({ protection: 'password', password: MASTER });
    at += 16 * 60_000;
    expect(vault.state().locked).toBe(true);
    await expect(put(vault, 'web-1')).rejects.toMatchObject({ code: 'vault-locked' });
  });

  it('stays open with 0 minutes, and takes another number at once', async () => {
    vi.useFakeTimers();
    const vault = await filled([]);
    await vault.setAutoLock(0);
    await vi.advanceTimersByTimeAsync(48 * 3_600_000);
    expect(vault.state().locked).toBe(false);
    await vault.setAutoLock(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(vault.state()).toMatchObject({ locked: true, autoLockMinutes: 1 });
  });

  it('forgets for good: neither the file nor its copy holds the entry', async () => {
    const vault = await filled();
    const { entries } = JSON.parse(readFileSync(path, 'utf8')) as { entries: { secret: { ciphertext: string } }[] };
    await vault.forget([passwordOf('web-1').id]);
    for (const file of [path, `${path}.bak`]) expect(readFileSync(file, 'utf8')).not.toContain(entries[0]?.secret.ciphertext);
    expect([await read(vault, 'web-1'), await read(vault, 'web-2')]).toEqual([undefined, `${SECRET} web-2`]);
  });
});

describe('the policy that forbids saving', () => {
  it('forgets passwords at once and leaves keys', async () => {
    const vault = await filled(['web-1']);
    await vault.put({ id: 'key:a', kind: 'key', label: 'a' }, Buffer.from('key'));
    await vault.setSaving(false);
    expect(vault.state().secrets.map(({ id }) => id)).toEqual(['key:a']);
    expect(JSON.parse(readFileSync(`${path}.bak`, 'utf8'))).toMatchObject({ entries: [{}] });
  });

  it('forgets them when the vault is opened next, and says so until then', async () => {
    const vault = await filled();
    vault.lock();
    await vault.setSaving(false);
    expect(vault.state()).toMatchObject({ savingAllowed: false, problem: expect.stringContaining('no longer used') as string });
    await vault.unlock(MASTER);
    expect(vault.state().secrets).toEqual([]);
    expect(vault.state().problem).toBeUndefined();
  });
});

function parse(bytes: Buffer): void {
  parseVault(bytes, path);
}

type Place = readonly (string | number)[];

function valuesOf(value: object, above: Place = []): Place[] {
  return Object.entries(value).flatMap(([name, item]: [string, unknown]) => {
    const place = [...above, Array.isArray(value) ? Number(name) : name];
    return typeof item === 'object' && item !== null ? valuesOf(item, place) : [place];
  });
}

function change(document: object, [first = '', ...rest]: Place): void {
  const holder = document as Record<string | number, unknown>;
  const value = holder[first];
  if (typeof value === 'object' && value !== null) change(value, rest);
  else if (typeof value === 'number') holder[first] = value * 2;
  else if (typeof value === 'string') holder[first] = (value.startsWith('0') ? '1' : value.startsWith('A') ? 'B' : '0') + value.slice(1);
}
