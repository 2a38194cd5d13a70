import { describe, expect, it } from 'vitest';
import {
  MAX_FOLDER_DEPTH,
  type Session,
  type SessionBook,
  type SessionBookChange,
  type SessionFolder,
} from '../../../shared/model/session.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { createSessions, type Sessions } from './sessions.ts';

const target = { kind: 'host', host: 'web.example' } as const;
const session = (name: string, folder: string | null = null, id?: string) => ({
  name,
  folder,
  protocol: 'ssh' as const,
  target,
  settings: {},
  ...(id === undefined ? {} : { id }),
});
const folder = (name: string, parent: string | null = null, id?: string) => ({
  name,
  parent,
  settings: {},
  ...(id === undefined ? {} : { id }),
});
const EMPTY: SessionBook = { defaults: {}, folders: [], sessions: [] };

/** A disk that keeps the last book, or refuses. */
function disk(value: SessionBook = EMPTY) {
  const state = { value, refuses: undefined as AppError | undefined, saves: 0 };
  return {
    state,
    load: () => Promise.resolve({ value }),
    save: async (book: SessionBook) => {
      state.saves += 1;
      await Promise.resolve();
      if (state.refuses !== undefined) throw state.refuses;
      state.value = book;
    },
  };
}

async function open(value?: SessionBook) {
  const store = disk(value);
  const sessions = await createSessions(store);
  const heard: SessionBookChange[] = [];
  sessions.subscribe((change) => heard.push(change));
  return { sessions, store: store.state, heard };
}

const names = (sessions: Sessions): string[] => sessions.book().sessions.map(({ name }) => name);
const folderNames = (sessions: Sessions): string[] => sessions.book().folders.map(({ name }) => name);
const full = new AppError('disk-full', 'The disk is full.');

/** `/a/b/name` of every session. */
function paths(sessions: Sessions): string[] {
  const book = sessions.book();
  const place = (id: string | null): string => {
    const found = book.folders.find((other) => other.id === id);
    return found === undefined ? '' : `${place(found.parent)}/${found.name}`;
  };
  return book.sessions.map(({ name, folder: parent }) => `${place(parent)}/${name}`).toSorted();
}

