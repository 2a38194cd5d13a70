import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingsLayer } from '../../../shared/contract/session-settings.ts';
import { evaluate } from '../../ssh-config/evaluate.ts';
import { parseSshConfig } from '../../ssh-config/read-ssh-config.ts';
import { knowProxyCommand } from './proxy-command.ts';
import { resolveJumps } from './ssh-config-jumps.ts';
import { sshConfigLayer, type SshConfigLayer } from './ssh-config-layer.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'gangway-layer-'));
  mkdirSync(join(home, '.ssh'), { mode: 0o700 });
  for (const name of ['id_one', 'id_two', 'token.pub', 'id_one-cert.pub']) writeFileSync(join(home, '.ssh', name), '');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const context = () => ({ localUser: 'me', homeFolder: home, localHost: 'laptop', uid: 1, env: {} });

async function evaluated(text: string, alias = 'web') {
  const file = join(home, '.ssh', 'config');
  writeFileSync(file, text, { mode: 0o600 });
  return evaluate([await parseSshConfig({ file, homeFolder: home })], alias, context());
}

async function layerOf(text: string): Promise<SshConfigLayer> {
  const found = await sshConfigLayer(await evaluated(text));
  expect(settingsLayer().safeParse(found.layer).error).toBeUndefined();
  return found;
}

describe('a host of the SSH config as settings', () => {
  it('gives port and user as ssh has them, and nothing that the config does not name', async () => {
    expect(await layerOf('Host web\n')).toEqual({ layer: { port: 22, user: 'me' }, identityFiles: [], notes: [] });
  });

  it('carries what has a place here', async () => {
    const text = `Host web
      Port 2200
      User deploy
      ServerAliveInterval 15
      TCPKeepAlive yes
      Compression yes
      AddressFamily inet6
      ConnectTimeout 20
      ForwardAgent yes
      StrictHostKeyChecking yes
      LocalForward 8080 db:80
      RemoteForward 0.0.0.0:9 [::1]:10
      DynamicForward 1080
      SetEnv LANG=C.UTF-8 "A=b c"
      RemoteCommand tmux attach -t %n
      ProxyJump hop,ssh://u@other:23/
      CertificateFile ~/.ssh/id_one-cert.pub
      IdentityFile ~/.ssh/id_one
    `;
    const { layer, notes } = await layerOf(text);
    expect(notes).toEqual([]);
    expect(layer).toEqual({
      port: 2200,
      user: 'deploy',
      keepalive: 15,
      tcpKeepalive: true,
      compression: true,
      addressFamily: 'ipv6',
      connectTimeout: 20,
      agentForwarding: true,
      hostKeyPolicy: 'strict',
      forwards: [
        { kind: 'local', bind: '', port: 8080, host: 'db', hostPort: 80 },
        { kind: 'remote', bind: '0.0.0.0', port: 9, host: '::1', hostPort: 10 },
        { kind: 'dynamic', bind: '', port: 1080 },
      ],
      environment: [
        { name: 'LANG', value: 'C.UTF-8' },
        { name: 'A', value: 'b c' },
      ],
      remoteCommand: 'tmux attach -t web',
      jump: ['hop', 'u@other:23'],
      certificate: join(home, '.ssh', 'id_one-cert.pub'),
      key: { kind: 'file', path: join(home, '.ssh', 'id_one') },
    });
  });

  it('takes the first key that is there, and names the others', async () => {
    const { layer, notes, identityFiles } = await layerOf(
      'IdentityFile ~/.ssh/gone\nIdentityFile ~/.ssh/id_two\nIdentityFile %d/.ssh/id_one\n',
    );
    const paths = ['gone', 'id_two', 'id_one'].map((name) => join(home, '.ssh', name));
    expect(layer.key).toEqual({ kind: 'file', path: paths[1] });
    expect(identityFiles).toEqual(paths);
    expect(notes).toEqual([`Only ${paths[1]} is used; not ${paths[0]}, ${paths[2]}.`]);
  });

  it('takes the public half of a key that only the agent holds', async () => {
    expect((await layerOf('IdentityFile ~/.ssh/token\n')).layer.key).toEqual({ kind: 'file', path: join(home, '.ssh', 'token.pub') });
  });

  it('leaves the key open when none is there, and says so', async () => {
    const { layer, notes } = await layerOf('IdentityFile ~/.ssh/gone\nIdentityFile ${NOT_SET}/x\n');
    expect(layer.key).toBeUndefined();
    expect(notes).toEqual([
      'identityfile cannot be used: the environment variable NOT_SET is not set.',
      `The key ${join(home, '.ssh', 'gone')} is not there.`,
    ]);
  });

  it('takes no key at all for IdentityFile none without an agent', async () => {
    expect((await layerOf('IdentityFile none\nIdentityAgent none\n')).layer.key).toEqual({ kind: 'none' });
  });

  it.each([
    ['PasswordAuthentication no\n', ['publickey', 'keyboard-interactive']],
    ['PreferredAuthentications password,gssapi-with-mic,publickey\n', ['password', 'publickey']],
    ['PreferredAuthentications publickey,password\nPubkeyAuthentication no\n', ['password']],
    ['KbdInteractiveAuthentication no\nPasswordAuthentication no\n', ['publickey']],
  ])('takes the ways to log in from %j', async (text, methods) => {
    expect((await layerOf(text)).layer.authMethods).toEqual(methods);
  });

  it('says what it does in another way or not at all', async () => {
    const text = `ProxyCommand corkscrew proxy 80 %h %p
      StrictHostKeyChecking no
      HostKeyAlias other
      LocalCommand touch /tmp/x
      SendEnv LANG LC_* SECRET
      PreferredAuthentications hostbased
      ForwardAgent /run/agent
      RemoteCommand %T
      UserKnownHostsFile /dev/null
      ForwardX11 yes
    `;
    const { layer, notes } = await layerOf(text);
    expect(layer).toEqual({ port: 22, user: 'me', jump: [], hostKeyPolicy: 'accept-new', agentForwarding: true });
    expect(notes.join('\n')).toMatchInlineSnapshot(`
      "ProxyCommand corkscrew proxy 80 %h %p is not run; give its session a jump host or a proxy instead.
      StrictHostKeyChecking no: new host keys are accepted, but changed ones are refused.
      ForwardAgent /run/agent: the usual agent is forwarded.
      remotecommand cannot be used: %T has no meaning there.
      The config leaves no way to log in that is done here; all are tried.
      hostkeyalias other is not used: the host key is known by the name and port of the machine.
      localcommand touch /tmp/x is not used: commands of a config are never run.
      X11 is not forwarded.
      UserKnownHostsFile is not used: Gangway keeps its own, and reads ~/.ssh/known_hosts.
      SendEnv SECRET is not done: only what SetEnv says is sent."
    `);
  });

  it('leaves out what no session could hold, with a note', async () => {
    const { layer, notes } = await layerOf(
      `SetEnv 1A=x\nProxyJump ${Array.from({ length: 12 }, (_, at) => `h${at}`).join(',')}\nServerAliveInterval 10d\n`,
    );
    expect(layer).toEqual({ port: 22, user: 'me', keepalive: 86_400 });
    expect(notes).toHaveLength(2);
  });
});

