import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Session, SessionBook } from '../../../shared/model/session.ts';
import { mergeSettings, type SettingsLayer } from '../../../shared/model/session-settings.ts';
import { formatOpenSshConfig } from './openssh-export.ts';

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gangway-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function session(name: string, settings: SettingsLayer, host = 'web.example'): Session {
  return {
    id: `id-${name.length}-${Buffer.from(name).toString('hex').slice(0, 40)}`,
    name,
    folder: null,
    protocol: 'ssh',
    target: { kind: 'host', host },
    settings,
  };
}

function format(sessions: readonly Session[], defaults: SettingsLayer = {}) {
  const book: SessionBook = { defaults, folders: [], sessions };
  return formatOpenSshConfig(book, sessions, {
    effective: ({ name, settings }) =>
      mergeSettings([
        { from: 'Default Settings', settings: defaults },
        { from: name, settings },
      ]),
    addressOf: ({ instance }) => (instance === 'i-1' ? '198.51.100.7' : undefined),
  });
}

/** What OpenSSH makes of a host of the file: all values of each keyword. */
async function ask(text: string, alias: string): Promise<Record<string, string[]>> {
  const file = join(folder, 'config');
  await writeFile(file, text);
  const { stdout } = await run('ssh', ['-G', '-F', file, alias]);
  const values: Record<string, string[]> = {};
  for (const line of stdout.split('\n')) {
    const space = line.indexOf(' ');
    (values[line.slice(0, space)] ??= []).push(line.slice(space + 1));
  }
  return values;
}

