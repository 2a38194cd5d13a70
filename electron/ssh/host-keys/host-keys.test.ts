import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppError } from '../../../shared/model/errors.ts';
import { string } from '../wire.ts';
import { describeKey } from './fingerprint.ts';
import { createHostKeys } from './host-keys.ts';
import { formatEntry, lookupName, matchesNames, parseLine } from './known-hosts-line.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/known_hosts');
const run = promisify(execFile);
/** Small file systems of one's own are for root, and not in every container. */
const canMount = await mountWorks();

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gangway-known-'));
  file = join(folder, 'known_hosts');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function key(seed: string, type = 'ssh-ed25519'): Buffer {
  return Buffer.concat([string(type), string(seed.padEnd(32, '.'))]);
}

function found(text: string, name: string): string {
  return text
    .split('\n')
    .map(parseLine)
    .filter((entry) => entry !== undefined && matchesNames(entry.names, name))
    .map((entry) => `${entry?.marker === undefined ? '' : `${entry.marker} `}${entry?.type}`)
    .join(';');
}

const MOVE = 'Move it away, or put a known_hosts file in its place.';

function listening(others: readonly string[] = []) {
  const unread: { path: string; message: string; hint: string | undefined }[] = [];
  const onUnreadable = (path: string, { message, hint }: AppError): void => void unread.push({ path, message, hint });
  return { keys: createHostKeys({ file, others, onUnreadable }), unread };
}

test('a long file of hashed names leaves the loop its turns', async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => formatEntry(`host-${index}.example`, key(`${index}`), true));
  await writeFile(file, lines.join(''));
  let turns = 0;
  const keys = createHostKeys({ file, pause: () => Promise.resolve((turns += 1)) });
  expect(await keys.check('host-4321.example', 22, key('4321'))).toMatchObject({ outcome: 'match', where: `${file}:4322` });
  expect(turns).toBeGreaterThanOrEqual(25);
});

describe('looking up', async () => {
  const table = await readFile(join(FIXTURES, 'expected-lookups.tsv'), 'utf8');
  const rows = table
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t') as [string, string, string]);

  test.each(rows)('in %s finds for %s what OpenSSH finds', async (name, host, expected) => {
    const text = await readFile(join(FIXTURES, name), 'latin1');
    const lower = host.toLowerCase();
    // ssh-keygen hashes a name as typed; ssh itself lower-cases it first, and so do we.
    const oracle = rows.find((row) => row[0] === name && row[1] === lower)?.[2] ?? expected;
    expect(found(text, lower)).toBe(oracle);
  });

  test('skips every malformed line', async () => {
    const text = await readFile(join(FIXTURES, 'known_hosts.malformed'), 'latin1');
    expect(text.split('\n').filter((line) => parseLine(line) !== undefined)).toEqual([]);
  });

  test('names a host with another port in brackets, in lower case', () => {
    expect(lookupName('Web-1.Example', 22)).toBe('web-1.example');
    expect(lookupName('2001:DB8::1', 2200)).toBe('[2001:db8::1]:2200');
    expect(lookupName('[2001:db8::1]', 22)).toBe('2001:db8::1');
  });

  test('takes no time for a pattern full of stars', () => {
    expect(matchesNames(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
  });

  test('never throws, whatever a line holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (line, name) => {
        const entry = parseLine(line);
        if (entry !== undefined) matchesNames(entry.names, name);
      }),
    );
  });
});

describe('judging a key', () => {
  test('tells new, known, of a new type, changed and revoked apart', async () => {
    const keys = createHostKeys({ file });
    expect(await keys.check('h', 22, key('a'))).toEqual({ outcome: 'new', alsoKnownAs: [], unread: false });
    await keys.add('h', 22, key('a'));
    expect(await keys.check('H', 22, key('a'))).toEqual({ outcome: 'match', where: `${file}:1` });
    expect(await keys.check('h', 22, key('b'))).toMatchObject({ outcome: 'changed', known: [{ type: 'ssh-ed25519', where: `${file}:1` }] });
    expect(await keys.check('h', 22, key('a', 'ecdsa-sha2-nistp256'))).toMatchObject({ outcome: 'new-type' });
    expect(await keys.check('h', 2222, key('a'))).toEqual({ outcome: 'new', alsoKnownAs: ['h'], unread: false });
    await writeFile(file, `@revoked * ssh-ed25519 ${key('a').toString('base64')}\n`, { flag: 'a' });
    expect(await keys.check('h', 22, key('a'))).toEqual({ outcome: 'revoked', where: `${file}:2` });
  });

  test('reads the person’s own file as well, and never writes it', async () => {
    const theirs = join(folder, 'theirs');
    await writeFile(theirs, formatEntry('h', key('a'), true));
    const before = await readFile(theirs);
    const keys = createHostKeys({ file, others: [theirs, join(folder, 'missing')] });
    expect((await keys.check('h', 22, key('a'))).outcome).toBe('match');
    await keys.replace('h', 22, key('b'));
    expect(await keys.check('h', 22, key('b'))).toEqual({ outcome: 'match', where: `${file}:1` });
    expect(await readFile(theirs)).toEqual(before);
    expect(await keys.knownTypes('h', 22)).toEqual(['ssh-ed25519']);
  });

  test('describes keys as ssh-keygen does', async () => {
    for (const [kind, size] of [
      ['ed25519', '256'],
      ['rsa', '2048'],
      ['ecdsa', '384'],
    ] as const) {
      const path = join(folder, `id_${kind}`);
      await run('ssh-keygen', ['-q', '-t', kind, ...(kind === 'ed25519' ? [] : ['-b', size]), '-N', '', '-f', path]);
      const { stdout } = await run('ssh-keygen', ['-l', '-f', path]);
      const [bits, sha256] = stdout.split(' ');
      const blob = Buffer.from((await readFile(`${path}.pub`, 'utf8')).split(' ')[1] ?? '', 'base64');
      expect(describeKey(blob)).toMatchObject({ bits: Number(bits), sha256 });
    }
  });
});

