import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SessionBook } from '../../../shared/model/session.ts';
import { createStreams } from '../../../shared/rpc/streams.ts';
import { decodeBytes, type StreamFrame } from '../../../shared/rpc/frames.ts';
import { createHostKeys } from '../../ssh/host-keys/host-keys.ts';
import { hashName } from '../../ssh/host-keys/known-hosts-line.ts';
import { createSessions, type Sessions } from '../sessions/sessions.ts';
import { createImports, type Imports, type ImportsOptions } from './imports.ts';
import { MAX_FILE, readPlainFile, readUpload } from './read-input.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
let home: string;
let knownHosts: string;
let writes: number;
let sessions: Sessions;
let imports: Imports;

async function open(options: Partial<ImportsOptions> = {}): Promise<void> {
  writes = 0;
  const empty: SessionBook = { defaults: {}, folders: [], sessions: [] };
  sessions = await createSessions({
    load: () => Promise.resolve({ value: empty }),
    save: () => {
      writes += 1;
      return Promise.resolve();
    },
  });
  knownHosts = join(home, 'own_known_hosts');
  imports = createImports({
    platform: 'linux',
    homeFolder: home,
    env: {},
    run: () => Promise.reject(new Error('no program is run here')),
    readSshConfig: () => Promise.resolve({ drafts: [], problems: [] }),
    sessions,
    hostKeys: createHostKeys({ file: knownHosts, others: [join(home, '.ssh', 'known_hosts')] }),
    addressOf: (target) => (target.instance === 'i-1' ? '198.51.100.7' : undefined),
    ...options,
  });
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gangway-imports-'));
  await open();
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function putPutty(): Promise<void> {
  await mkdir(join(home, '.putty'));
  await cp(join(FIXTURES, 'putty/unix-sessions'), join(home, '.putty/sessions'), { recursive: true });
  await cp(join(FIXTURES, 'putty/sshhostkeys'), join(home, '.putty/sshhostkeys'));
}

const all = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);
const upload = (text: string, name = 'file') => ({ kind: 'upload', name, bytes: Buffer.from(text) }) as const;
const reg = (...keys: readonly (readonly [string, Record<string, string>])[]): string =>
  [
    'REGEDIT4',
    ...keys.map(([name, values]) =>
      [
        `[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\${name}]`,
        ...Object.entries(values).map(([key, value]) => `"${key}"="${value}"`),
      ].join('\n'),
    ),
  ].join('\n');

describe('PuTTY on Unix', () => {
  test('is found by itself, previewed, taken into a folder, and not doubled', async () => {
    await putPutty();
    expect(await imports.places()).toEqual([{ source: 'putty', where: join(home, '.putty'), what: '6 sessions, 5 host keys' }]);
    const preview = await imports.preview('putty', { kind: 'default' });
    expect(sessions.book().sessions).toEqual([]);
    expect(preview.items.find(({ name }) => name === 'rich roundtrip')).toMatchObject({
      status: 'new',
      summary:
        'deploy@bastion.example.com:2222, through jumper@jump.example.com:2200, key /home/user/keys/my key.ppk, agent forwarding, runs “tmux attach || tmux new” there, 4 forwards, 2 environment variables, logs to /home/user/logs/&H-&Y&M&D-&T.log',
    });
    const folder = await sessions.saveFolder({ name: 'From PuTTY', parent: null, settings: {} });
    writes = 0;
    expect(await imports.apply(preview.id, all(preview.items), folder)).toEqual({ sessions: 6, folders: 0, hostKeys: 5 });
    expect(writes).toBe(1);
    expect(sessions.book().sessions.every((session) => session.folder === folder)).toBe(true);
    // What a session would inherit anyway is not stored.
    expect(sessions.byName('simple')?.settings).toEqual({ closeOnExit: 'always' });
    expect(sessions.byName('rich roundtrip')?.settings).not.toHaveProperty('keepalive');

    const again = await imports.preview('putty', { kind: 'default' });
    expect(new Set(again.items.map(({ status }) => status))).toEqual(new Set(['exists']));
    expect(again.items[0]?.why).toBe('It is here already, in From PuTTY.');
    expect(await imports.apply(again.id, all(again.items), null)).toEqual({ sessions: 0, folders: 0, hostKeys: 0 });
    expect(sessions.book().sessions).toHaveLength(6);
  });

  test('gives host keys that are known afterwards, in the form of OpenSSH', async () => {
    await putPutty();
    const preview = await imports.preview('putty', { kind: 'path', path: '~/.putty/sshhostkeys' });
    await imports.apply(preview.id, all(preview.items), null);
    const [type, blob] = (await readFile(join(FIXTURES, 'putty/sshhostkeys.TEST-hostkey_ed25519.pub'), 'utf8')).split(' ');
    expect(await readFile(knownHosts, 'utf8')).toContain(`[::1]:2260 ${type} ${blob}\n`);
    const keys = createHostKeys({ file: knownHosts });
    expect((await keys.check('::1', 2260, Buffer.from(blob ?? '', 'base64'))).outcome).toBe('match');
  });
});

