import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RDP_CLIENTS, type RdpClientId, type RdpSettings } from '../../../shared/model/rdp.ts';
import { plan, rdpFile } from './plan.ts';
import { CLIENTS, inputFor, OPTIONS } from './testing/sample-input.ts';

/** Those that ask the person about a certificate themselves. */
const GATEWAY_CLIENTS = ['mstsc', 'windows-app'];

/** What a person sees of a plan. */
const shownLines = (one: ReturnType<typeof plan>): string[] => [
  ...one.files.flatMap((file) => file.content.split(/\r?\n/u).map((line) => `${file.path.split(/[/\\]/u).at(-1)}: ${line}`)),
  ...one.run.args.map((argument) => `argument: ${argument}`),
  ...one.ignored.map(({ option, why }) => `ignored: ${option}, ${why}`),
];

/** The lines that differ from the plan without the option. */
function differences(name: string, options: Partial<RdpSettings>): { added: string[]; gone: string[] } {
  const before = shownLines(plan(inputFor(name)));
  const after = shownLines(plan(inputFor(name, {}, options)));
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

  const behindGateway = GATEWAY_CLIENTS.includes(name);
  it.each(Object.keys(OPTIONS))('with %s is as recorded, and it shows, is said to be ignored, or is refused', (option) => {
    if (option.startsWith('gateway') && !behindGateway) {
      // Neither can be told which certificate to expect there: to go on without a check is no option.
      expect(() => plan(inputFor(name, {}, OPTIONS[option]))).toThrow('behind a Remote Desktop Gateway');
      return;
    }
    const result = differences(name, OPTIONS[option] ?? {});
    expect(result).toMatchSnapshot();
    expect(result.added.length + result.gone.length).toBeGreaterThan(0);
  });

  it('with a domain, and with all options at once, is as recorded', () => {
    expect(shownLines(plan(inputFor(name, { domain: 'CORP' })))).toMatchSnapshot();
    const all = Object.entries(OPTIONS).flatMap(([option, value]) => (option.startsWith('gateway') ? [] : Object.entries(value)));
    expect(shownLines(plan(inputFor(name, { domain: 'CORP' }, Object.fromEntries(all))))).toMatchSnapshot();
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
        for (const file of made.files.filter(({ path }) => /\.(rdp|remmina)$/u.test(path))) {
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
