import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHost, type GangwayHost } from '../../electron/host/create-host.ts';
import { contract } from '../../shared/contract/contract.ts';
import type { Frame, Link } from '../../shared/rpc/link.ts';

const SECRET = 'hunter2-Xq7';
/** Those that would leave the data folder (programs, clouds) are for their own tests. */
const METHODS = Object.keys(contract.methods).filter((name) => /^(?:sessions|vault|keys|imports|terminals)\./u.test(name));
const TOPICS = Object.keys(contract.subscriptions).filter((name) => /^(?:sessions|vault|keys|terminals)\./u.test(name));

let folder: string;
let host: GangwayHost;
let said: Record<string, unknown>[];
let text: string[];
let send: (frame: object) => void;
let calls: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-hostile-'));
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'home', 'a'), 'not a key');
  said = [];
  text = [];
  calls = 0;
  const openExternal = (): Promise<void> => Promise.resolve();
  const folders = { dataFolder: join(folder, 'data'), homeFolder: join(folder, 'home') };
  mkdirSync(folders.dataFolder);
  host = await createHost({ shell: 'browser', version: '0', ...folders, env: {}, openExternal });
  let receive: (frame: Frame) => void = () => {};
  const link: Link = {
    send(frame) {
      if (typeof frame !== 'string') return;
      text.push(frame);
      said.push(JSON.parse(frame) as Record<string, unknown>);
      const { t, id } = said.at(-1) ?? {};
      // Every question is dismissed.
      if (t === 'ask') queueMicrotask(() => receive(JSON.stringify({ t: 'dismiss', id })));
    },
    onFrame: (listener) => {
      receive = listener;
    },
    onClose: () => {},
    close: () => {},
  };
  host.attach(link);
  send = (frame) => receive(JSON.stringify(frame));
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

async function answer(id: number): Promise<Record<string, unknown>> {
  return await vi.waitFor(() => {
    const found = said.find((frame) => frame['id'] === id && frame['t'] !== 'ask');
    if (found === undefined) throw new Error(`Call ${id} was not answered.`);
    return found;
  }, 10_000);
}

function call(method: string, input: unknown, t = 'call'): Promise<Record<string, unknown>> {
  calls += 1;
  send(t === 'call' ? { t, id: calls, method, input } : { t, id: calls, topic: method, input });
  return answer(calls);
}

const target = { kind: 'host', host: 'nowhere.invalid' };
/** One good input of each method, to be spoilt. */
const GOOD: Readonly<Record<string, unknown>> = {
  'sessions.save': { name: 'a', folder: null, target, settings: { environment: [{ name: 'A', value: 'b' }] } },
  'sessions.saveFolder': { name: 'f', parent: null, settings: {} },
  'sessions.setDefaults': { settings: { user: 'x' } },
  'sessions.duplicate': { ids: ['a'] },
  'sessions.move': { ids: ['a'], folder: null },
  'sessions.remove': { ids: ['a'] },
  'sessions.restore': { undo: 'a' },
  'sessions.copySshConfig': { alias: 'a', folder: null },
  'vault.create': { protection: 'system' },
  'vault.unlock': { password: SECRET },
  'vault.protect': { protection: 'system', old: SECRET },
  'vault.forget': { ids: ['a'] },
  'vault.setAutoLock': { minutes: 3 },
  'vault.setSaving': { allowed: true },
  'vault.destroy': { typed: SECRET },
  'keys.list': { pairs: false },
  'keys.inspect': { path: '~/a' },
  'keys.addFolder': { path: '~' },
  'keys.removeFolder': { path: '~' },
  'keys.generate': { path: '~/a', comment: '', passphrase: SECRET },
  'keys.importToVault': { path: '~/a' },
  'keys.publicLine': { place: { kind: 'file', path: '~/a' } },
  'imports.preview': { source: 'gangway', from: { kind: 'path', path: '~/a' }, password: SECRET },
  'imports.apply': { id: 'a', items: ['0'], folder: null },
  'imports.export': { format: 'openssh', ids: ['a'] },
  'terminals.open': { machine: { kind: 'session', id: 'a' }, size: { cols: 80, rows: 24 }, stream: 1 },
  'terminals.attach': { terminal: 'a', stream: 1 },
  'terminals.close': { terminal: 'a' },
};

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, '', '__proto__', 'constructor', '../../x', '\u0000', '\ud800', -1, 1e308, 2 ** 53, true, [], {}),
  fc.constantFrom<unknown>(
    { kind: 'constructor' },
    ['a', 'a'],
    [[]],
    'x'.repeat(5_000),
    '/dev/zero',
    '/proc/self/environ',
    '\\\\evil\\share\\k',
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Where a page may put a secret. A path is none: what cannot be opened is named. */
const SECRET_FIELDS = new Set(['password', 'passphrase', 'old', 'typed', 'extra']);

/** The input with one part of it replaced, taken out, or added. */
function spoilt(input: unknown): fc.Arbitrary<unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return odd;
  const keys = Object.keys(input);
  return fc.oneof(
    odd,
    fc
      .constantFrom(...keys, 'kind', '__proto__', 'extra')
      .chain((key) =>
        (SECRET_FIELDS.has(key) ? fc.oneof(odd, fc.constant(`${SECRET}\n`)) : odd).map((value) => ({ ...input, [key]: value })),
      ),
    fc.constantFrom('', ...keys).map((key) => Object.fromEntries(Object.entries(input).filter(([name]) => name !== key))),
  );
}