describe('PuTTY on Windows', () => {
  test('is read from the live registry, as the system exports it', async () => {
    await open({
      platform: 'win32',
      run: async (_program, args) => cp(join(FIXTURES, 'putty/windows-export.SYNTHETIC.reg'), args[2] ?? ''),
    });
    expect(await imports.places()).toContainEqual({
      source: 'putty-reg',
      where: String.raw`HKCU\Software\SimonTatham\PuTTY`,
      what: '6 sessions, 5 host keys',
    });
    const preview = await imports.preview('putty', { kind: 'default' });
    expect(preview.items.filter(({ kind }) => kind === 'session')).toHaveLength(6);
  });
});

describe('Default Settings of PuTTY', () => {
  test('come only when they are picked, and sessions then keep only what differs from them', async () => {
    const text = reg(
      ['Default%20Settings', { UserName: 'ops' }],
      ['web', { HostName: 'web.example', UserName: 'ops' }],
      ['db', { HostName: 'db.example' }],
    );
    const preview = await imports.preview('putty-reg', upload(text));
    expect(preview.items.map(({ kind, status }) => [kind, status])).toEqual([
      ['defaults', 'new'],
      ['session', 'new'],
      ['session', 'new'],
    ]);
    expect(preview.items[0]?.notes[0]).toMatch(/Pick them only if that is wanted/u);
    await imports.apply(preview.id, all(preview.items), null);
    expect(sessions.book().defaults).toEqual({ user: 'ops' });
    expect(sessions.byName('web')?.settings).toEqual({});
  });
});