describe('a ProxyCommand', () => {
  it.each([
    ['ssh -q -W %h:%p bastion', { kind: 'jump', jump: ['bastion'] }],
    ['/usr/bin/ssh me@bastion -W [%h]:%p', { kind: 'jump', jump: ['me@bastion'] }],
    ['nc -X 5 -x proxy:1080 %h %p', { kind: 'proxy', proxy: { kind: 'socks5', host: 'proxy', port: 1080, user: '' } }],
    ['nc -X connect -x proxy:3128 %h %p', { kind: 'proxy', proxy: { kind: 'http', host: 'proxy', port: 3128, user: '' } }],
    ['ncat --proxy p:1 --proxy-type socks5 %h %p', { kind: 'proxy', proxy: { kind: 'socks5', host: 'p', port: 1, user: '' } }],
  ])('is known for what it means: %s', (command, meaning) => expect(knowProxyCommand(command)).toEqual(meaning));

  it.each([
    'ssh -W %h:%p -oProxyCommand=x bastion',
    'ssh bastion nc %h %p',
    'nc -X 4 -x p:1 %h %p',
    'nc %h %p',
    'sh -c x',
    'nc -x p:99999 %h %p',
    '',
  ])('is left alone when it is anything else: %s', (command) => expect(knowProxyCommand(command)).toBeUndefined());
});

describe('jump hosts', () => {
  it('are looked up in the config, with the jump hosts of the first of them', async () => {
    const text = `Host a
        HostName a.example
        User ann
        ProxyJump outer
      Host b
        HostName 2001:db8::1
        Port 2
        ProxyJump never
      Host outer
        HostName out.example
        ProxyJump a
      Host broken
        HostName %z
    `;
    const hosts = new Map(
      await Promise.all(['a', 'b', 'outer', 'plain'].map(async (alias) => [alias, await evaluated(text, alias)] as const)),
    );
    const jumps = (jump: readonly string[]) => resolveJumps(jump, (alias) => hosts.get(alias));
    expect(jumps(['plain', 'bob@b:7', 'unknown'])).toEqual(['me@plain:22', 'bob@[2001:db8::1]:7', 'unknown']);
    // A ring: each is passed once.
    expect(jumps(['a', 'b'])).toEqual(['ann@a.example:22', 'me@out.example:22', 'ann@a.example:22', 'me@[2001:db8::1]:2']);
    expect(jumps([])).toEqual([]);
  });
});