describe('writing', () => {
  test('keeps every other byte, junk and missing line end included', async () => {
    const junk = Buffer.concat([Buffer.from('# comment\r\n\tjunk \u00e9'), Buffer.of(0xff, 0x00, 0x80), Buffer.from('\n\nonlyhost')]);
    await writeFile(file, junk);
    const keys = createHostKeys({ file });
    await keys.add('h', 22, key('a'));
    const after = await readFile(file);
    expect(after.subarray(0, junk.length)).toEqual(junk);
    expect(after.subarray(junk.length).toString()).toBe(`\n${formatEntry('h', key('a'), false)}`);
    await keys.replace('h', 22, key('b'));
    expect((await readFile(file)).subarray(0, junk.length)).toEqual(junk);
  });

  test('makes the file readable by its owner alone', async () => {
    await createHostKeys({ file }).add('h', 22, key('a'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test.skipIf(process.platform === 'win32')('through a symbolic link replaces the file that it leads to, and the link stays', async () => {
    const elsewhere = join(folder, 'dotfiles');
    await mkdir(elsewhere);
    const real = join(elsewhere, 'hosts');
    await writeFile(real, formatEntry('g', key('g'), false));
    await symlink(real, file);
    const keys = createHostKeys({ file });
    await keys.add('h', 22, key('a'));
    await keys.replace('h', 22, key('b'));
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
    expect(await readFile(real, 'utf8')).toBe(formatEntry('g', key('g'), false) + formatEntry('h', key('b'), false));
    expect(await readdir(elsewhere)).toEqual(['hosts']);
  });

  test('takes away what a crashed write left behind, and nothing else', async () => {
    const left = ['known_hosts.tmp-1-deadbeef', 'known_hosts.0189f7c2-5c4b-4f0e-9c38-2f6f3c1f2b7a.tmp'];
    const kept = [`known_hosts.tmp-${process.pid}-deadbeef`, 'known_hosts.tmp', 'known_hosts.old.tmp', 'old_known_hosts.tmp-1-deadbeef'];
    for (const name of [...left, ...kept]) await writeFile(join(folder, name), 'h ssh-ed25519 AAAA');
    await createHostKeys({ file }).knownTypes('h', 22);
    expect((await readdir(folder)).toSorted()).toEqual(kept.toSorted());
  });

  test('hashes names where the file already hashes them', async () => {
    await writeFile(file, formatEntry('other', key('x'), true));
    const keys = createHostKeys({ file });
    await keys.add('secret.example', 2222, key('a'));
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('secret');
    expect((await keys.check('secret.example', 2222, key('a'))).outcome).toBe('match');
  });

  test('replaces only this host’s key of this type', async () => {
    const keys = createHostKeys({ file });
    const kept = [
      formatEntry('h', key('r', 'ecdsa-sha2-nistp256'), false),
      formatEntry('*.h', key('p'), false),
      formatEntry('g', key('a'), false),
    ];
    await writeFile(file, [formatEntry('h,10.0.0.1', key('a'), false), formatEntry('h', key('old'), true), ...kept].join(''));
    await keys.replace('h', 22, key('new'));
    expect(await readFile(file, 'utf8')).toMatch(/^10\.0\.0\.1 ssh-ed25519 /u);
    for (const line of kept) expect(await readFile(file, 'utf8')).toContain(line);
    expect((await keys.check('h', 22, key('a'))).outcome).toBe('changed');
    expect((await keys.check('h', 22, key('old'))).outcome).toBe('changed');
    expect((await keys.check('h', 22, key('new'))).outcome).toBe('match');
    expect((await keys.check('10.0.0.1', 22, key('a'))).outcome).toBe('match');
  });

  test('loses none of many keys stored at once', async () => {
    const keys = createHostKeys({ file });
    await Promise.all(Array.from({ length: 20 }, (_, index) => keys.add(`h${index}`, 22, key(`${index}`))));
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(20);
  });

  test.skipIf(process.platform === 'win32')('does not wait for a pipe in the place of the person’s own file', async () => {
    const pipe = join(folder, 'pipe');
    await run('mkfifo', [pipe]);
    const { keys, unread } = listening([pipe]);
    expect((await keys.check('h', 22, key('a'))).outcome).toBe('new');
    expect(unread).toEqual([{ path: pipe, message: `${pipe} is a device or a pipe, not a file of known host keys.`, hint: MOVE }]);
  });

  test('names a folder in the place of the own file, when it is read and when it is written', async () => {
    await mkdir(file);
    const { keys, unread } = listening();
    const told = { message: `${file} is a folder, not a file of known host keys.`, hint: MOVE };
    await expect(keys.add('h', 22, key('a'))).rejects.toMatchObject({ name: 'AppError', ...told });
    await expect(keys.replace('h', 22, key('a'))).rejects.toMatchObject(told);
    expect((await keys.check('h', 22, key('a'))).outcome).toBe('new');
    expect(unread).toEqual([{ path: file, ...told }]);
  });

  test.runIf(existsSync('/dev/full'))('reads nothing of a device in the place of the own file', async () => {
    await symlink('/dev/full', file);
    const { keys, unread } = listening();
    const told = { message: `${file} is a device or a pipe, not a file of known host keys.`, hint: MOVE };
    expect(await keys.knownTypes('h', 22)).toEqual([]);
    expect(unread).toEqual([{ path: file, ...told }]);
    await expect(keys.add('h', 22, key('a'))).rejects.toMatchObject(told);
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
  });

  test('reads no more than a bound, and says so', async () => {
    await writeFile(file, '');
    await truncate(file, 64 * 1024 * 1024 + 1);
    await expect(createHostKeys({ file }).add('h', 22, key('a'))).rejects.toMatchObject({
      code: 'limit',
      message: `${file} is too large for a file of known host keys: it has more than 64 MiB.`,
      hint: MOVE,
    });
  });

  test('names a file that cannot be read for another reason', async () => {
    await symlink(file, file);
    await expect(createHostKeys({ file }).add('h', 22, key('a'))).rejects.toMatchObject({
      name: 'AppError',
      message: `${file} could not be read (ELOOP).`,
    });
  });

  test('names the file when it cannot be written, and leaves it as it was', async () => {
    const missing = join(folder, 'no', 'such', 'folder', 'known_hosts');
    await expect(createHostKeys({ file: missing }).add('h', 22, key('a'))).rejects.toMatchObject({
      message: expect.stringContaining(missing),
    });
  });

  test.skipIf(process.getuid?.() === 0)('says read-only for a folder without write permission', async () => {
    await chmod(folder, 0o500);
    await expect(createHostKeys({ file }).add('h', 22, key('a'))).rejects.toMatchObject({ code: 'read-only' });
    await chmod(folder, 0o700);
  });

  test.runIf(existsSync('/proc/self'))('names a place that takes no files', async () => {
    const place = '/proc/self/known_hosts';
    await expect(createHostKeys({ file: place }).add('h', 22, key('a'))).rejects.toMatchObject({ message: expect.stringContaining(place) });
  });

  test.runIf(canMount)('says disk-full and read-only of a real file system that is', async () => {
    const place = join(folder, 'mount');
    await mkdir(place);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'none', place]);
    try {
      const keys = createHostKeys({ file: join(place, 'known_hosts') });
      await keys.add('h', 22, key('a'));
      const before = await readFile(join(place, 'known_hosts'));
      await writeFile(join(place, 'filler'), Buffer.alloc(4_096));
      await expect(keys.add('g', 22, key('b'))).rejects.toMatchObject({ code: 'disk-full', message: expect.stringContaining(place) });
      await run('mount', ['-o', 'remount,ro', place]);
      await expect(keys.add('g', 22, key('b'))).rejects.toMatchObject({ code: 'read-only', message: expect.stringContaining(place) });
      expect(await readFile(join(place, 'known_hosts'))).toEqual(before);
      expect((await keys.check('h', 22, key('a'))).outcome).toBe('match');
    } finally {
      await run('umount', [place]);
    }
  });

  test('writes what ssh-keygen finds', async () => {
    const path = join(folder, 'id');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
    const blob = Buffer.from((await readFile(`${path}.pub`, 'utf8')).split(' ')[1] ?? '', 'base64');
    await createHostKeys({ file }).add('Web.Example', 2222, blob);
    const plain = await run('ssh-keygen', ['-F', '[web.example]:2222', '-f', file]);
    expect(plain.stdout).toContain('found: line 1');
    await rm(file);
    await writeFile(file, formatEntry('x', blob, true));
    await createHostKeys({ file }).add('Web.Example', 2222, blob);
    const hashed = await run('ssh-keygen', ['-F', '[web.example]:2222', '-f', file]);
    expect(hashed.stdout).toContain('found: line 2');
  });
});

async function mountWorks(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  const place = await mkdtemp(join(tmpdir(), 'gangway-mount-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'none', place]);
    await run('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