describe('names', () => {
  test('that lead elsewhere get a free name, also the second time', async () => {
    await sessions.save({ name: 'web', folder: null, target: { kind: 'host', host: 'other.example' }, settings: {} });
    const text = reg(['web', { HostName: 'web.example' }]);
    const preview = await imports.preview('putty-reg', upload(text));
    expect(preview.items[0]).toMatchObject({
      status: 'new',
      notes: ['The name is taken by a session that leads elsewhere; this one becomes “web (2)”.'],
    });
    await imports.apply(preview.id, all(preview.items), null);
    expect(sessions.byName('web (2)')?.target).toEqual({ kind: 'host', host: 'web.example' });
    expect((await imports.preview('putty-reg', upload(text))).items[0]?.status).toBe('exists');
  });

  test('that come twice are told apart by where they lead', async () => {
    const text = reg(['a', { HostName: 'h1' }], ['a', { HostName: 'h1' }], ['a', { HostName: 'h2' }]);
    const preview = await imports.preview('putty-reg', upload(text));
    expect(preview.items.map(({ status, why }) => why ?? status)).toEqual(['new', 'It is in the source twice.', 'new']);
    await imports.apply(preview.id, all(preview.items), null);
    expect(sessions.book().sessions.map(({ name }) => name)).toEqual(['a', 'a (2)']);
  });

  test('of jump hosts still lead to the session that the source meant, not to another of that name', async () => {
    const elsewhere = await sessions.saveFolder({ name: 'Elsewhere', parent: null, settings: {} });
    await sessions.save({ name: 'bastion', folder: elsewhere, target: { kind: 'host', host: 'evil.example' }, settings: {} });
    const text = reg(
      ['web', { HostName: 'web.example', ProxyMethod: '6', ProxyHost: 'bastion' }],
      ['bastion', { HostName: 'good.example' }],
    );
    const preview = await imports.preview('putty-reg', upload(text));
    await imports.apply(preview.id, all(preview.items), null);
    const [jump = ''] = sessions.byName('web')?.settings.jump ?? [];
    expect(sessions.byName(jump)?.target).toEqual({ kind: 'host', host: 'good.example' });

    // Taken one after the other, too.
    const late = reg(['db', { HostName: 'db.example', ProxyMethod: '6', ProxyHost: 'bastion' }], ['bastion', { HostName: 'good.example' }]);
    const second = await imports.preview('putty-reg', upload(late));
    expect(second.items.map(({ status }) => status)).toEqual(['new', 'exists']);
    await imports.apply(second.id, ['0'], null);
    expect(sessions.byName('db')?.settings.jump).toEqual([jump]);
  });

  test('never step in between sessions that are here and their jump host', async () => {
    await sessions.save({ name: 'web', folder: null, target: { kind: 'host', host: 'w' }, settings: { jump: ['ops@gate.example'] } });
    const text = reg(['ops@gate.example', { HostName: 'evil.example' }]);
    const preview = await imports.preview('putty-reg', upload(text));
    expect(preview.items[0]?.notes).toEqual(['Sessions here go through a machine of this name; this one becomes “ops@gate.example (2)”.']);
    await imports.apply(preview.id, all(preview.items), null);
    expect(sessions.byName('ops@gate.example')).toBeUndefined();
    expect((await imports.preview('putty-reg', upload(text))).items[0]?.status).toBe('exists');
  });

  test('of jump hosts that were left out become the host itself', async () => {
    await sessions.save({ name: 'bastion', folder: null, target: { kind: 'host', host: 'evil.example' }, settings: {} });
    const text = reg(['web', { HostName: 'w', ProxyMethod: '6', ProxyHost: 'bastion' }], ['bastion', { HostName: 'ann@good.example' }]);
    const preview = await imports.preview('putty-reg', upload(text));
    await imports.apply(preview.id, ['0'], null);
    expect(sessions.byName('web')?.settings.jump).toEqual(['ann@good.example']);
  });

  test('of every kind survive: slashes, emoji, Windows’ reserved names; control characters are replaced and told', async () => {
    const text = reg(
      ['CON', { HostName: 'h' }],
      ['a/b', { HostName: 'h' }],
      ['%F0%9F%9A%80', { HostName: 'h' }],
      ['x%07y', { HostName: 'h' }],
      ['%2E%2E', { HostName: 'h' }],
    );
    const preview = await imports.preview('putty-reg', upload(text));
    await imports.apply(preview.id, all(preview.items), null);
    expect(sessions.book().sessions.map(({ name }) => name)).toEqual(['CON', 'a/b', '🚀', 'x\ufffdy', '..']);
    expect(preview.items[3]?.notes).toContain('Its name had control characters; they were replaced.');
  });
});

describe('the preview', () => {
  const hostile = {
    pinnedHostKeys: [`SHA256:${'A'.repeat(43)}`],
    jump: ['j'.repeat(500)],
    remoteCommand: 'x'.repeat(3_000),
    agentForwarding: true,
    hostKeyPolicy: 'accept-new',
    environment: [{ name: 'LD_PRELOAD', value: '/tmp/x.so' }],
    logging: 'all',
    logFile: `~/${'y'.repeat(900)}.log`,
    logClash: 'overwrite',
    forwards: [
      { kind: 'dynamic', bind: '0.0.0.0', port: 1080 },
      { kind: 'local', bind: '::', port: 8080, host: 'db', hostPort: 5432 },
      { kind: 'local', bind: 'localhost', port: 81, host: 'db', hostPort: 5432 },
      { kind: 'remote', bind: '', port: 9000, host: '127.0.0.1', hostPort: 22 },
    ],
  };

  test('shows what a session, a folder and the Default Settings would do, however long the rest is', async () => {
    const file = {
      format: 'gangway-sessions',
      version: 1,
      defaults: hostile,
      folders: [{ name: 'f', folder: [], settings: hostile }],
      sessions: [{ name: 's', folder: [], target: { kind: 'host', host: 'h'.repeat(250) }, settings: hostile }],
    };
    const { items } = await imports.preview('gangway', upload(JSON.stringify(file)));
    expect(items.map(({ kind }) => kind)).toEqual(['defaults', 'folder', 'session']);
    for (const { summary, notes } of items) {
      for (const what of [
        'through jjj',
        'agent forwarding',
        'runs “xxx',
        '4 forwards',
        '1 environment variable',
        'overwrites ~/yyy',
        'unasked',
      ]) {
        expect(summary).toContain(what);
      }
      // The page shows so many letters.
      expect(summary.length).toBeLessThanOrEqual(500);
      expect(notes).toEqual([
        `It trusts a server with the host key SHA256:${'A'.repeat(43)} without a question.`,
        'Its forward on 0.0.0.0:1080 can be used by other computers.',
        'Its forward on :::8080 can be used by other computers.',
        'Its forward lets the server reach 127.0.0.1:22 from this computer.',
      ]);
    }
  });
});

