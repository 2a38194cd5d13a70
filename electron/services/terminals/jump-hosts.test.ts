import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { mergeSettings, type SettingsLayer } from '../../../shared/model/session-settings.ts';
import type { ResolvedMachine, ResolveMachine } from '../sessions/resolve-machine.ts';
import { connectionKey } from './connection-key.ts';
import { parseJump, planWay } from './jump-hosts.ts';

const PROXY = { kind: 'socks5', host: 'proxy.example', port: 1080, user: '' } as const;

/** Saved sessions by name (also their id), each on a host of its name. */
function saved(book: Readonly<Record<string, SettingsLayer>>) {
  const resolve: ResolveMachine = (machine) => {
    const id = machine.kind === 'session' ? machine.id : '';
    const effective = mergeSettings([{ from: id, settings: book[id] ?? {} }]);
    return { name: id, target: { kind: 'host', host: `${id}.example`, port: effective.values.port }, ...effective };
  };
  const findSession = (name: string): string | undefined => (name in book ? name : undefined);
  const way = (name: string) => planWay({ resolve, findSession }, { kind: 'session', id: name }, resolve({ kind: 'session', id: name }));
  const names = (name: string): string[] => way(name).jumps.map((jump) => jump.name);
  return { resolve, way, names };
}

const gone = (): never => {
  throw new AppError('not-found', 'It is not in the SSH config.');
};

describe('the way to a machine', () => {
  test('follows the jump hosts of the first jump host, and of no other', () => {
    const { names } = saved({
      web: { jump: ['inner', 'deep'] },
      inner: { jump: ['outer'] },
      outer: {},
      deep: { jump: ['elsewhere'] },
      elsewhere: {},
    });
    expect(names('web')).toEqual(['outer', 'inner', 'deep']);
  });

  test('of an SSH config never leads through a saved session that is named as its jump host', () => {
    const { resolve } = saved({ 'ops@gate.example': {} });
    const effective = mergeSettings([{ from: '~/.ssh/config', settings: { jump: ['ops@gate.example'] } }]);
    const target = { kind: 'host', host: 'web.example', port: 22 } as const;
    const lookup = {
      resolve: (machine: Parameters<typeof resolve>[0]) => (machine.kind === 'ssh-config' ? gone() : resolve(machine)),
      findSession: (name: string) => name,
    };
    const { jumps } = planWay(lookup, { kind: 'ssh-config', alias: 'web' }, { name: 'web', target, ...effective });
    expect(jumps.map(({ resolved }) => resolved.target)).toEqual([{ kind: 'host', host: 'gate.example', port: 22 }]);
  });

  test('begins with the proxy of the session, unless its first jump host has its own way', () => {
    const own = { ...PROXY, host: 'own.example' };
    const { way } = saved({
      a: { jump: ['plain.example'], proxy: PROXY },
      b: { jump: ['bastion'], proxy: PROXY },
      bastion: { proxy: own },
      c: { jump: ['simple'], proxy: PROXY },
      simple: {},
    });
    expect([way('a').proxy, way('b').proxy, way('c').proxy]).toEqual([PROXY, own, PROXY]);
  });

  test('gives a plain jump host the settings of whoever names it, less what is for that machine alone', () => {
    const key = { kind: 'file', path: '/k' } as const;
    const pins = [`SHA256:${'x'.repeat(43)}`];
    const { way } = saved({ web: { jump: ['ops@[2001:db8::9]:2222'], key, pinnedHostKeys: pins, agentForwarding: true, port: 99 } });
    const resolved = way('web').jumps[0]?.resolved;
    expect(resolved?.target).toEqual({ kind: 'host', host: '2001:db8::9', port: 2222 });
    expect(resolved?.values).toMatchObject({ user: 'ops', key, pinnedHostKeys: [], agentForwarding: false, jump: [], port: 2222 });
  });

  test.each([
    ['itself', { a: { jump: ['a'] } }, 'a → a'],
    ['one that leads back', { a: { jump: ['b'] }, b: { jump: ['c'] }, c: { jump: ['a'] } }, 'a → b → c → a'],
    ['one that leads back further on', { a: { jump: ['b'] }, b: { jump: ['c'] }, c: { jump: ['x.example', 'b'] } }, 'b → c → b'],
  ])('refuses a circle over %s, by name', (_, book, circle) => {
    const { way } = saved(book);
    expect(() => way('a')).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining(circle) as string }));
  });

  test('may have no more than sixteen jump hosts', () => {
    const { way } = saved({
      a: { jump: [...Array(9).fill('x.example')] as string[] },
      ...{ b: { jump: ['a', ...(Array(8).fill('y') as string[])] } },
    });
    expect(() => way('b')).toThrow(AppError);
  });
});

test.each([
  ['host', { user: '', host: 'host', port: undefined }],
  ['ann@host:2222', { user: 'ann', host: 'host', port: 2222 }],
  ['ann@corp@host', { user: 'ann@corp', host: 'host', port: undefined }],
  ['[2001:db8::1]:22', { user: '', host: '2001:db8::1', port: 22 }],
  ['ann@2001:db8::1', { user: 'ann', host: '2001:db8::1', port: undefined }],
  ['ssh://ann@host:22/', { user: 'ann', host: 'host', port: 22 }],
])('reads %s', (text, parsed) => expect(parseJump(text)).toEqual(parsed));

test.each(['', '@host', 'host:0', 'host:65536', 'a b', 'host:', '[nonsense]:22', 'user@', '[::1'])(
  'takes “%s” for no jump host',
  (text) => {
    expect(() => parseJump(text)).toThrow(AppError);
  },
);

describe('a connection is shared', () => {
  const base: SettingsLayer = { jump: ['bastion'] };
  const plan = { user: 'ann', identity: { kind: 'password' } } as const;
  const key = (web: SettingsLayer, bastion: SettingsLayer = {}): string => {
    const { way, resolve } = saved({ web: { ...base, ...web }, bastion });
    return connectionKey(way('web'), resolve({ kind: 'session', id: 'web' }) satisfies ResolvedMachine, plan);
  };

  test('by terminals that differ in what they do for themselves', () => {
    const own: SettingsLayer = {
      ...{ terminalType: 'vt100', fontSize: 20, environment: [{ name: 'A', value: 'b' }], remoteCommand: 'top', logging: 'all' },
      ...{ encoding: 'gbk', forwards: [{ kind: 'dynamic', bind: '', port: 1080 }] },
    };
    expect(key(own)).toBe(key({}));
  });

  test.each<[string, SettingsLayer]>([
    ['proxy', { proxy: PROXY }],
    ['jump hosts', { jump: ['other.example'] }],
    ['key', { key: { kind: 'agent', sha256: '' } }],
    ['compression', { compression: true }],
    ['older algorithms', { legacyAlgorithms: true }],
    ['agent forwarding', { agentForwarding: true }],
    ['pinned host keys', { pinnedHostKeys: [`SHA256:${'x'.repeat(43)}`] }],
    ['host key policy', { hostKeyPolicy: 'strict' }],
    ['login methods', { authMethods: ['password'] }],
    ['certificate', { certificate: '/c' }],
    ['address family', { addressFamily: 'ipv6' }],
    ['keepalive', { keepalive: 1 }],
    ['port', { port: 2200 }],
  ])('by none with another %s', (_, different) => expect(key(different)).not.toBe(key({})));

  test('by none whose jump host has other settings', () => expect(key({}, { compression: true })).not.toBe(key({})));
});
