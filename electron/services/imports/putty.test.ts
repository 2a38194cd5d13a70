import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { settingsLayer } from '../../../shared/contract/session-settings.ts';
import { parseLine } from '../../ssh/host-keys/known-hosts-line.ts';
import { unescapePercent } from './decode-text.ts';
import type { Draft } from './draft.ts';
import { exportPuttyRegistry, PUTTY_KEY } from './live-registry.ts';
import { parsePuttyFiles } from './putty-files.ts';
import { parsePuttyHostKeys, puttyHostKey } from './putty-host-keys.ts';
import { formatPuttyPairs, parsePuttyPairs } from './putty-lists.ts';
import { parsePuttyRegistry } from './putty-registry.ts';
import { puttySession } from './putty-session.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures/putty');
const alone = { names: new Set<string>() };

function only(values: Readonly<Record<string, string>>, name = 'web'): Extract<Draft, { kind: 'session' }> {
  const draft = puttySession(name, new Map(Object.entries({ HostName: 'web.example', ...values })), alone);
  if (draft.kind !== 'session') throw new Error(`a session was expected, not ${draft.kind}`);
  return draft;
}

async function unixSessions() {
  const folder = join(FIXTURES, 'unix-sessions');
  const names = (await readdir(folder)).sort();
  return parsePuttyFiles(await Promise.all(names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') }))));
}

describe('sessions that PuTTY saved on Unix', () => {
  test('come with their names as a person typed them', async () => {
    const { drafts } = await unixSessions();
    expect(drafts.map(({ name }) => name).sort()).toEqual(
      ['.hidden*name?', 'back\\slash:colon"quote', 'café ключ', 'prod web/1 100% [x] #2', 'rich roundtrip', 'simple'].sort(),
    );
  });

  test('bring every setting of a rich session that has a place, and name those that have none', async () => {
    const { drafts } = await unixSessions();
    const rich = drafts.find(({ name }) => name === 'rich roundtrip');
    expect(rich).toMatchObject({
      target: { kind: 'host', host: 'bastion.example.com' },
      settings: {
        port: 2222,
        user: 'deploy',
        jump: ['jumper@jump.example.com:2200'],
        key: { kind: 'file', path: '/home/user/keys/my key.ppk' },
        agentForwarding: true,
        compression: true,
        keepalive: 30,
        tcpKeepalive: true,
        environment: [
          { name: 'EDITOR', value: 'vim' },
          { name: 'LC_FOO', value: 'bar' },
        ],
        remoteCommand: 'tmux attach || tmux new',
        pinnedHostKeys: [`SHA256:${'A'.repeat(43)}`],
        terminalType: 'xterm-256color',
        scrollback: 10_000,
        fontFamily: 'Monospace',
        fontSize: 15,
        logging: 'all',
        logFile: '/home/user/logs/&H-&Y&M&D-&T.log',
        forwards: [
          { kind: 'local', bind: '127.0.0.2', port: 9090, host: 'db.internal', hostPort: 5432 },
          { kind: 'dynamic', bind: '', port: 1080 },
          { kind: 'local', bind: '', port: 8080, host: 'localhost', hostPort: 80 },
          { kind: 'remote', bind: '', port: 2022, host: '127.0.0.1', hostPort: 22 },
        ],
      },
    });
    const settings = rich?.kind === 'session' ? rich.settings : {};
    expect(settings.colours).toMatchObject({ foreground: '#dcdccc', background: '#3f3f3f', cursor: '#00ff00', brightBlack: '#555555' });
    expect(settings.legacyAlgorithms).toBeUndefined();
    expect(rich?.kind === 'session' && rich.notes.join('\n')).toMatch(/X11 forwarding is not offered/u);
    expect(rich?.kind === 'session' && rich.notes.join('\n')).toMatch(/title/u);
  });

  test('leave to Gangway what nobody changed in PuTTY', async () => {
    const { drafts } = await unixSessions();
    expect(drafts.find(({ name }) => name === 'simple')).toMatchObject({ settings: { port: 22, closeOnExit: 'always' }, notes: [] });
  });
});

describe('a registry export', () => {
  test('brings the same sessions as the files on Unix', async () => {
    const { drafts } = parsePuttyRegistry(await readFile(join(FIXTURES, 'windows-export.SYNTHETIC.reg')), 'putty.reg');
    const unix = (await unixSessions()).drafts;
    const comparable = (draft: Draft): unknown => {
      if (draft.kind !== 'session') return draft;
      const { fontFamily: _font, fontSize: _size, key: _key, logFile: _log, ...settings } = draft.settings;
      return { ...draft, settings };
    };
    for (const draft of unix) {
      const twin = drafts.find(({ name, kind }) => kind === 'session' && name === draft.name);
      expect(twin === undefined ? undefined : comparable(twin)).toEqual(comparable(draft));
    }
    expect(drafts.filter(({ kind }) => kind === 'defaults')).toHaveLength(1);
    expect(drafts.filter(({ kind }) => kind === 'host-key')).toHaveLength(5);
  });

  test('is read in UTF-8, with LF line ends, with split hex lines and with names in an ANSI code page', () => {
    const utf16 = Buffer.from('deploy\0', 'utf16le');
    const hex = [...utf16].map((byte) => byte.toString(16).padStart(2, '0')).join(',');
    const text = [
      'Windows Registry Editor Version 5.00',
      String.raw`[HKEY_CURRENT_USER\Software\SimonTatham\PuTTY\Sessions\caf%E9 [a]]`,
      '"HostName"="a.example"',
      `"UserName"=hex(1):${hex.slice(0, 12)}\\`,
      `  ${hex.slice(12)}`,
      '"PortNumber"=dword:000008ae',
      String.raw`"RemoteCommand"="echo \"a\\b\""`,
      '"Broken"=dword:zz',
      '"NoEnd"="abc',
    ].join('\n');
    expect(parsePuttyRegistry(Buffer.from(text), 'x.reg').drafts).toMatchObject([
      { name: 'café [a]', settings: { user: 'deploy', port: 2222, remoteCommand: 'echo "a\\b"' } },
    ]);
  });

  test('of the live registry is asked from the system tool alone, and its file is removed', async () => {
    const seen: string[][] = [];
    const bytes = await exportPuttyRegistry(async (program, args) => {
      seen.push([program, ...args]);
      const { writeFile } = await import('node:fs/promises');
      await writeFile(args[2] ?? '', 'REGEDIT4\n');
    });
    expect(Buffer.from(bytes ?? []).toString()).toBe('REGEDIT4\n');
    expect(seen).toHaveLength(1);
    expect(seen[0]?.[0]).toMatch(/System32.reg\.exe$/u);
    expect(seen[0]?.slice(1, 3)).toEqual(['export', PUTTY_KEY]);
    await expect(readFile(seen[0]?.[3] ?? '')).rejects.toThrow(/ENOENT/u);
    expect(await exportPuttyRegistry(() => Promise.reject(new Error('no such key')))).toBeUndefined();
  });
});

describe('settings of PuTTY', () => {
  test.each<[Record<string, string>, object]>([
    [{ HostName: 'ann@web.example' }, { user: 'ann' }],
    [
      { ProxyMethod: '2', ProxyHost: 'p.example', ProxyPort: '1080', ProxyUsername: 'bo' },
      { proxy: { kind: 'socks5', host: 'p.example', port: 1080, user: 'bo' } },
    ],
    [{ ProxyMethod: '3', ProxyHost: 'p.example', ProxyPort: '80' }, { proxy: { kind: 'http', host: 'p.example', port: 80, user: '' } }],
    [{ ProxyMethod: '6', ProxyHost: '2001:db8::1', ProxyPort: '22' }, { jump: ['[2001:db8::1]'] }],
    [{ TryAgent: '0' }, { key: { kind: 'none' } }],
    [{ AuthKI: '0' }, { authMethods: ['publickey', 'password'] }],
    [{ AddressFamily: '2' }, { addressFamily: 'ipv6' }],
    [{ PingInterval: '2', PingIntervalSecs: '5' }, { keepalive: 125 }],
    [{ LineCodePage: 'ISO-8859-15:1999 (Latin-9, "euro")' }, { encoding: 'iso-8859-15' }],
    [{ LineCodePage: 'Win1251 (Cyrillic)' }, { encoding: 'windows-1251' }],
    [{ LineCodePage: '936' }, { encoding: 'gbk' }],
    [
      { Font: 'Consolas', FontHeight: '12' },
      { fontFamily: 'Consolas', fontSize: 16 },
    ],
    [
      { CurType: '1', BlinkCur: '1' },
      { cursor: 'underline', cursorBlink: true },
    ],
    [{ CurType: '2' }, { cursor: 'bar' }],
    [{ BackspaceIsDelete: '0' }, { backspace: 'control-h' }],
    [{ Beep: '2' }, { bell: 'visual' }],
    [{ CloseOnExit: '1' }, { closeOnExit: 'clean' }],
    [
      { LockSize: '1', TermWidth: '132', TermHeight: '43' },
      { columns: 132, rows: 43 },
    ],
    [
      { LogType: '1', LogFileName: 'putty.log', LogFileClash: '0' },
      { logging: 'printable', logFile: '~/putty.log', logClash: 'append' },
    ],
    [
      { LogType: '2', LogFileName: 'C:\\l.log', LogFileClash: '1' },
      { logging: 'all', logFile: 'C:\\l.log', logClash: 'overwrite' },
    ],
    [{ DetachedCertificate: '/c.pub' }, { certificate: '/c.pub' }],
    [{ Cipher: 'des,aes,WARN' }, { legacyAlgorithms: true }],
    [
      { PortForwardings: 'L80=[::1]:81', LocalPortAcceptAll: '1' },
      { forwards: [{ kind: 'local', bind: '0.0.0.0', port: 80, host: '::1', hostPort: 81 }] },
    ],
    [{ Environment: 'A=x\\,y\\=z' }, { environment: [{ name: 'A', value: 'x,y=z' }] }],
  ])('%j becomes %j', (values, expected) => {
    expect(only(values).settings).toMatchObject(expected);
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ X11Forward: '1' }, /X11 forwarding is not offered/u],
    [{ ProxyMethod: '5', ProxyTelnetCommand: 'nc %host %port' }, /local command.*no command of an import is ever run/u],
    [{ ProxyMethod: '2', ProxyHost: 'p', ProxyPort: '1', ProxyPassword: 'hunter2' }, /password of the proxy is not imported/u],
    [{ LogType: '3' }, /SSH packets/u],
    [{ SSHManualHostKeys: '00:11:22' }, /Not taken: the host key/u],
    [{ PortNumber: '99999' }, /Not taken: Port “99999”/u],
    [{ PortForwardings: 'L80=nonsense' }, /cannot be read/u],
    [{ BugIgnore2: '2' }, /BugIgnore2/u],
    [{ SomeNewThing: '1', Another: '2' }, /Not known here: SomeNewThing, Another/u],
    [{ LineCodePage: 'CP866' }, /CP866/u],
    [{ WinTitle: 'x' }, /title/u],
    [{ NoPTY: '1' }, /pseudo-terminal/u],
  ])('%j is told', (values, said) => {
    expect(only(values).notes.join('\n')).toMatch(said);
  });

  test('never carry a password into a note', () => {
    const draft = only({ ProxyMethod: '2', ProxyHost: 'p', ProxyPort: '1', ProxyPassword: 'hunter2' });
    expect(JSON.stringify(draft)).not.toContain('hunter2');
  });

  test('name a saved session as the jump host where there is one', () => {
    const values = new Map(Object.entries({ HostName: 'a', ProxyMethod: '6', ProxyHost: 'my bastion' }));
    expect(puttySession('a', values, { names: new Set(['my bastion']) })).toMatchObject({ settings: { jump: ['my bastion'] } });
  });

  test.each(['telnet', 'serial', 'raw', 'rlogin', 'supdup', 'ssh-connection'])('with protocol %s are skipped', (protocol) => {
    expect(
      puttySession(
        'x',
        new Map([
          ['HostName', 'h'],
          ['Protocol', protocol],
        ]),
        alone,
      ),
    ).toMatchObject({ kind: 'skipped', why: /only SSH is/u });
  });

  test.each(['', '  ', 'bad host', 'a/b', '-'.repeat(300)])('without a usable host (%j) are skipped', (host) => {
    expect(puttySession('x', new Map([['HostName', host]]), alone).kind).toBe('skipped');
  });

  test('with a host of another script are kept in its ASCII form', () => {
    expect(only({ HostName: 'bücher.example' }).target).toEqual({ kind: 'host', host: 'xn--bcher-kva.example' });
  });
});