describe('host keys', () => {
  test('for a known host whose name is hashed, or that a pattern fits, do not come in', async () => {
    const lines = (await readFile(join(FIXTURES, 'known_hosts.plain'), 'latin1')).split('\n');
    const [, type = '', blob = ''] = (lines.find((one) => one.startsWith('[beta.example]')) ?? '').split(' ');
    const other = Buffer.from(blob, 'base64');
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    const evil = `${type} ${other.toString('base64')}`;
    await mkdir(join(home, '.ssh'));
    await writeFile(
      join(home, '.ssh/known_hosts'),
      `${hashName('bank.example')} ${type} ${blob}\nplain.example ${type} ${blob}\n*.corp.example ${type} ${blob}\n`,
    );
    const given = [
      'bank.example',
      hashName('plain.example'),
      '*.example',
      'x.corp.example',
      '*',
      'other.test',
      '*.test',
      hashName('a.test'),
    ];
    const preview = await imports.preview('known-hosts', upload(given.map((name) => `${name} ${evil}`).join('\n')));
    expect(preview.items.map(({ status }) => status)).toEqual([...Array<string>(5).fill('skipped'), 'new', 'new', 'new']);
    expect(preview.items[6]?.notes).toEqual(['It is for every host whose name fits this pattern.']);
    expect(preview.items[7]?.notes).toEqual(['Which host it is for cannot be told: its name is hashed.']);
    expect(await imports.apply(preview.id, all(preview.items), null)).toMatchObject({ hostKeys: 3 });
  });

  test('that are known from another file, revoked, or another than the known one do not come in', async () => {
    const line = (name: string): string => readLine(name);
    const lines = (await readFile(join(FIXTURES, 'known_hosts.plain'), 'latin1')).split('\n');
    const readLine = (name: string): string => lines.find((one) => one.startsWith(name)) ?? '';
    const [, type = '', blob = ''] = line('[beta.example]').split(' ');
    const other = Buffer.from(blob, 'base64');
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    await mkdir(join(home, '.ssh'));
    await writeFile(
      join(home, '.ssh/known_hosts'),
      `${line('[beta.example]')}\nchanged.example ${type} ${other.toString('base64')}\n@revoked bad.example ${type} ${blob}\n`,
    );
    const given = [
      line('[beta.example]'),
      `changed.example ${type} ${blob}`,
      `bad.example ${type} ${blob}`,
      `new.example ${type} ${blob}`,
      line('@cert-authority'),
    ];
    const preview = await imports.preview('known-hosts', upload(given.join('\n')));
    expect(preview.items.map(({ status }) => status)).toEqual(['exists', 'skipped', 'skipped', 'new', 'new']);
    expect(await imports.apply(preview.id, all(preview.items), null)).toMatchObject({ hostKeys: 2 });
    const own = await readFile(knownHosts, 'utf8');
    expect(own).toContain(`new.example ${type} ${blob}\n`);
    expect(own).toContain('@cert-authority *.corp.example ');
    expect(own).not.toContain('changed.example');
  });

  test('in hashed lines stay hashed', async () => {
    const preview = await imports.preview('known-hosts', { kind: 'path', path: join(FIXTURES, 'known_hosts.hashed') });
    await imports.apply(preview.id, all(preview.items), null);
    expect(await readFile(knownHosts, 'utf8')).toMatch(/^\|1\|/mu);
    const again = await imports.preview('known-hosts', { kind: 'path', path: join(FIXTURES, 'known_hosts.hashed') });
    expect(again.items.filter(({ status }) => status === 'new')).toEqual([]);
  });
});