describe('saving', () => {
  it('keeps a session, tells of it, and gives its id', async () => {
    const { sessions, store, heard } = await open();
    const id = await sessions.save(session('web'));
    expect(sessions.get(id)).toEqual({ id, ...session('web') });
    expect(store.value).toEqual(sessions.book());
    expect(heard).toEqual([{ sessions: [{ id, ...session('web') }] }]);
  });

  it('changes and renames one that is there, and no other', async () => {
    const { sessions } = await open();
    const id = await sessions.save(session('web'));
    await sessions.save({ ...session('shop'), id, settings: { port: 7 } });
    expect(sessions.book().sessions).toEqual([{ ...session('shop'), id, settings: { port: 7 } }]);
    await expect(sessions.save(session('x', null, 'gone'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses a second of one name in a folder, not elsewhere and not as a folder', async () => {
    const { sessions } = await open();
    const parent = await sessions.saveFolder(folder('web'));
    await sessions.save(session('web'));
    await sessions.save(session('web', parent));
    await sessions.save(session('Web'));
    await expect(sessions.save(session('web'))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('web') as string,
    });
    await expect(sessions.saveFolder(folder('web'))).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('takes any name as it is', async () => {
    const { sessions } = await open();
    const odd = ['a/b\\c', '..', 'CON', 'nul.txt', '👩‍💻', '__proto__', 'constructor', 'x'.repeat(200), '%00', 'a:b', 'שלום'];
    for (const name of odd) {
      await sessions.save(session(name));
      await sessions.saveFolder(folder(name));
    }
    expect(names(sessions)).toEqual(odd);
    expect(folderNames(sessions)).toEqual(odd);
    await sessions.duplicate(sessions.book().sessions.map(({ id }) => id));
    expect(new Set(names(sessions)).size).toBe(odd.length * 2);
    for (const name of names(sessions)) expect(name.length).toBeLessThanOrEqual(200);
  });

  it('refuses folders that are not there', async () => {
    const { sessions } = await open();
    await expect(sessions.save(session('a', 'gone'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(sessions.saveFolder(folder('a', 'gone'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(sessions.move(['gone'], null)).rejects.toMatchObject({ code: 'not-found' });
    await expect(sessions.remove(['gone'])).rejects.toMatchObject({ code: 'not-found' });
    await expect(sessions.duplicate(['gone'])).rejects.toMatchObject({ code: 'not-found' });
    await expect(sessions.restore('gone')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('numbers a name that is taken when asked to', async () => {
    const { sessions } = await open();
    for (let time = 0; time < 3; time += 1) await sessions.saveBeside(session('web'));
    expect(names(sessions)).toEqual(['web', 'web (2)', 'web (3)']);
  });
});

describe('folders', () => {
  it('hand their settings down, the outermost first', async () => {
    const { sessions } = await open();
    await sessions.setDefaults({ port: 1, user: 'default' });
    const outer = await sessions.saveFolder({ ...folder('outer'), settings: { port: 2 } });
    const inner = await sessions.saveFolder({ ...folder('inner', outer), settings: { user: 'inner' } });
    const id = await sessions.save({ ...session('web', inner), settings: { compression: true } });
    expect(sessions.layers(inner, sessions.get(id))).toEqual([
      { from: 'Default Settings', settings: { port: 1, user: 'default' } },
      { from: 'outer', settings: { port: 2 } },
      { from: 'inner', settings: { user: 'inner' } },
      { from: 'web', settings: { compression: true } },
    ]);
  });

  it('never move into themselves, however far inside', async () => {
    const { sessions } = await open();
    const a = await sessions.saveFolder(folder('a'));
    const b = await sessions.saveFolder(folder('b', a));
    const c = await sessions.saveFolder(folder('c', b));
    for (const into of [a, b, c]) {
      await expect(sessions.move([a], into)).rejects.toMatchObject({ code: 'invalid-input' });
      await expect(sessions.saveFolder(folder('a', into, a))).rejects.toMatchObject({ code: 'invalid-input' });
    }
    await sessions.move([c], a);
    expect(sessions.book().folders.find(({ id }) => id === c)?.parent).toBe(a);
  });

  it('lie sixteen deep and no deeper, by whatever way they get there', async () => {
    const { sessions } = await open();
    let deepest: string | null = null;
    for (let depth = 1; depth <= MAX_FOLDER_DEPTH; depth += 1) deepest = await sessions.saveFolder(folder(`d${depth}`, deepest));
    await expect(sessions.saveFolder(folder('more', deepest))).rejects.toMatchObject({ code: 'limit' });
    const id = await sessions.save(session('deep', deepest));
    expect(sessions.layers(deepest, sessions.get(id))).toHaveLength(MAX_FOLDER_DEPTH + 2);
    const flat = await sessions.saveFolder(folder('flat'));
    await sessions.saveFolder(folder('inside', flat));
    const above = sessions.book().folders.find(({ name }) => name === 'd15')?.id ?? '';
    await expect(sessions.move([flat], above)).rejects.toMatchObject({ code: 'limit' });
    await expect(sessions.saveFolder(folder('flat', above, flat))).rejects.toMatchObject({ code: 'limit' });
    // What was taken in stays where it is when it is loaded again.
    const again = await createSessions(disk(sessions.book()));
    expect(again.book()).toEqual(sessions.book());
  });
});

describe('moving', () => {
  it('takes what lies in a moved folder along, even when it was chosen too', async () => {
    const { sessions } = await open();
    const a = await sessions.saveFolder(folder('a'));
    const b = await sessions.saveFolder(folder('b'));
    const inside = await sessions.save(session('web', a));
    await sessions.move([a, inside], b);
    expect(paths(sessions)).toEqual(['/b/a/web']);
  });

  it('refuses two of one name from different folders, and moves neither', async () => {
    const { sessions } = await open();
    const a = await sessions.saveFolder(folder('a'));
    const b = await sessions.saveFolder(folder('b'));
    const one = await sessions.save(session('web', a));
    const two = await sessions.save(session('web', b));
    await expect(sessions.move([one, two], null)).rejects.toMatchObject({ code: 'invalid-input' });
    expect(paths(sessions)).toEqual(['/a/web', '/b/web']);
  });

  it('to where it is already changes nothing', async () => {
    const { sessions } = await open();
    const id = await sessions.save(session('web'));
    await sessions.move([id], null);
    expect(paths(sessions)).toEqual(['/web']);
  });
});

describe('duplicating', () => {
  it('copies a folder with all that is in it, under names of their own', async () => {
    const { sessions } = await open();
    const a = await sessions.saveFolder(folder('a'));
    const b = await sessions.saveFolder(folder('b', a));
    const inner = await sessions.save(session('web', b));
    const copies = await sessions.duplicate([a, b, inner]);
    expect(copies).toHaveLength(1);
    expect(paths(sessions)).toEqual(['/a (2)/b/web', '/a/b/web']);
    const ids = [...sessions.book().sessions, ...sessions.book().folders].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('gives copies of one name different ones', async () => {
    const { sessions } = await open();
    const ids = [await sessions.save(session('web')), await sessions.save(session('web (2)'))];
    await sessions.duplicate(ids);
    await sessions.duplicate(ids);
    expect(names(sessions).toSorted()).toEqual(['web', 'web (2)', 'web (3)', 'web (4)', 'web (5)', 'web (6)']);
  });

  it('cuts no letter in half for the number', async () => {
    const { sessions } = await open();
    const id = await sessions.save(session('👍'.repeat(100)));
    await sessions.duplicate([id]);
    expect(names(sessions)[1]).toBe(`${'👍'.repeat(92)} (2)`);
  });
});

describe('deleting', () => {
  it('takes a folder with all that is in it, and brings all back once', async () => {
    const { sessions, heard } = await open();
    const a = await sessions.saveFolder(folder('a'));
    const b = await sessions.saveFolder(folder('b', a));
    await sessions.save(session('one', a));
    await sessions.save(session('two', b));
    const before = sessions.book();
    const { undo, count } = await sessions.remove([a, b]);
    expect(count).toBe(4);
    expect(sessions.book()).toEqual(EMPTY);
    expect(heard.at(-1)?.removed).toHaveLength(4);
    await sessions.restore(undo);
    expect(paths(sessions)).toEqual(['/a/b/two', '/a/one']);
    expect(new Set(sessions.book().sessions)).toEqual(new Set(before.sessions));
    await expect(sessions.restore(undo)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('brings back beside what took its place, and to the top when its folder is gone', async () => {
    const { sessions } = await open();
    const a = await sessions.saveFolder(folder('a'));
    const ids = [await sessions.save(session('web', a)), await sessions.save(session('web (2)', a))];
    const first = await sessions.remove(ids);
    await sessions.save(session('web', a));
    await sessions.restore(first.undo);
    expect(paths(sessions)).toEqual(['/a/web', '/a/web (2)', '/a/web (3)']);
    const second = await sessions.remove([ids[0] ?? '']);
    await sessions.remove([a]);
    await sessions.restore(second.undo);
    expect(paths(sessions)).toEqual([expect.stringMatching(/^\/web/u)]);
  });

  it('can be undone for the last twenty', async () => {
    const { sessions } = await open();
    const undos: string[] = [];
    for (let time = 0; time < 21; time += 1) undos.push((await sessions.remove([await sessions.save(session(`s${time}`))])).undo);
    await expect(sessions.restore(undos[0] ?? '')).rejects.toMatchObject({ code: 'not-found' });
    await sessions.restore(undos[1] ?? '');
    expect(names(sessions)).toEqual(['s1']);
  });
});

describe('a disk that refuses', () => {
  it('has each change taken back and told', async () => {
    const { sessions, store, heard } = await open();
    const parent = await sessions.saveFolder(folder('a'));
    const id = await sessions.save(session('web', parent));
    const before = sessions.book();
    const kept = store.value;
    store.refuses = full;
    const changes: (() => Promise<unknown>)[] = [
      () => sessions.save(session('new')),
      () => sessions.save({ ...session('renamed', parent, id) }),
      () => sessions.saveFolder(folder('new')),
      () => sessions.setDefaults({ port: 9 }),
      () => sessions.duplicate([parent]),
      () => sessions.move([id], null),
      () => sessions.remove([parent]),
      () => sessions.addAll({ folders: [], sessions: [{ id: 'x', ...session('imported') }], defaults: { port: 3 } }),
    ];
    for (const change of changes) {
      const told = heard.length;
      await expect(change()).rejects.toBe(full);
      expect(sessions.book()).toEqual({ ...before, folders: expect.arrayContaining([...before.folders]) as SessionFolder[] });
      expect(sessions.book().sessions).toHaveLength(1);
      // Page and host agree: the change, and what takes it back.
      expect(heard.length).toBe(told + 2);
    }
    expect(follow(heard)).toEqual(sorted(sessions.book()));
    expect(store.value).toBe(kept);
  });

  it('takes no other change with it that was made meanwhile', async () => {
    const { sessions, store } = await open();
    const id = await sessions.save(session('web'));
    store.refuses = full;
    const refused = sessions.save(session('first', null, id));
    const later = refused.catch(() => (store.refuses = undefined));
    const taken = sessions.save(session('second', null, id));
    await expect(refused).rejects.toBe(full);
    await later;
    await taken;
    expect(names(sessions)).toEqual(['second']);
    expect(store.value).toEqual(sessions.book());
  });

  it('leaves a deletion that could not be undone to be undone later', async () => {
    const { sessions, store } = await open();
    const { undo } = await sessions.remove([await sessions.save(session('web'))]);
    store.refuses = full;
    await expect(sessions.restore(undo)).rejects.toBe(full);
    store.refuses = undefined;
    await sessions.restore(undo);
    expect(names(sessions)).toEqual(['web']);
  });
});

function sorted(book: SessionBook): SessionBook {
  const byId = (a: { id: string }, b: { id: string }): number => a.id.localeCompare(b.id);
  return { defaults: book.defaults, folders: book.folders.toSorted(byId), sessions: book.sessions.toSorted(byId) };
}

/** What a page holds that applied every change. */
function follow(changes: readonly SessionBookChange[]): SessionBook {
  let defaults = {};
  const folders = new Map<string, SessionFolder>();
  const sessions = new Map<string, Session>();
  for (const change of changes) {
    for (const id of change.removed ?? []) {
      folders.delete(id);
      sessions.delete(id);
    }
    for (const one of change.folders ?? []) folders.set(one.id, one);
    for (const one of change.sessions ?? []) sessions.set(one.id, one);
    defaults = change.defaults ?? defaults;
  }
  return sorted({ defaults, folders: [...folders.values()], sessions: [...sessions.values()] });
}

describe('a file that was edited by hand', () => {
  it('loses no entry: rings, absent folders and double ids come to the top or get an id', async () => {
    const book: SessionBook = {
      defaults: {},
      folders: [
        { id: 'a', ...folder('a', 'b') },
        { id: 'b', ...folder('b', 'a') },
        { id: 'self', ...folder('self', 'self') },
        { id: 'lost', ...folder('lost', 'nowhere') },
      ],
      sessions: [
        { id: 'one', ...session('one', 'a') },
        { id: 'one', ...session('twin', 'b') },
        { id: 'lost', ...session('like a folder', 'nowhere') },
      ],
    };
    const { sessions } = await open(book);
    expect(names(sessions)).toEqual(['one', 'twin', 'like a folder']);
    expect(sessions.book().folders.map(({ id, parent }) => [id, parent])).toEqual([
      ['a', null],
      ['b', 'a'],
      ['self', null],
      ['lost', null],
    ]);
    expect(paths(sessions)).toEqual(['/a/b/twin', '/a/one', '/like a folder']);
    const ids = [...sessions.book().sessions, ...sessions.book().folders].map(({ id }) => id);
    expect(new Set(ids).size).toBe(7);
  });
});

describe('ten thousand sessions', () => {
  const many = (count: number): SessionBook => ({
    defaults: {},
    folders: Array.from({ length: count / 10 }, (_, at) => ({
      id: `f${at}`,
      ...folder(`folder ${at}`, at % 10 === 0 ? null : `f${at - (at % 10)}`),
    })),
    sessions: Array.from({ length: count }, (_, at) => ({ id: `s${at}`, ...session(`session ${at}`, `f${at % (count / 10)}`) })),
  });

  it('are copied, moved, deleted and brought back all at once without delay', async () => {
    const { sessions } = await open(many(10_000));
    const started = process.cpuUsage();
    const all = [...sessions.book().folders, ...sessions.book().sessions].map(({ id }) => id);
    await sessions.duplicate(all);
    const into = await sessions.saveFolder(folder('into'));
    await sessions.move(
      all.filter((id) => id.startsWith('s')),
      into,
    );
    const { undo, count } = await sessions.remove(all);
    expect(count).toBe(11_000);
    await sessions.restore(undo);
    for (let time = 0; time < 20; time += 1) await sessions.save(session(`more ${time}`));
    // The process's own time: another's load says nothing of ours. Microseconds.
    const { user, system } = process.cpuUsage(started);
    expect(user + system).toBeLessThan(3_000_000);
    expect(sessions.book().sessions).toHaveLength(20_020);
  });

  it('end at the limit, by name', async () => {
    const { sessions } = await open(many(30_000));
    const all = sessions.book().sessions.map(({ id }) => id);
    await expect(sessions.duplicate(all)).rejects.toMatchObject({ code: 'limit', message: expect.stringContaining('50000') as string });
  });
});