describe('an exported OpenSSH config', () => {
  test('means to OpenSSH what the session means here', async () => {
    const { text, notes } = format(
      [
        session('bastion', {}),
        session('prod web/1 "x"', {
          port: 2222,
          user: 'ann b',
          key: { kind: 'file', path: '/keys/my "key" 100%.pem' },
          certificate: '/keys/c d-cert.pub',
          jump: ['bastion', 'bo@[2001:db8::1]:2200'],
          agentForwarding: true,
          compression: true,
          addressFamily: 'ipv6',
          connectTimeout: 7,
          keepalive: 45,
          environment: [{ name: 'A', value: 'x y "z" \\ #1' }],
          remoteCommand: 'tmux attach || echo "100%" # ok',
          hostKeyPolicy: 'strict',
          forwards: [
            { kind: 'local', bind: '', port: 8080, host: '2001:db8::5', hostPort: 80 },
            { kind: 'remote', bind: '127.0.0.1', port: 2022, host: 'localhost', hostPort: 22 },
            { kind: 'dynamic', bind: '::1', port: 1080 },
          ],
        }),
      ],
      { keepalive: 10 },
    );
    expect(notes).toEqual([]);
    const values = await ask(text, 'prod-web-1-x');
    expect(values).toMatchObject({
      hostname: ['web.example'],
      port: ['2222'],
      user: ['ann b'],
      identityfile: ['/keys/my "key" 100%%.pem'],
      identitiesonly: ['yes'],
      certificatefile: ['/keys/c d-cert.pub'],
      proxyjump: ['bastion,bo@[2001:db8::1]:2200'],
      forwardagent: ['yes'],
      compression: ['yes'],
      addressfamily: ['inet6'],
      connecttimeout: ['7'],
      serveraliveinterval: ['45'],
      stricthostkeychecking: ['true'],
      setenv: ['A=x y "z" \\ #1'],
      remotecommand: ['tmux attach || echo "100%" # ok'],
      localforward: ['8080 [2001:db8::5]:80'],
      remoteforward: ['[127.0.0.1]:2022 [localhost]:22'],
      dynamicforward: ['[::1]:1080'],
    });
    expect(await ask(text, 'bastion')).toMatchObject({ serveraliveinterval: ['10'], hostname: ['web.example'] });
  });

  test('gives an instance with the address that it has, and leaves out one that has none', () => {
    const target = { kind: 'instance', cloud: 'aws', name: 'db', account: 'a', region: 'eu-west-1' } as const;
    const { text, notes } = format([
      { ...session('here', {}), target: { ...target, instance: 'i-1' } },
      { ...session('gone', {}), target: { ...target, instance: 'i-2' } },
    ]);
    expect(text).toContain('# Instance i-1 in eu-west-1; its address when this was exported:\nHost here\n  HostName 198.51.100.7\n');
    expect(text).not.toContain('Host gone');
    expect(notes).toEqual(['gone: its instance has no known address now, so it is left out.']);
  });

  test('says what OpenSSH cannot hold', () => {
    const { text, notes } = format([
      session('x', {
        proxy: { kind: 'http', host: 'p', port: 80, user: '' },
        key: { kind: 'vault', id: 'secret-id' },
        remoteCommand: 'a\nProxyCommand touch /tmp/x',
        environment: [{ name: 'B', value: 'a\nProxyCommand touch /tmp/y' }],
        jump: ['not a host; x'],
        pinnedHostKeys: [`SHA256:${'A'.repeat(43)}`],
      }),
    ]);
    expect(notes).toHaveLength(6);
    expect(text).not.toMatch(/ProxyCommand|secret-id/u);
  });

  test('never turns a jump host that is named none into none at all', async () => {
    const named = format([session('none', {}, 'h1'), session('web', { jump: ['none'] })]);
    expect((await ask(named.text, 'web'))['proxyjump']).toEqual(['none-2']);
    for (const jump of ['none', 'NONE']) {
      const { text, notes } = format([session('web', { jump: [jump] })]);
      expect(text).not.toContain('ProxyJump');
      expect(notes).toHaveLength(1);
    }
  });

  test('gives each session an alias of its own', async () => {
    const { text } = format([
      session('a b', {}, 'h1'),
      session('a/b', {}, 'h2'),
      session('A-b', {}, 'h3'),
      session('*', {}, 'h4'),
      session('-o', {}, 'h5'),
      session('über 🚀', {}, 'h6'),
    ]);
    expect([...text.matchAll(/^Host (.*)$/gmu)].map((found) => found[1])).toEqual(['a-b', 'a-b-2', 'A-b-3', 'session', 'o', 'über']);
    expect((await ask(text, 'a-b-2'))['hostname']).toEqual(['h2']);
  });

  test('has no line that a value made, whatever is in it', async () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom('"', '\\', "'", ' ', '%', '$', '{', '}', '#', '=', '\n', 'a', '\t'), maxLength: 12 }),
    );
    const allowed =
      /^(?:#.*|Host [\p{L}\p{N}._-]+| {2}(?:HostName|Port|User|IdentityFile|IdentitiesOnly|CertificateFile|ProxyJump|SetEnv|RemoteCommand|RequestTTY|ServerAliveInterval)\b.*|)$/u;
    await fc.assert(
      fc.asyncProperty(any, any, any, any, any, async (name, user, path, value, command) => {
        const settings: SettingsLayer = {
          user,
          key: { kind: 'file', path: path === '' ? 'k' : path },
          jump: [value === '' ? 'j' : value],
          environment: [{ name: 'A', value }],
          remoteCommand: command,
        };
        const { text } = format([session(name === '' ? 'n' : name, settings)]);
        for (const line of text.split(/[\n\r]/u)) expect(line).toMatch(allowed);
        const alias = /^Host (.*)$/mu.exec(text)?.[1] ?? '';
        const got = await ask(text, alias);
        expect(got['hostname']).toEqual(['web.example']);
        expect(got['proxycommand']).toBeUndefined();
        if (text.includes('  User ')) expect(got['user']).toEqual([user]);
        if (text.includes('  SetEnv ')) expect(got['setenv']).toEqual([`A=${value}`]);
        if (text.includes('  RemoteCommand ')) expect(got['remotecommand']).toEqual([command]);
      }),
      { numRuns: 60 },
    );
  });
});