describe('Gangway’s own file', () => {
  test('brings everything back into an empty book, folders with their settings, without the vault', async () => {
    const work = await sessions.saveFolder({ name: 'Work', parent: null, settings: { user: 'ops' } });
    const deep = await sessions.saveFolder({ name: 'EU / 1', parent: work, settings: {} });
    await sessions.setDefaults({ keepalive: 0 });
    await sessions.save({
      name: 'web',
      folder: deep,
      target: { kind: 'host', host: 'web.example' },
      settings: { port: 2222, key: { kind: 'vault', id: 'secret-id' } },
    });
    const target = { kind: 'instance', cloud: 'aws', name: 'db', account: 'aws:dev', region: 'eu-west-1', instance: 'i-1' } as const;
    await sessions.save({ name: 'db', folder: work, target, settings: { colours: { red: '#ff0000' } } });
    const { text, notes, fileName } = imports.export('gangway');
    expect(fileName).toBe('gangway-sessions.json');
    expect(text).not.toContain('secret-id');
    expect(notes).toEqual(['web: its key is in the vault and is not in the file.']);
    expect((await imports.preview('gangway', upload(text))).items.every(({ status }) => status === 'exists')).toBe(true);

    await open();
    const preview = await imports.preview('gangway', upload(text));
    expect(await imports.apply(preview.id, all(preview.items), null)).toMatchObject({ sessions: 2, folders: 2 });
    const book = sessions.book();
    expect(book.defaults).toEqual({ keepalive: 0 });
    expect(book.folders.find(({ name }) => name === 'Work')?.settings).toEqual({ user: 'ops' });
    expect(sessions.byName('web')?.settings).toEqual({ port: 2222 });
    expect(sessions.byName('db')).toMatchObject({ target, settings: { colours: { red: '#ff0000' } } });
    expect(imports.export('gangway').text).toBe(text.replace(/,\n\s+"key": \{[^}]*\}/u, ''));
  });

  test('gives a folder alone with what is in it', async () => {
    const work = await sessions.saveFolder({ name: 'Work', parent: null, settings: {} });
    await sessions.save({ name: 'in', folder: work, target: { kind: 'host', host: 'h' }, settings: {} });
    await sessions.save({ name: 'out', folder: null, target: { kind: 'host', host: 'h' }, settings: {} });
    const { text } = imports.export('gangway', [work]);
    expect(JSON.parse(text)).toMatchObject({ folders: [{ name: 'Work' }], sessions: [{ name: 'in', folder: ['Work'] }] });
    expect(() => imports.export('openssh', ['nobody'])).toThrow(/does not exist any more/u);
  });
});

describe('much', () => {
  test('ten thousand sessions are shown and taken within seconds and in one write', async () => {
    const rich = {
      UserName: 'ann',
      PublicKeyFile: 'C:\\\\k.ppk',
      ProxyMethod: '6',
      ProxyHost: 'bastion',
      Colour0: '1,2,3',
      WinTitle: 'x',
      Compression: '1',
    };
    const text = reg(
      ...Array.from({ length: 10_000 }, (_, index) => [`s%20${index % 5_000}`, { ...rich, HostName: `h${index}.example` }] as const),
    );
    const preview = await imports.preview('putty-reg', upload(text));
    expect(await imports.apply(preview.id, all(preview.items), null)).toMatchObject({ sessions: 10_000 });
    expect(writes).toBe(1);
    const again = await imports.preview('putty-reg', upload(text));
    expect(again.items.every(({ status }) => status === 'exists')).toBe(true);
    expect(JSON.stringify({ id: preview.id, items: all(preview.items) }).length).toBeLessThan(256 * 1024);
  }, 60_000);

  test('ten thousand sessions of one name come in once, and are known again', async () => {
    const nodes = Array.from({ length: 10_000 }, (_, index) => {
      const node = `<Node Type="Connection" Name="web" Protocol="SSH2" Hostname="h${index}"/>`;
      return index % 2 === 0 ? node : `<Node Type="Container" Name="customer ${index % 500}">${node}</Node>`;
    });
    const text = `<Connections>${nodes.join('')}</Connections>`;
    const preview = await imports.preview('mremoteng', upload(text));
    expect(await imports.apply(preview.id, all(preview.items), null)).toMatchObject({ sessions: 10_000, folders: 250 });
    const again = await imports.preview('mremoteng', upload(text));
    expect(again.items.every(({ status }) => status === 'exists')).toBe(true);
  }, 60_000);

  test('a session without a login of its own is the one that its folder hands the same login', async () => {
    const preview = await imports.preview('winscp', upload('[Sessions\\a/web]\nHostName=h\nUserName=ann\n[Sessions\\b/web]\nHostName=h\n'));
    await imports.apply(preview.id, all(preview.items), null);
    const [a] = sessions.book().folders;
    await sessions.saveFolder({ ...a!, settings: { user: 'ann' } });
    const again = await imports.preview('winscp', upload('[Sessions\\web]\nHostName=h\nUserName=ann\n[Sessions\\web ]\nHostName=h\n'));
    expect(again.items.map(({ status, why }) => [status, why])).toEqual([
      ['exists', 'It is here already, in a.'],
      ['exists', 'It is here already, in a.'],
    ]);
  });

  test('folders deeper than the tree allows come as one name', async () => {
    const path = Array.from({ length: 40 }, (_, index) => `f${index}`).join('/');
    const preview = await imports.preview('winscp', upload(`[Sessions\\${path}/web]\nHostName=h\n`));
    expect(await imports.apply(preview.id, all(preview.items), null)).toMatchObject({ sessions: 1, folders: 16 });
    expect((await imports.preview('winscp', upload(`[Sessions\\f0/web]\nHostName=h\n`))).items[0]?.status).toBe('new');
  });
});

