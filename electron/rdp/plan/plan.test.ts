import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { RDP_BUILT_IN, RDP_CLIENTS, type RdpClientId, type RdpSettings } from '../../../shared/model/rdp.ts';
import { plan, rdpFile, type PlanInput } from './plan.ts';

const CLIENTS: Record<string, PlanInput['client'] & { folder: string; host: string; home: string }> = {
  mstsc: {
    ...{ id: 'mstsc', program: 'C:\\Windows\\System32\\mstsc.exe', version: [] },
    ...{ folder: 'C:\\Users\\anna\\AppData\\Roaming\\Gangway\\rdp\\rdp-1', host: '127.4.5.6', home: 'C:\\Users\\anna' },
  },
  'windows-app': {
    ...{ id: 'windows-app', program: '/Applications/Windows App.app', version: [11, 1, 7] },
    ...{ folder: '/Users/anna/Library/Application Support/Gangway/rdp/rdp-1', host: '127.0.0.1', home: '/Users/anna' },
  },
  remmina: {
    ...{ id: 'remmina', program: '/usr/bin/remmina', version: [1, 4, 29] },
    ...{ folder: '/home/anna/.local/share/gangway/rdp/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
  'remmina-flatpak': {
    ...{ id: 'remmina', program: '/usr/bin/flatpak', version: [1, 4, 39], variant: 'flatpak' },
    ...{ folder: '/home/anna/.var/app/org.remmina.Remmina/cache/gangway/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
  freerdp2: {
    ...{ id: 'freerdp', program: '/usr/bin/xfreerdp', version: [2, 11, 7] },
    ...{ folder: '/home/anna/.local/share/gangway/rdp/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
  freerdp3: {
    ...{ id: 'freerdp', program: '/usr/bin/xfreerdp3', version: [3, 15, 0] },
    ...{ folder: '/home/anna/.local/share/gangway/rdp/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
  'freerdp3-sdl': {
    ...{ id: 'freerdp', program: '/usr/bin/sdl-freerdp3', version: [3, 15, 0], variant: 'sdl' },
    ...{ folder: '/home/anna/.local/share/gangway/rdp/rdp-1', host: '127.4.5.6', home: '/home/anna' },
  },
};

const OPTIONS: Record<string, Partial<RdpSettings>> = {
  'full screen': { rdpScreen: 'full' },
  'a size': { rdpWidth: 1600, rdpHeight: 900 },
  'all monitors': { rdpScreen: 'full', rdpAllMonitors: true },
  'no clipboard': { rdpClipboard: false },
  drives: { rdpDrives: true },
  'sound on the server': { rdpSound: 'server' },
  'no sound': { rdpSound: 'off' },
  'administrative session': { rdpAdmin: true },
  gateway: { rdpGateway: 'gate.example.com' },
  'gateway with a port': { rdpGateway: 'gate.example.com:8443' },
  'further lines': { rdpExtraLines: ['connection type:i:7', 'Session bpp:i:16', 'alternate shell:s:||notes', 'selectedmonitors:s:0,1'] },
};

const SHA1 = 'AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01';
const SHA256 = `${SHA1}:02:03:04:05:06:07:08:09:0A:0B:0C:0D`;

function inputFor(name: string, change: Partial<PlanInput> = {}, options: Partial<RdpSettings> = {}): PlanInput {
  const found = CLIENTS[name];
  if (found === undefined) throw new Error(name);
  const { folder, host, home, ...client } = found;
  return {
    client,
    host,
    port: 53_389,
    label: 'Büro [1] \\ "test" = 50%',
    user: 'Administrator',
    domain: '',
    hasPassword: true,
    options: { ...RDP_BUILT_IN, ...options },
    certificate: { sha256: SHA256, sha1: SHA1 },
    folder,
    token: 'L7x',
    display: { kind: client.id === 'mstsc' ? 'windows' : client.id === 'windows-app' ? 'macos' : 'x11' },
    home,
    ...change,
  };
}

/** What a person sees of a plan: the lines that differ from the plan without the option. */
function differences(name: string, options: Partial<RdpSettings>): { added: string[]; gone: string[] } {
  const lines = (one: ReturnType<typeof plan>): string[] => [
    ...one.files.flatMap((file) => file.content.split(/\r?\n/u).map((line) => `${file.path.split(/[/\\]/u).at(-1)}: ${line}`)),
    ...one.run.args.map((argument) => `argument: ${argument}`),
    ...one.ignored.map(({ option, why }) => `ignored: ${option}, ${why}`),
  ];
  const before = lines(plan(inputFor(name)));
  const after = lines(plan(inputFor(name, {}, options)));
  return { added: after.filter((line) => !before.includes(line)), gone: before.filter((line) => !after.includes(line)) };
}

describe.each(Object.keys(CLIENTS))('the plan for %s', (name) => {
  it('is as recorded', () => expect(plan(inputFor(name))).toMatchSnapshot());

  it('without a password leaves out all that hands one over', () => {
    const result = plan(inputFor(name, { hasPassword: false }));
    expect(result.asksPassword).toBe(true);
    expect(JSON.stringify(result)).not.toContain('"secret"');
    expect(result.run.args.join(' ')).not.toContain('from-stdin');
    expect(result.files.every((file) => !file.holdsSecret)).toBe(true);
  });

  it.each(Object.keys(OPTIONS))('with %s is as recorded, and it shows or is said to be ignored', (option) => {
    const result = differences(name, OPTIONS[option] ?? {});
    expect(result).toMatchSnapshot();
    expect(result.added.length + result.gone.length).toBeGreaterThan(0);
  });

  it('cleans up every file and the folder, and knows where each is', () => {
    const one = plan(inputFor(name, {}, OPTIONS['further lines']));
    for (const file of one.files) {
      expect(file.mode).toBe(0o600);
      expect(file.path.startsWith(CLIENTS[name]?.folder ?? '')).toBe(true);
      expect(one.cleanUp).toContainEqual(expect.objectContaining({ kind: 'file', path: file.path }));
    }
    expect(one.cleanUp.at(-1)).toEqual({ kind: 'folder', path: CLIENTS[name]?.folder, when: 'ended' });
  });
});

it('has plans for every client that there is', () =>
  expect(new Set(Object.values(CLIENTS).map(({ id }) => id))).toEqual(new Set<RdpClientId>(RDP_CLIENTS)));

describe('user and domain', () => {
  it.each([
    ['anna', 'corp', 'anna', 'corp'],
    ['CORP\\anna', '', 'anna', 'CORP'],
    ['.\\anna', '', 'anna', ''],
    ['anna@corp.example', '', 'anna@corp.example', ''],
    ['odd\\name', 'corp', 'odd\\name', 'corp'],
  ])('%s of %s is %s of %s', (user, domain, wantedUser, wantedDomain) => {
    const { args } = plan(inputFor('freerdp3', { user, domain })).run;
    expect(args).toContain(`/u:${wantedUser}`);
    expect(args).toContain(`/d:${wantedDomain}`);
  });
});

describe('sound', () => {
  it.each(Object.keys(CLIENTS))('never brings the microphone along in %s', (name) => {
    for (const rdpSound of ['here', 'server', 'off'] as const) {
      const { files, run } = plan(inputFor(name, {}, { rdpSound, rdpExtraLines: ['connection type:i:7'] }));
      const text = [...files.map(({ content }) => content), ...run.args].join('\n');
      expect(text).not.toMatch(/audiocapturemode:i:[^0]|^microphone=.|^\/mic|audin|^sound=local/mu);
    }
  });

  it('is asked of Remmina as the channel of audio output alone, since its own `local` offers the microphone too', () => {
    const lines = (rdpSound: RdpSettings['rdpSound']): string[] =>
      plan(inputFor('remmina', {}, { rdpSound }))
        .files.flatMap(({ content }) => content.split('\n'))
        .filter((line) => /^(?:sound|vc)=/u.test(line));
    expect(lines('here')).toEqual(['sound=off', 'vc=rdpsnd']);
    expect(lines('server')).toEqual(['sound=remote']);
    expect(lines('off')).toEqual(['sound=off']);
  });
});

describe('on a way without relay', () => {
  it('mstsc keeps nothing under the name of somebody else’s machine', () => {
    const one = plan(inputFor('mstsc', { host: 'desk.example.com' }));
    expect(one.steps.map((step) => step.kind)).toEqual(['credential']);
    expect(one.cleanUp.map((entry) => entry.kind)).toEqual(['credential', 'folder']);
    expect(plan(inputFor('mstsc', { host: '127.example.com' })).steps.map((step) => step.kind)).toEqual(['credential']);
  });

  it('an IPv6 address gets its brackets', () => expect(plan(inputFor('freerdp3', { host: '::1' })).run.args).toContain('/v:[::1]:53389'));
});

describe('a file to keep', () => {
  it('has the name of the machine and no password', () => {
    const { fileName, text } = rdpFile(inputFor('remmina'));
    expect(fileName).toBe('Büro -1- - -test- - 50-'.replace(/-$/u, '') + '.rdp');
    expect(text).toContain('full address:s:127.4.5.6:53389\r\n');
    expect(text).not.toMatch(/password/iu);
  });

  it.each([
    ['CON', 'remote-desktop.rdp'],
    ['lpt1.web', 'remote-desktop.rdp'],
    ['../../etc/passwd', 'etc-passwd.rdp'],
    ['...', 'remote-desktop.rdp'],
    ['', 'remote-desktop.rdp'],
    ['web-1', 'web-1.rdp'],
    ['x'.repeat(200), `${'x'.repeat(60)}.rdp`],
  ])('for “%s” is called %s', (label, expected) => expect(rdpFile(inputFor('remmina', { label })).fileName).toBe(expected));
});

const refusal = (work: () => unknown): AppError => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was not refused');
};

const CONTROLS = [
  ...Array.from({ length: 0x20 }, (_, code) => code),
  ...Array.from({ length: 0x21 }, (_, at) => 0x7f + at),
  0x2028,
  0x2029,
].map((code) => String.fromCodePoint(code));

describe('a value that no generator may see', () => {
  const PLACES: Record<string, (text: string) => Partial<PlanInput>> = {
    label: (label) => ({ label }),
    user: (user) => ({ user }),
    domain: (domain) => ({ domain }),
    host: (host) => ({ host }),
    folder: (text) => ({ folder: `/tmp/${text}` }),
    home: (text) => ({ home: `/home/${text}` }),
    token: (token) => ({ token }),
    gateway: (rdpGateway) => ({ options: { ...RDP_BUILT_IN, rdpGateway } }),
    line: (value) => ({ options: { ...RDP_BUILT_IN, rdpExtraLines: [`winposstr:s:${value}`] } }),
    program: (text) => ({ client: { id: 'freerdp', program: `/usr/bin/${text}`, version: [3] } }),
    fingerprint: (text) => ({ certificate: { sha1: SHA1, sha256: `${SHA256}${text}` } }),
  };

  it.each(Object.keys(PLACES))('is any control character in the %s', (place) => {
    for (const control of CONTROLS) {
      for (const text of [control, `a${control}b`, `a${control}`, `${control}a`]) {
        for (const name of Object.keys(CLIENTS)) {
          expect(() => plan(inputFor(name, PLACES[place]?.(text))), JSON.stringify(text)).toThrow(AppError);
        }
      }
    }
  });

  it('is a line that would make Remmina run a command', () => {
    const error = refusal(() => plan(inputFor('remmina', { label: 'web\nprecommand=touch /tmp/owned' })));
    expect(error.code).toBe('invalid-input');
    expect(error.message).not.toContain('\n');
    expect(error.hint).toBeTruthy();
  });

  it.each<[string, Partial<PlanInput>]>([
    ['a user name of 300 characters', { user: 'u'.repeat(300) }],
    ['half of a character', { label: 'a\ud800b' }],
    ['port 0', { port: 0 }],
    ['port 65536', { port: 65_536 }],
    ['half a port', { port: 1.5 }],
    ['an option for a host', { host: '-oProxyCommand=x' }],
    ['a host with a blank', { host: 'a b' }],
    ['a host with a switch', { host: 'a /p:x' }],
    ['half an address', { host: '127.0.1' }],
    ['no address', { host: '' }],
    ['a relative folder', { folder: 'tmp/x' }],
    ['a size of nothing', { options: { ...RDP_BUILT_IN, rdpWidth: 0 } }],
    ['a gateway with a path', { options: { ...RDP_BUILT_IN, rdpGateway: 'a/b' } }],
    ['a gateway with port 99999', { options: { ...RDP_BUILT_IN, rdpGateway: 'a:99999' } }],
    ['a fingerprint that is too short', { certificate: { sha1: SHA1, sha256: SHA1 } }],
    ['a hundred and one lines', { options: { ...RDP_BUILT_IN, rdpExtraLines: Array.from({ length: 101 }, () => 'a:i:1') } }],
  ])('is %s', (_what, change) => expect(refusal(() => plan(inputFor('freerdp3', change))).code).toBe('invalid-input'));

  it.each([
    'password 51:b:01000000',
    'Password:s:x',
    'gatewaypassword:s:x',
    'gatewayaccesstoken:s:x',
    'full address:s:evil.example',
    'Alternate Full Address:s:evil.example',
    'username:s:x',
    'authentication level:i:0',
    'enablecredsspsupport:i:0',
    'prompt for credentials:i:1',
    'gatewayhostname:s:evil.example',
    '/p:x',
    'no line',
    'name:x:1',
    'name:i:one',
    'name:b:xyz',
    'na=me:s:1',
    '',
  ])('is the further line “%s”', (line) =>
    expect(refusal(() => plan(inputFor('mstsc', {}, { rdpExtraLines: [line] }))).code).toBe('invalid-input'),
  );
});

describe('any plan', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !/[\p{Cc}\u2028\u2029\p{Cs}]/u.test(value));
  const anyInput = fc.record({
    name: fc.constantFrom(...Object.keys(CLIENTS)),
    label: text,
    user: text,
    domain: text,
    hasPassword: fc.boolean(),
    options: fc.record({
      rdpScreen: fc.constantFrom<'window' | 'full'>('window', 'full'),
      rdpAllMonitors: fc.boolean(),
      rdpClipboard: fc.boolean(),
      rdpDrives: fc.boolean(),
      rdpSound: fc.constantFrom<'here' | 'server' | 'off'>('here', 'server', 'off'),
      rdpAdmin: fc.boolean(),
      rdpGateway: fc.constantFrom('', 'gate.example', '[::1]:443'),
      rdpExtraLines: fc.array(
        text.map((value) => `winposstr:s:${value}`),
        { maxLength: 2 },
      ),
    }),
  });

  it('has one line for each value, whatever is in them, and no line that was not meant', () => {
    fc.assert(
      fc.property(anyInput, ({ name, options, ...change }) => {
        const made = plan(inputFor(name, change, options));
        for (const file of made.files) {
          for (const line of file.content.split(/\r?\n/u).filter((line) => line !== '' && line !== '[remmina]')) {
            expect(line).toMatch(made.client === 'remmina' ? /^[a-z_-]+=/u : /^[a-z0-9 ]+:[isb]:/u);
          }
          if (made.client === 'remmina') expect(file.content.match(/^\[|^(pre|post)?command|^exec/gmu)).toEqual(['[']);
        }
      }),
    );
  });

  it('is made without knowing the secret, names its place only on standard input or for Windows itself, and is always the same', () => {
    fc.assert(
      fc.property(anyInput, ({ name, options, ...change }) => {
        const made = plan(inputFor(name, change, options));
        expect(plan(inputFor(name, change, options))).toEqual(made);
        const places: string[] = [];
        const walk = (value: unknown, path: string): void => {
          if (typeof value !== 'object' || value === null) return;
          for (const [key, item] of Object.entries(value)) {
            if (key === 'secret') places.push(path);
            walk(item, Array.isArray(value) ? path : `${path}.${key}`);
          }
        };
        walk(made, 'plan');
        expect(places.every((place) => place === 'plan.run.stdin' || place === 'plan.steps.stdin' || place === 'plan.steps')).toBe(true);
        expect(places.length > 0).toBe(change.hasPassword && made.client !== 'windows-app');
        for (const { content } of made.files) expect(content).not.toMatch(/^password/imu);
      }),
    );
  });
});