describe('host keys of PuTTY', async () => {
  const { drafts } = parsePuttyHostKeys(await readFile(join(FIXTURES, 'sshhostkeys'), 'utf8'));
  const lines = drafts.map((draft) => (draft.kind === 'host-key' ? draft.line : ''));
  test.each([
    ['ed25519', '[127.0.0.1]:2201'],
    ['rsa', '[127.0.0.1]:2261'],
    ['ecdsa', '[127.0.0.1]:2256'],
    ['ecdsa521', '[127.0.0.1]:2258'],
    ['ed25519', '[::1]:2260'],
  ])('of type %s for %s are the keys that OpenSSH has', async (type, name) => {
    const [algorithm, blob] = (await readFile(join(FIXTURES, `sshhostkeys.TEST-hostkey_${type}.pub`), 'utf8')).split(' ');
    expect(lines).toContain(`${name} ${algorithm} ${blob}`);
  });

  test('of types that are not accepted, or broken, are skipped', () => {
    expect(puttyHostKey('dss@22:h', '0x1,0x2')).toMatchObject({ kind: 'skipped' });
    expect(puttyHostKey('ssh-ed25519@22:h', `0x1,0x${'f'.repeat(65)}`)).toMatchObject({ kind: 'skipped', why: 'The key cannot be read.' });
    expect(puttyHostKey('rsa2@99999:h', '0x1,0x2')).toMatchObject({ kind: 'skipped' });
    expect(puttyHostKey('nonsense', 'x')).toBeUndefined();
  });

  test('always make lines that a known_hosts reader takes', () => {
    const hex = fc.bigInt({ min: 0n, max: 2n ** 255n - 1n }).map((value) => `0x${value.toString(16)}`);
    fc.assert(
      fc.property(hex, hex, fc.integer({ min: 1, max: 65_535 }), (x, y, port) => {
        for (const draft of [
          puttyHostKey(`ssh-ed25519@${port}:h.example`, `${x},${y}`),
          puttyHostKey(`ecdsa-sha2-nistp256@${port}:h`, `nistp256,${x},${y}`),
        ]) {
          expect(draft?.kind === 'host-key' && parseLine(draft.line)).toBeTruthy();
        }
      }),
    );
  });
});