describe('a wrong choice', () => {
  test.each([
    ['putty-reg', 'known_hosts.plain', /seems to be a known_hosts file, not a registry export of PuTTY/u],
    ['mremoteng', 'putty/windows-export.SYNTHETIC.reg', /seems to be a registry export of PuTTY/u],
    ['known-hosts', 'putty/sshhostkeys', /seems to be PuTTY’s own files/u],
    ['ssh-config', 'known_hosts.plain', /seems to be a known_hosts file/u],
  ] as const)('of %s for %s says what the file is', async (source, file, message) => {
    await expect(imports.preview(source, { kind: 'path', path: join(FIXTURES, file) })).rejects.toThrow(message);
  });

  test('of a folder, a device, a file that is not there, or nothing at all names it', async () => {
    await expect(imports.preview('winscp', { kind: 'path', path: home })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(imports.preview('winscp', { kind: 'path', path: '/dev/zero' })).rejects.toThrow('/dev/zero is not a plain file.');
    await expect(imports.preview('putty', { kind: 'path', path: '~/no' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(imports.preview('putty', { kind: 'default' })).rejects.toThrow(/Nothing of PuTTY/u);
    await expect(imports.preview('winscp', upload(''))).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(readPlainFile(join(FIXTURES, 'known_hosts.plain'), 10)).rejects.toMatchObject({ code: 'limit' });
    expect(MAX_FILE).toBeGreaterThan(64 * 1024 * 1024);
  });

  test('of an old preview, or of items that are not in it, takes nothing', async () => {
    const first = await imports.preview('putty-reg', upload(reg(['a', { HostName: 'h' }])));
    const second = await imports.preview('putty-reg', upload(reg(['b', { HostName: 'h' }])));
    await expect(imports.apply(first.id, ['0'], null)).rejects.toMatchObject({ code: 'not-found' });
    await expect(imports.apply(second.id, ['0', 'zz'], null)).rejects.toMatchObject({ code: 'not-found' });
    await expect(imports.apply(second.id, ['0'], 'gone')).rejects.toMatchObject({ code: 'not-found' });
    expect(sessions.book().sessions).toEqual([]);
  });
});

describe('an upload', () => {
  function twoEnds() {
    const page = createStreams({ send: (frame) => later(frame, () => host) });
    const host = createStreams({ send: (frame) => later(frame, () => page) });
    function later(frame: string | Uint8Array, to: () => typeof page): void {
      queueMicrotask(() => {
        if (typeof frame === 'string') return to().control(JSON.parse(frame) as StreamFrame);
        const { stream, bytes } = decodeBytes(frame);
        to().bytes(stream, bytes.slice());
      });
    }
    return { page: page.open(3), host: host.open(3) };
  }

  test('is read byte for byte, however it is split, and only as far as it was announced', async () => {
    const whole = Buffer.alloc(5_000_000, 'abcdefg');
    const { page, host } = twoEnds();
    const reading = readUpload(host, whole.length, new AbortController().signal);
    for (let at = 0; at < whole.length; at += 300_001) page.write(whole.subarray(at, at + 300_001));
    expect((await reading).equals(whole)).toBe(true);
    expect(await readUpload(twoEnds().host, 0, new AbortController().signal)).toHaveLength(0);
  });

  test('that ends early, or is cancelled, is an error', async () => {
    const early = twoEnds();
    const reading = readUpload(early.host, 100, new AbortController().signal);
    early.page.write(Buffer.alloc(10));
    early.page.close();
    await expect(reading).rejects.toMatchObject({ code: 'lost' });
    const abort = new AbortController();
    const cancelled = readUpload(twoEnds().host, 100, abort.signal);
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
  });
});