test('whatever a page calls, it gets an answer: no crash, no stack, no secret of its own, and nothing outside of the data folder changes', async () => {
  const failed: unknown[] = [];
  const uncaught = (error: unknown): void => void failed.push(error);
  process.on('unhandledRejection', uncaught);
  try {
    const cases = fc.constantFrom(...METHODS).chain((name) => spoilt(GOOD[name] ?? {}).map((input) => ({ name, input })));
    await fc.assert(
      fc.asyncProperty(cases, async ({ name, input }) => {
        const reply = await call(name, input);
        expect(['ok', 'fail']).toContain(reply['t']);
        const said = JSON.stringify(reply);
        expect(said).not.toMatch(/\bat (?:async )?[\w.<>]+ \(|node:internal|ZodError/u);
        expect(said).not.toContain(SECRET);
        if (reply['t'] === 'fail') expect(reply['error']).not.toMatchObject({ code: 'internal' });
      }),
      { numRuns: 600 },
    );
    for (const name of TOPICS) {
      for (const [input] of fc.sample(fc.tuple(odd), { numRuns: 20, seed: 7 })) {
        expect(['snapshot', 'fail']).toContain((await call(name, input, 'subscribe'))['t']);
      }
    }
    expect(failed).toEqual([]);
  } finally {
    process.off('unhandledRejection', uncaught);
  }
  // Keys were made where good inputs led; nothing else appeared, and the file that was there is the same.
  expect(readFileSync(join(folder, 'home', 'a'), 'utf8')).toBe('not a key');
  const left = readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of left) {
    const file = join(entry.parentPath, entry.name);
    expect(statSync(file).mode & 0o077, file).toBe(0);
    expect(readFileSync(file, 'latin1'), file).not.toContain(SECRET);
  }
  expect(text.join('').includes(SECRET)).toBe(false);
}, 120_000);

test('ids of another kind, cycles and twenty thousand ids are refused in no time and change nothing', async () => {
  const folderId = ((await call('sessions.saveFolder', { name: 'f', parent: null, settings: {} }))['value'] as { id: string }).id;
  const inner = ((await call('sessions.saveFolder', { name: 'g', parent: folderId, settings: {} }))['value'] as { id: string }).id;
  const id = ((await call('sessions.save', { name: 's', folder: inner, target, settings: {} }))['value'] as { id: string }).id;
  const many = Array.from({ length: 20_000 }, (_, index) => `x${index}`);
  const wrong: readonly (readonly [string, unknown])[] = [
    ['sessions.save', { id: folderId, name: 'x', folder: null, target, settings: {} }],
    ['sessions.saveFolder', { id, name: 'x', parent: null, settings: {} }],
    ['sessions.save', { name: 'x', folder: id, target, settings: {} }],
    ['sessions.saveFolder', { id: folderId, name: 'f', parent: inner, settings: {} }],
    ['sessions.saveFolder', { id: folderId, name: 'f', parent: folderId, settings: {} }],
    ['sessions.move', { ids: [folderId], folder: inner }],
    ['sessions.move', { ids: [id], folder: id }],
    ['sessions.move', { ids: many, folder: null }],
    ['sessions.remove', { ids: [...many.slice(1), id] }],
    ['sessions.duplicate', { ids: many }],
    ['sessions.remove', { ids: [...many, id] }],
    ['imports.export', { format: 'gangway', ids: many }],
    ['imports.apply', { id: 'none', items: many, folder: null }],
    ['terminals.open', { machine: { kind: 'session', id: folderId }, size: { cols: 80, rows: 24 }, stream: 1 }],
  ];
  const started = performance.now();
  for (const [method, input] of wrong) {
    const reply = await call(method, input);
    expect(reply, method).toMatchObject({ t: 'fail' });
    expect(reply['error'], method).not.toMatchObject({ code: 'internal' });
  }
  expect(performance.now() - started).toBeLessThan(5_000);
  const book = await call('sessions.list', null, 'subscribe');
  expect(book['value']).toMatchObject({ folders: [{ name: 'f' }, { name: 'g', parent: folderId }], sessions: [{ id, folder: inner }] });
});