describe('whatever is in the files', () => {
  const junk = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('%', '=', ',', '\\', '\n', '"', '[', ']', 'A', '0', '@', ':') }),
  );

  test('names survive escaping and unescaping', () => {
    const escape = (text: string): string =>
      [...Buffer.from(text)]
        .map((byte) =>
          /[A-Za-z0-9]/u.test(String.fromCharCode(byte))
            ? String.fromCharCode(byte)
            : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
        )
        .join('');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(unescapePercent(escape(name)).text).toBe(Buffer.from(name).toString('utf8'));
      }),
    );
  });

  test('broken escapes stay as they are', () => {
    expect(unescapePercent('100% %zz %4')).toEqual({ text: '100% %zz %4', broken: true });
  });

  test('lists of pairs survive', () => {
    const pair = fc.record({ key: fc.string({ minLength: 1 }), value: fc.string() });
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        expect(parsePuttyPairs(formatPuttyPairs(pairs))).toEqual(pairs);
      }),
    );
  });

  test('every session that comes out fits the limits of the settings', () => {
    const keys = fc.constantFrom(
      'HostName',
      'PortNumber',
      'UserName',
      'ProxyMethod',
      'ProxyHost',
      'ProxyPort',
      'PublicKeyFile',
      'TermWidth',
      'LockSize',
      'LogType',
      'LogFileName',
      'Environment',
      'PortForwardings',
      'Colour2',
      'Font',
      'FontHeight',
      'FontName',
      'LineCodePage',
      'SSHManualHostKeys',
      'ScrollbackLines',
      'PingInterval',
      'RemoteCommand',
      'Cipher',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.tuple(keys, fc.oneof(junk, fc.integer().map(String)))), (name, values) => {
        const draft = puttySession(name, new Map([['HostName', 'h'], ...values]), alone);
        if (draft.kind === 'session') expect(settingsLayer().safeParse(draft.settings).success).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('a registry export that was changed anywhere throws nothing but an AppError', async () => {
    const whole = await readFile(join(FIXTURES, 'windows-export.SYNTHETIC.reg'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 40 }), fc.nat(whole.length), (edits, cut) => {
        const bytes = Buffer.from(whole.subarray(0, cut));
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
        try {
          parsePuttyRegistry(bytes, 'x.reg');
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(junk, (text) => {
        parsePuttyFiles([{ name: text, text }]);
        parsePuttyHostKeys(text);
        try {
          parsePuttyRegistry(Buffer.from(`REGEDIT4\n[\\Software\\SimonTatham\\PuTTY\\Sessions\\a]\n${text}`), 'x.reg');
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
