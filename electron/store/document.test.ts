import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  lstatSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDocument, type Document } from './document.ts';

const note = z.strictObject({ text: z.string(), done: z.boolean() });
const schema = z.strictObject({ notes: z.array(note) });
type Notes = z.infer<typeof schema>;

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-store-'));
  file = join(folder, 'notes.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(path = file): Document<Notes> {
  return createDocument<Notes>({
    file: path,
    version: 3,
    schema: () => schema,
    migrations: {
      1: ({ items }) => ({ notes: (items as string[]).map((text) => ({ text })) }),
      2: ({ notes }) => ({ notes: (notes as { text: string }[]).map(({ text }) => ({ text, done: false })) }),
    },
    empty: { notes: [] },
    entries: { notes: () => note },
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  });
}

/** Real full and read-only disks need a file system of one's own, which Linux gives to root alone. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && tryMount();

function tryMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'gangway-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function withMount(options: readonly string[], use: (path: string) => Promise<void>): Promise<void> {
  const place = mkdtempSync(join(folder, 'disk-'));
  execFileSync('mount', ['-t', 'tmpfs', ...options, 'none', place]);
  try {
    await use(join(place, 'notes.json'));
  } finally {
    execFileSync('umount', [place]);
  }
}

const one: Notes = { notes: [{ text: 'one', done: true }] };
const two: Notes = { notes: [{ text: 'two', done: true }] };

describe('a document', () => {
  it('starts empty without a word when there is no file', async () => {
    expect(await open().load()).toEqual({ value: { notes: [] }, problems: [], readOnly: false });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('comes back as it was saved, readable by its owner only', async () => {
    await open().save(one);
    expect(await open().load()).toEqual({ value: one, problems: [], readOnly: false });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([1, 2])('written by version %i is carried over step by step', async (version) => {
    copyFileSync(new URL(`./fixtures/notes-v${version}.json`, import.meta.url), file);
    const { value, problems } = await open().load();
    expect(problems).toEqual([]);
    expect(value.notes).toEqual([
      { text: 'first', done: false },
      { text: 'second', done: false },
    ]);
  });

  it('sets one bad entry aside, says where, and keeps the others', async () => {
    writeFileSync(file, JSON.stringify({ version: 3, notes: [one.notes[0], { text: 5, done: true }, two.notes[0]] }));
    const { value, problems, readOnly } = await open().load();
    expect(value.notes.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(readOnly).toBe(false);
    expect(problems).toHaveLength(1);
    const name = readdirSync(folder).find((entry) => entry.startsWith('notes.json.quarantine-'));
    expect(problems[0]?.hint).toContain(name);
    expect(JSON.parse(readFileSync(join(folder, name ?? ''), 'utf8'))).toMatchObject({
      refused: [{ field: 'notes', key: 1, value: { text: 5, done: true } }],
    });
  });

  it.each([
    ['cut off in the middle', '{"version":3,"notes":[{"text":"on'],
    ['empty', ''],
    ['a list', '[]'],
    ['without a version', '{"notes":[]}'],
    ['of a version with no way from it', '{"version":0,"notes":[]}'],
    ['with a field of the wrong kind', '{"version":3,"notes":7}'],
    ['full of zero bytes', '\0'.repeat(512)],
  ])('that is %s is kept aside, and the copy before the last change is loaded', async (_what, broken) => {
    const document = open();
    await document.save(one);
    await document.save(two);
    writeFileSync(file, broken);
    const { value, problems, readOnly } = await open().load();
    expect(value).toEqual(one);
    expect(readOnly).toBe(false);
    expect(problems[0]?.code).toBe('config-broken');
    expect(problems[0]?.message).toContain(file);
    const kept = readdirSync(folder).find((entry) => entry.includes('.broken-'));
    expect(readFileSync(join(folder, kept ?? ''), 'utf8')).toBe(broken);
    // The next start finds a sound file and has nothing to tell.
    expect(await open().load()).toEqual({ value: one, problems: [], readOnly: false });
  });

  it('that is broken and has no earlier copy starts empty and says so', async () => {
    writeFileSync(file, 'oops');
    const { value, problems } = await open().load();
    expect(value).toEqual({ notes: [] });
    expect(problems[0]?.message).toMatch(/starts empty/u);
  });

  it('of a newer version is shown as far as it is understood, and is never written', async () => {
    const text = JSON.stringify({ version: 4, notes: [one.notes[0], { text: 'from the future', colour: 'red' }] });
    writeFileSync(file, text);
    const document = open();
    const { value, problems, readOnly } = await document.load();
    expect({ value, readOnly }).toEqual({ value: one, readOnly: true });
    expect(problems[0]).toMatchObject({ code: 'newer-version' });
    await expect(document.save(two)).rejects.toMatchObject({ code: 'newer-version' });
    await expect(open().save(two)).rejects.toMatchObject({ code: 'newer-version' });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('saved many times at once ends with the last value, and every save is told when it is safe', async () => {
    const document = open();
    await document.load();
    const saves = Array.from({ length: 200 }, (_, index) => document.save({ notes: [{ text: String(index), done: false }] }));
    await Promise.all(saves);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ version: 3, notes: [{ text: '199', done: false }] });
    expect(readdirSync(folder).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });

  it.skipIf(!canMount)('keeps the old file whole on a full disk, and says so', () =>
    withMount(['-o', 'size=64k'], async (path) => {
      await open(path).save(one);
      const large = { notes: [{ text: 'x'.repeat(100_000), done: false }] };
      await expect(open(path).save(large)).rejects.toMatchObject({ code: 'disk-full', message: expect.stringContaining(path) as string });
      expect(await open(path).load()).toEqual({ value: one, problems: [], readOnly: false });
      expect(readdirSync(dirname(path)).filter((name) => name.includes('.tmp-'))).toEqual([]);
    }),
  );

  it.skipIf(!canMount)('on a read-only disk is read, and refuses changes with its path', () =>
    withMount([], async (path) => {
      await open(path).save(one);
      execFileSync('mount', ['-o', 'remount,ro', dirname(path)]);
      const document = open(path);
      expect(await document.load()).toEqual({ value: one, problems: [], readOnly: false });
      await expect(document.save(two)).rejects.toMatchObject({ code: 'read-only', message: expect.stringContaining(path) as string });
    }),
  );

  it.skipIf(process.getuid?.() === 0)('in a folder that may not be written to says so with its path', async () => {
    await open().save(one);
    chmodSync(folder, 0o500);
    await expect(open().save(two)).rejects.toMatchObject({ code: 'read-only', message: expect.stringContaining(file) as string });
    chmodSync(folder, 0o700);
    expect(await open().load()).toMatchObject({ value: one });
  });

  it('whose name belongs to a device is left alone', async () => {
    symlinkSync('/dev/zero', file);
    const { value, problems, readOnly } = await open().load();
    expect({ value, readOnly, code: problems[0]?.code }).toEqual({ value: { notes: [] }, readOnly: true, code: 'read-only' });
    await expect(open().save(one)).rejects.toMatchObject({ code: 'read-only' });
  });

  it('reached through a symbolic link stays behind that link', async () => {
    const real = join(folder, 'elsewhere.json');
    await open(real).save(one);
    symlinkSync(real, file);
    await open().save(two);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(await open(real).load()).toMatchObject({ value: two });
  });

  it('takes away what a crashed write left behind', async () => {
    await open().save(one);
    const left = `${file}.tmp-1-deadbeef`;
    writeFileSync(left, '{"version":3,"no');
    expect(await open().load()).toMatchObject({ value: one, problems: [] });
    expect(existsSync(left)).toBe(false);
  });
});
