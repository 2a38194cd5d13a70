import { createCipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { settingsLayer } from '../../../shared/contract/session-settings.ts';
import { decodeText } from './decode-text.ts';
import type { Draft, Parsed } from './draft.ts';
import { parseGangwayFile } from './gangway-file.ts';
import { guessSource } from './guess-source.ts';
import { parseKnownHosts } from './known-hosts.ts';
import { parseMobaXterm } from './mobaxterm.ts';
import { decryptMRemote } from './mremoteng-crypto.ts';
import { parseMRemoteNg } from './mremoteng.ts';
import { parseWinScp } from './winscp.ts';

const fixture = (name: string): Promise<Buffer> => readFile(join(import.meta.dirname, 'fixtures', name));

describe('WinSCP.ini', () => {
  const text = [
    '\ufeff[Configuration\\Interface]',
    'X=1',
    '[Sessions\\Work/%EF%BB%BFcaf%C3%A9%20%5B1%5D]',
    'HostName=ann@web.example',
    'PortNumber=2200',
    'PublicKeyFile=C:%5CUsers%5Cann%5Ck.ppk',
    'Password=A35C4A5B',
    'Tunnel=1',
    'TunnelHostName=bastion.example',
    'TunnelUserName=jump',
    'TunnelPassword=B0',
    'HostKey=ssh-ed25519%20255%20SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    '[Sessions\\ftp]',
    'HostName=f.example',
    'FSProtocol=5',
    '[SshHostKeys]',
    'ssh-ed25519@22:h.example=0x1,0x2',
  ].join('\r\n');

  test('brings sessions with their folders, tunnels and host keys; never a password', () => {
    const { drafts } = parseWinScp(text, 'WinSCP.ini');
    expect(drafts).toMatchObject([
      {
        kind: 'session',
        name: 'café [1]',
        folder: ['Work'],
        target: { host: 'web.example' },
        settings: {
          user: 'ann',
          port: 2200,
          key: { kind: 'file', path: 'C:\\Users\\ann\\k.ppk' },
          jump: ['jump@bastion.example'],
          pinnedHostKeys: [`SHA256:${'A'.repeat(43)}`],
        },
        notes: ['Its saved passwords are not imported; they are asked for.'],
      },
      { kind: 'skipped', name: 'ftp', why: 'FTP sessions have no terminal.' },
      { kind: 'host-key', name: 'h.example' },
    ]);
    expect(JSON.stringify(drafts)).not.toContain('A35C4A5B');
  });
});

describe('MobaXterm', () => {
  const line = (fields: Record<number, string>): string => {
    const all = '0%host.example%22%%%0%0%%%22%%0%0%0%%%-1%0%0%0%%1080%%0%0%1'.split('%');
    for (const [at, value] of Object.entries(fields)) all[Number(at)] = value;
    return ` #109#${all.join('%')}#MobaFont%10%0%0%-1%15%236,236,236#0# #-1`;
  };
  const text = [
    '[Bookmarks]',
    'SubRep=',
    'ImgNum=42',
    `Zürich __DIEZE__1=${line({ 1: 'web.example', 3: 'ann', 14: '_ProfileDir_\\.ssh\\id_rsa', 5: '-1' })}`,
    '[Bookmarks_1]',
    'SubRep=Work\\EU',
    `gate=${line({ 2: '2222', 3: '[saved]', 8: 'b.example', 9: '2200', 10: 'jump' })}`,
    'desk= #91#4%win.example%3389%admin#MobaFont#0# #-1',
    'broken=zzz',
  ].join('\r\n');

  test('brings SSH bookmarks from a file in windows-1252', () => {
    const { drafts } = parseMobaXterm(decodeText(Buffer.from(text, 'latin1')), 'x.mxtsessions');
    expect(drafts).toMatchObject([
      {
        name: 'Zürich #1',
        folder: [],
        settings: { user: 'ann', port: 22, key: { kind: 'file', path: '~\\.ssh\\id_rsa' } },
        notes: ['X11 forwarding is not offered.'],
      },
      {
        name: 'gate',
        folder: ['Work', 'EU'],
        settings: { port: 2222, jump: ['jump@b.example:2200'] },
        notes: [expect.stringMatching(/saved credential/u)],
      },
      {
        kind: 'session',
        protocol: 'rdp',
        name: 'desk',
        notes: [expect.stringContaining('remote desktop session')],
      },
      { kind: 'skipped', name: 'broken' },
    ]);
  });

  test('brings the settings of a remote desktop, but shares no drives unasked', () => {
    const rdp = (fields: Record<number, string>): string => {
      const all = '4%win.example%3390%CORP\\ann%0%0%0%0%-1%0%0%-1%%%%%0%0%%-1%%-1%-1%0%-1%0%-1%0%0%0%0'.split('%');
      for (const [at, value] of Object.entries(fields)) all[Number(at)] = value;
      return ` #91#${all.join('%')}#MobaFont%10%0#0# #-1`;
    };
    const lines = [
      `plain=${rdp({})}`,
      `full=${rdp({ 4: '-1', 6: '-1', 10: '1', 16: '2', 19: '0', 20: 'gate.example:8443' })}`,
      `jumps=${rdp({ 10: '24', 13: 'b1.example__PIPE__b2.example', 14: '22__PIPE__2200', 15: 'x__PIPE__y', 16: '1' })}`,
      `odd=${rdp({ 10: '999', 16: '7', 19: 'what', 20: 'a gate' })}`,
    ];
    const { drafts } = parseMobaXterm(['[Bookmarks]', 'SubRep=', ...lines].join('\n'), 'x.mxtsessions');
    const login = { rdpPort: 3390, rdpUser: 'ann', rdpDomain: 'CORP' };
    expect(drafts.map((draft) => ('settings' in draft ? draft.settings : draft.kind))).toEqual([
      { ...login, rdpSound: 'off', rdpClipboard: true },
      { ...login, rdpAdmin: true, rdpScreen: 'full', rdpSound: 'server', rdpClipboard: false, rdpGateway: 'gate.example:8443' },
      {
        ...login,
        ...{ rdpWidth: 2560, rdpHeight: 1440, rdpSound: 'here', rdpClipboard: true },
        jump: ['x@b1.example', 'y@b2.example:2200'],
      },
      login,
    ]);
    expect(drafts[1]).toMatchObject({ notes: [expect.any(String), expect.stringContaining('shared drives')] });
    expect(drafts[3]).toMatchObject({ notes: [expect.any(String), expect.stringContaining('Gateway')] });
  });
});

/** As mRemoteNG 1.75 and later, written from its description: salt, nonce, ciphertext, tag; the salt is authenticated. */
function seal(plain: string, password: string, iterations: number): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(16);
  const cipher = createCipheriv('aes-256-gcm', pbkdf2Sync(password, salt, iterations, 32, 'sha1'), nonce);
  cipher.setAAD(salt);
  return Buffer.concat([salt, nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

describe('mRemoteNG', () => {
  const nodes = [
    '<Node Name="Prod" Type="Container" Username="ops" Port="2022">',
    '<Node Name="a &amp; b" Type="Connection" Protocol="SSH2" Hostname="a.example" Port="1" Username="x" InheritUsername="true" InheritPort="true" Password="c2VjcmV0"/>',
    '<Node Name="In" Type="Container" InheritUsername="true" Username="">',
    '<Node Name="deep" Type="Connection" Protocol="SSH2" Hostname="d.example" Port="22" InheritUsername="true" SSHTunnelConnectionName="a &amp; b"/>',
    '</Node></Node>',
    '<Node Name="desk" Type="Connection" Protocol="RDP" Hostname="w.example" Port="3390" Username="CORP\\ann" RDGatewayUsageMethod="Always" RDGatewayHostname="gw.example" Resolution="Res1600x900" RedirectClipboard="false" RedirectSound="DoNotPlay" ConnectToConsole="true" Password="c2VjcmV0"/>',
  ].join('');
  const file = (options: { body?: string; proof?: string; full?: boolean; iterations?: number | string; engine?: string }): string =>
    `<?xml version="1.0" encoding="utf-8"?><mrng:Connections xmlns:mrng="http://mremoteng.org" Name="Connections" ${options.engine ?? 'EncryptionEngine="AES" BlockCipherMode="GCM"'} KdfIterations="${options.iterations ?? 1000}" FullFileEncryption="${options.full === true}" Protected="${options.proof ?? seal('ThisIsNotProtected', 'mR3m', 1000)}" ConfVersion="2.6">${options.body ?? nodes}</mrng:Connections>`;
  const expected = [
    {
      kind: 'session',
      name: 'a & b',
      folder: ['Prod'],
      settings: { user: 'ops', port: 2022 },
      notes: ['Its password is not imported; it is asked for.'],
    },
    { kind: 'session', name: 'deep', folder: ['Prod', 'In'], settings: { user: 'ops', port: 22, jump: ['a & b'] } },
    {
      kind: 'session',
      protocol: 'rdp',
      name: 'desk',
      settings: {
        ...{ rdpPort: 3_390, rdpUser: 'ann', rdpDomain: 'CORP', rdpGateway: 'gw.example', rdpWidth: 1_600, rdpHeight: 900 },
        ...{ rdpClipboard: false, rdpSound: 'off', rdpAdmin: true },
      },
      notes: ['Comes in as a remote desktop session.', 'Its password is not imported; it is asked for.'],
    },
  ];

  test.each([
    '0RlaSZ8kZayRzE3yO2agQWIXUV5EW3ZWDJ3Pm2SV4yKJaZyYWSxrFgjtbM8RcO1ebkkTuRerKXmfdUmM7oVFZ1M/',
    'QcMB21irFadMtSQvX5ONMEh7X+TSqRX3uXO5DKShwpWEgzQ2YBWgD/uQ86zbtNC65Kbu3LKEdedcgDNO6N41Srqe',
  ])('wrote %s with its own password, and it opens', async (value) => {
    expect(await decryptMRemote(value, 'mR3m', { kind: 'gcm', iterations: 1000 })).toBe('ThisIsNotProtected');
    expect(await decryptMRemote(value, 'mR3n', { kind: 'gcm', iterations: 1000 })).toBeUndefined();
  });

  test('brings nested containers with what they hand down', async () => {
    expect((await parseMRemoteNg(file({}), 'confCons.xml')).drafts).toMatchObject(expected);
  });

  test('opens a file that is encrypted whole, with its default and with a given password', async () => {
    const whole = (password: string): string =>
      file({ body: seal(nodes, password, 2000), proof: seal('ThisIsProtected', password, 2000), full: true, iterations: 2000 });
    expect((await parseMRemoteNg(whole('mR3m'), 'c.xml')).drafts).toMatchObject(expected);
    expect((await parseMRemoteNg(whole('käse'), 'c.xml', 'käse')).drafts).toMatchObject(expected);
    await expect(parseMRemoteNg(whole('käse'), 'c.xml')).rejects.toThrow('c.xml is encrypted with a password.');
    await expect(parseMRemoteNg(whole('käse'), 'c.xml', 'kase')).rejects.toThrow('The password is not that of c.xml.');
    await expect(parseMRemoteNg(file({}), 'c.xml', 'wrong')).rejects.toThrow('The password is not that of c.xml.');
  });

  test('opens files from before 1.75', async () => {
    const old = (plain: string): string => {
      const iv = randomBytes(16);
      const cipher = createCipheriv('aes-128-cbc', createHash('md5').update('old').digest(), iv);
      return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final()]).toString('base64');
    };
    const text = `<Connections Name="Connections" Protected="${old('ThisIsProtected')}" FullFileEncryption="True" ConfVersion="2.5">${old(nodes)}</Connections>`;
    expect((await parseMRemoteNg(text, 'c.xml', 'old')).drafts).toMatchObject(expected);
    await expect(parseMRemoteNg(text, 'c.xml', 'new')).rejects.toThrow('The password is not');
  });

  test('refuses other ciphers, endless key derivation, DOCTYPEs and cut files, and expands nothing', async () => {
    await expect(parseMRemoteNg(file({ full: true, engine: 'EncryptionEngine="Serpent" BlockCipherMode="EAX"' }), 'c')).rejects.toThrow(
      /Serpent in EAX/u,
    );
    await expect(parseMRemoteNg(file({ full: true, iterations: '4000000000' }), 'c')).rejects.toMatchObject({ code: 'limit' });
    const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Connections>&b;</Connections>`;
    await expect(parseMRemoteNg(laughs, 'c')).rejects.toThrow('c has a DOCTYPE');
    await expect(parseMRemoteNg('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><Connections/>', 'c')).rejects.toThrow('DOCTYPE');
    await expect(parseMRemoteNg('<Connections><Node Name="&other;"/></Connections>', 'c')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(parseMRemoteNg(file({}).slice(0, -60), 'c')).rejects.toThrow('c is not a whole XML file.');
    await expect(parseMRemoteNg(`<Connections>${'<Node Name="x" Type="Container">'.repeat(100)}`, 'c')).rejects.toMatchObject({
      code: 'limit',
    });
    const inner = seal('<!DOCTYPE x><Node/>', 'mR3m', 1000);
    await expect(parseMRemoteNg(file({ body: inner, full: true }), 'c')).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('known_hosts', () => {
  test('keeps plain, hashed and marked lines as they are, and skips what is none', async () => {
    for (const name of ['known_hosts.plain', 'known_hosts.hashed']) {
      const text = (await fixture(name)).toString('latin1');
      const lines = parseKnownHosts(text, name).drafts.flatMap((draft) => (draft.kind === 'host-key' ? [draft.line] : []));
      expect(lines.length).toBeGreaterThan(3);
      const plain = text.replaceAll('\t', ' ');
      for (const line of lines) expect(plain).toContain(line);
    }
    expect(() => parseKnownHosts('nothing here', 'x')).toThrow('x holds no host keys');
    const malformed = (await fixture('known_hosts.malformed')).toString('latin1');
    expect(() => parseKnownHosts(malformed, 'x')).toThrow(AppError);
  });
});

describe('every parser', () => {
  const parsers: readonly (readonly [string, (text: string) => Parsed | Promise<Parsed>, string])[] = [
    ['WinSCP', (text) => parseWinScp(text, 'x'), '[Sessions\\a]\nHostName=h\nPortNumber=22\nProxyMethod=2\nTunnel=1\n'],
    ['MobaXterm', (text) => parseMobaXterm(text, 'x'), '[Bookmarks]\nSubRep=a\nn= #109#0%h%22%u%%0%0%%g%22%u%0%0%0%k#M\n'],
    [
      'mRemoteNG',
      (text) => parseMRemoteNg(text, 'x'),
      '<Connections><Node Name="n" Type="Connection" Protocol="SSH2" Hostname="h" Port="22"/></Connections>',
    ],
    [
      'known_hosts',
      (text) => parseKnownHosts(text, 'x'),
      'h ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOyItrLyxT3hmFqW4K9wwLNGQkLrlelcO44AZRS5rl7z\n',
    ],
    [
      'Gangway',
      (text) => parseGangwayFile(text, 'x'),
      '{"format":"gangway-sessions","version":1,"defaults":{"port":1},"folders":[{"name":"f","folder":[]}],"sessions":[{"name":"s","folder":["f"],"target":{"kind":"host","host":"h"},"settings":{"user":"u"}}]}',
    ],
  ];
  test.each(parsers)('of %s throws nothing but an AppError, whatever was changed, and gives only what fits', async (_name, parse, seed) => {
    const signs = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('%', '[', ']', '"', '<', '>', '&', '\n', '=', '{', '}', '\\', '\0', '#'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(seed.length), fc.nat(5), signs), { maxLength: 6 }),
        fc.nat(seed.length * 2),
        async (edits, cut) => {
          let text = seed;
          for (const [at, away, put] of edits) text = text.slice(0, at) + put + text.slice(at + away);
          try {
            const { drafts } = await parse(text.slice(0, Math.max(cut, 1)));
            for (const draft of drafts) if ('settings' in draft) expect(settingsLayer().safeParse(draft.settings).success).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test.each(parsers)(
    'of %s is done with a megabyte of the worst signs',
    async (_name, parse, seed) => {
      for (const sign of ['%', '[', '<', '"', ' ', '=', 'a,', '\\', '#', '&']) {
        await Promise.resolve(seed + sign.repeat(1_000_000))
          .then(parse)
          .catch((error: unknown) => expect(error).toBeInstanceOf(AppError));
      }
    },
    60_000,
  );
});

describe('a file that is something else', () => {
  test.each<[string, string, string | undefined]>([
    ['fixtures/putty/windows-export.SYNTHETIC.reg', 'putty-reg', undefined],
    ['fixtures/putty/sshhostkeys', 'putty', undefined],
    ['fixtures/putty/unix-sessions/simple', 'putty', undefined],
    ['fixtures/known_hosts.plain', 'known-hosts', undefined],
    ['', 'mremoteng', '<?xml version="1.0"?><mrng:Connections />'],
    ['', 'winscp', '[Configuration\\Interface]'],
    ['', 'mobaxterm', '[Bookmarks_2]'],
    ['', 'ssh-config', 'Host *\n  User x'],
    ['', 'gangway', '{"format": "gangway-sessions"}'],
  ])('%s is recognised as %s', async (path, source, text) => {
    const bytes = text === undefined ? await readFile(join(import.meta.dirname, path)) : Buffer.from(text);
    expect(guessSource(bytes)?.source).toBe(source);
  });

  test('is guessed without ever throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        guessSource(bytes);
      }),
    );
  });
});

describe('the file of Gangway itself', () => {
  test('of a newer version is refused, one bad entry is not the end, and another vault is not taken', () => {
    expect(() => parseGangwayFile('{"format":"gangway-sessions","version":9}', 'x')).toThrow(/newer Gangway/u);
    const { drafts } = parseGangwayFile(
      JSON.stringify({
        format: 'gangway-sessions',
        version: 1,
        sessions: [
          { name: 'bad', folder: [], target: { kind: 'host', host: 'a b' } },
          {
            name: 'a\u0007b',
            folder: ['x/y', ''],
            target: { kind: 'host', host: 'h' },
            settings: { key: { kind: 'vault', id: 'v' }, port: 0, novel: 1 },
          },
        ],
      }),
      'x',
    );
    expect(drafts).toMatchObject<Partial<Draft>[]>([
      { kind: 'skipped', name: 'bad' },
      { kind: 'session', name: 'a\ufffdb', folder: ['x/y'], settings: {} },
    ]);
  });
});
