import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionBook } from '../../../shared/model/session.ts';
import { SETTING_KEYS } from '../../../shared/model/session-settings.ts';
import { createDocument } from '../../store/document.ts';
import { sessionDocument } from './session-document.ts';
import { createSessions } from './sessions.ts';

const fixture = join(dirname(fileURLToPath(import.meta.url)), 'fixtures', 'sessions-v2.json');
const first = fixture.replace('-v2', '-v1');

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-sessions-'));
  file = join(folder, 'sessions.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => createDocument<SessionBook>({ ...sessionDocument, file });
type Raw = { version: number; defaults: Record<string, unknown>; folders: Record<string, unknown>[]; sessions: Record<string, unknown>[] };
const raw = (): Raw => JSON.parse(readFileSync(fixture, 'utf8')) as Raw;
const put = (value: unknown): void => writeFileSync(file, JSON.stringify(value));

describe('sessions.json', () => {
  it('of version 2 loads whole, with every setting that there is', async () => {
    copyFileSync(fixture, file);
    const { value, problems, readOnly } = await open().load();
    expect({ problems, readOnly }).toEqual({ problems: [], readOnly: false });
    expect({ version: 2, ...value }).toEqual(raw());
    const settings = value.sessions.flatMap((session) => Object.keys(session.settings));
    expect([...new Set(settings)].toSorted()).toEqual(SETTING_KEYS.toSorted());
  });

  it('of version 1 loads whole: all of its sessions are for SSH', async () => {
    copyFileSync(first, file);
    const { value, problems, readOnly } = await open().load();
    expect({ problems, readOnly }).toEqual({ problems: [], readOnly: false });
    const old = JSON.parse(readFileSync(first, 'utf8')) as Raw;
    expect({ version: 1, ...value }).toEqual({ ...old, sessions: old.sessions.map((session) => ({ protocol: 'ssh', ...session })) });
  });

  it('comes back as it was saved, readable by its owner alone', async () => {
    copyFileSync(fixture, file);
    const document = open();
    const sessions = await createSessions(document);
    await sessions.save({
      name: 'new',
      folder: null,
      target: { kind: 'host', host: 'new.example' },
      settings: { colours: { red: '#00ff00' } },
    });
    expect((await open().load()).value).toEqual(sessions.book());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(`${file}.bak`, 'utf8'))).toEqual(raw());
  });

  it.each<[string, (book: Raw) => void]>([
    ['a session without a name', (book) => void (book.sessions[0] = { ...book.sessions[0], name: ' ' })],
    [
      'a session with a setting out of its limits',
      (book) => void (book.sessions[0] = { ...book.sessions[0], settings: { fontSize: 4_000 } }),
    ],
    ['a session with an unknown field', (book) => void (book.sessions[0] = { ...book.sessions[0], password: 'x' })],
    ['a control character in a name', (book) => void (book.sessions[0] = { ...book.sessions[0], name: 'a\u0007b' })],
    ['a default out of its limits', (book) => void (book.defaults['scrollback'] = -1)],
    ['a default that is not known', (book) => void (book.defaults['colour'] = 'red')],
    [
      'a default named like a property of every object',
      (book) => void Object.defineProperty(book.defaults, 'constructor', { value: 1, enumerable: true }),
    ],
    ['a folder that is none', (book) => void (book.folders as unknown[]).push(7)],
  ])('sets %s aside and loads the rest', async (_what, spoil) => {
    const book = raw();
    spoil(book);
    put(book);
    const { value, problems, readOnly } = await open().load();
    expect(problems).toMatchObject([{ code: 'invalid-input', message: expect.stringContaining('One entry') as string }]);
    expect(readOnly).toBe(false);
    expect(value.sessions.length + value.folders.length + Object.keys(value.defaults).length).toBeGreaterThanOrEqual(7);
    expect(readdirSync(folder).some((name) => name.includes('quarantine'))).toBe(true);
  });

  it('that is damaged gives way to its .bak', async () => {
    copyFileSync(fixture, `${file}.bak`);
    writeFileSync(file, readFileSync(fixture, 'utf8').slice(0, 900));
    const { value, problems } = await open().load();
    expect(problems).toMatchObject([{ code: 'config-broken' }]);
    expect(value.sessions).toHaveLength(4);
  });

  it('of a newer version is shown and not changed', async () => {
    put({ ...raw(), version: 3 });
    const before = readFileSync(file, 'utf8');
    const sessions = await createSessions(open());
    expect(sessions.book().sessions).toHaveLength(4);
    await expect(sessions.remove(['s-web'])).rejects.toMatchObject({ code: 'newer-version' });
    expect(sessions.get('s-web')?.name).toBe('web');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('of ten thousand sessions is read and saved whole', async () => {
    const [web] = raw().sessions;
    const book = {
      ...raw(),
      sessions: Array.from({ length: 10_000 }, (_, at) => ({
        ...web,
        id: `s${at}`,
        name: `web ${at}`,
        settings: { port: 22, user: 'admin' },
      })),
    };
    put(book);
    const sessions = await createSessions(open());
    await sessions.save({ name: 'one more', folder: null, target: { kind: 'host', host: 'h' }, settings: {} });
    const again = await createSessions(open());
    expect(again.book().sessions).toEqual(sessions.book().sessions);
    expect(again.book().sessions).toHaveLength(10_001);
  });
});
