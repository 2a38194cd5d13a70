import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ssh2';
import type { ClientChannel } from 'ssh2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Home } from '../home.ts';
import { makeHome } from '../home.ts';
import type { World } from '../world.ts';
import { startWorld } from '../world.ts';
import { demoWorld } from '../worlds/demo.ts';
import type { DemoHosts } from './hosts.ts';
import { portTag, startDemoHosts } from './hosts.ts';

let folder: string;
let world: World;
let hosts: DemoHosts;
let home: Home;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-demo-host-'));
  world = await startWorld(demoWorld(), { transitionMs: 0, keysFolder: join(folder, 'keys') });
  hosts = await startDemoHosts(world, { folder: join(folder, 'keys') });
  home = makeHome(world, { folder: join(folder, 'home') });
});

afterAll(async () => {
  await hosts.close();
  await world.close();
  rmSync(folder, { recursive: true });
});

function place(name: string): { host: string; port: number } {
  const { publicIp, privateIp, host, tags } = world.instance(name);
  return { host: host?.onPrivateAddress ? privateIp : (publicIp ?? ''), port: Number(tags[portTag]) };
}

/** OpenSSH's own client, trusting exactly what the console log of the machine says. */
function ssh(
  name: string,
  args: { user: string; key?: string; command: string; input?: string },
): Promise<{ status: number | null; out: string; err: string }> {
  const { host, port } = place(name);
  const [hostKey = ''] = world.instance(name).hostKeys ?? [];
  const known = join(folder, `known-${name}`);
  writeFileSync(known, `[${host}]:${port} ${hostKey}\n`);
  const settings = ['StrictHostKeyChecking=yes', `UserKnownHostsFile=${known}`, 'IdentitiesOnly=yes', 'BatchMode=yes', 'LogLevel=ERROR'];
  const options = ['-F', '/dev/null', ...settings.flatMap((setting) => ['-o', setting])];
  const child = spawn('ssh', [
    ...options,
    '-i',
    args.key ?? home.keys['acme-prod'] ?? '',
    '-p',
    String(port),
    `${args.user}@${host}`,
    args.command,
  ]);
  child.stdin.end(args.input ?? '');
  const output = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => {
    output.out += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    output.err += data.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...output }));
  });
}

interface Login {
  readonly client: Client;
  close(): void;
}

function login(name: string, settings: { username: string; privateKey?: string; password?: string; answers?: string[] }): Promise<Login> {
  const client = new Client();
  const { answers, ...rest } = settings;
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve({ client, close: () => client.destroy() }));
    client.on('error', reject);
    client.on('close', () => reject(new Error('closed')));
    if (answers) client.on('keyboard-interactive', (_name, _instructions, _language, _prompts, finish) => finish(answers));
    client.connect({ ...place(name), ...rest, tryKeyboard: answers !== undefined, readyTimeout: 10_000 });
  });
}

interface Desk {
  readonly channel: ClientChannel;
  readonly text: () => string;
  /** Types and waits until the pattern shows after what was there before. */
  say(typed: string, until: RegExp): Promise<string>;
  readonly closed: Promise<number | null>;
}

async function openShell({ client }: Login, size = { cols: 80, rows: 24 }): Promise<Desk> {
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.shell({ term: 'xterm-256color', ...size }, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  let text = '';
  channel.on('data', (data: Buffer) => {
    text += data.toString();
  });
  let status: number | null = null;
  channel.on('exit', (code: number | null) => {
    status = code;
  });
  const closed = new Promise<number | null>((resolve) => channel.once('close', () => resolve(status)));
  const desk: Desk = {
    channel,
    closed,
    text: () => text,
    say: async (typed, until) => {
      const from = text.length;
      channel.write(typed);
      await vi.waitFor(() => expect(text.slice(from)).toMatch(until), { timeout: 10_000, interval: 5 });
      return text.slice(from);
    },
  };
  await vi.waitFor(() => expect(text).toContain('$ '), { timeout: 10_000, interval: 5 });
  return desk;
}

const webKey = (): string => world.keyPair('480215937742', 'eu-central-1', 'acme-prod').privateKey;
const promptEnd = /\$ $/;

describe('OpenSSH’s client', () => {
  test('logs in with the key pair and finds the host key of the console log', async () => {
    const answer = await ssh('web-1', { user: 'ubuntu', command: 'whoami; hostname; false' });
    expect(answer).toEqual({ status: 1, out: 'ubuntu\nweb-1\n', err: '' });
  });

  test('logs in with the RSA key of the other account', async () => {
    const answer = await ssh('build-1', { user: 'ec2-user', key: home.keys['acme-dev'] ?? '', command: 'uname -m' });
    expect(answer).toEqual({ status: 0, out: 'x86_64\n', err: '' });
  });

  test('is refused with the wrong key', async () => {
    const answer = await ssh('web-1', { user: 'ubuntu', key: home.keys['acme-dev'] ?? '', command: 'whoami' });
    expect(answer.status).toBe(255);
    expect(answer.err).toContain('Permission denied (publickey)');
  });

  test('is told whom to log in as when it tries root', async () => {
    const answer = await ssh('web-1', { user: 'root', command: 'id' });
    expect(answer.status).toBe(142);
    expect(answer.out).toContain('Please login as the user "ubuntu" rather than the user "root".');
  });

  test('pipes its input through a command, and errors go to standard error', async () => {
    expect(await ssh('web-1', { user: 'ubuntu', command: 'wc -l', input: 'a\nb\n' })).toMatchObject({ status: 0, out: '2\n' });
    expect(await ssh('web-1', { user: 'ubuntu', command: 'nosuch' })).toEqual({
      status: 127,
      out: '',
      err: 'sh: nosuch: command not found\n',
    });
  });

  test('gets a large log whole', { timeout: 90_000 }, async () => {
    const counted = await ssh('web-1', { user: 'ubuntu', command: 'wc -l access.log' });
    const printed = await ssh('web-1', { user: 'ubuntu', command: 'cat access.log' });
    expect(counted.out).toBe('160000\n');
    expect(printed.out.split('\n')).toHaveLength(160_001);
  });
});

describe('other ways in', () => {
  test('a password', async () => {
    const { client, close } = await login('db-1', { username: 'admin', password: 'demo' });
    expect(client).toBeDefined();
    close();
    await expect(login('db-1', { username: 'admin', password: 'guess' })).rejects.toThrow('All configured authentication methods failed');
  });

  test('no key where there is a password, or nobody would be asked for it', async () => {
    const { privateKey } = world.keyPair('480215937742', 'eu-central-1', 'acme-prod');
    await expect(login('db-1', { username: 'admin', privateKey })).rejects.toThrow('All configured authentication methods failed');
  });

  test('a password and a code by keyboard-interactive', async () => {
    const { close } = await login('bastion', { username: 'ubuntu', answers: ['demo', '424242'] });
    close();
    await expect(login('bastion', { username: 'ubuntu', answers: ['demo', '000000'] })).rejects.toThrow();
  });

  test('a key pushed by EC2 Instance Connect, for a minute', async () => {
    const { id } = world.instance('worker-1');
    const other = world.keyPair('715390264418', 'us-east-1', 'acme-dev');
    const attempt = { username: 'ubuntu', privateKey: other.privateKey };
    await expect(login('worker-1', attempt)).rejects.toThrow();
    world.state.pushedKeys.push({ instance: id, user: 'ubuntu', publicKey: other.publicKey, until: world.now() + 60_000 });
    const { close } = await login('worker-1', attempt);
    close();
    world.setClock(61_000);
    await expect(login('worker-1', attempt)).rejects.toThrow();
    world.setClock(0);
  });
});

describe('the shell', () => {
  test('greets, answers and remembers', async () => {
    const session = await login('web-1', { username: 'ubuntu', privateKey: webKey() });
    const desk = await openShell(session);
    expect(desk.text()).toContain('Welcome to Ubuntu 24.04.3 LTS');
    expect(desk.text()).toContain('ubuntu@web-1');
    expect(await desk.say('cd /etc && pwd\r', promptEnd)).toContain('\r\n/etc\r\n');
    expect(await desk.say("echo 'a  b' $USER | grep a > /tmp/x; cat /tmp/x\r", promptEnd)).toContain('a  b ubuntu\r\n');
    expect(await desk.say('\u001b[A\u001b[A\r', promptEnd)).toContain('\r\n/etc\r\n');
    expect(await desk.say('seq 100000 | head -n 2\r', promptEnd)).toContain('\r\n1\r\n2\r\n');
    desk.channel.write('exit 3\r');
    expect(await desk.closed).toBe(3);
    session.close();
  });

  test('follows the size of the window', async () => {
    const session = await login('web-1', { username: 'ubuntu', privateKey: webKey() });
    const desk = await openShell(session, { cols: 100, rows: 30 });
    expect(await desk.say('stty size\r', promptEnd)).toContain('30 100');
    desk.channel.setWindow(51, 132, 0, 0);
    expect(await desk.say('stty size\r', promptEnd)).toContain('51 132');
    session.close();
  });

  test('stops a flood at Ctrl-C and goes on', async () => {
    const session = await login('web-1', { username: 'ubuntu', privateKey: webKey() });
    const desk = await openShell(session);
    await desk.say('yes flood\r', /(flood\r\n){1000}/);
    await desk.say('\u0003', /\^C[\s\S]*\$ $/);
    expect(await desk.say('echo still here\r', promptEnd)).toContain('\r\nstill here\r\n');
    session.close();
  });

  test('loses nothing of a flood that nobody reads for a while, and other tabs go on', { timeout: 90_000 }, async () => {
    const session = await login('web-1', { username: 'ubuntu', privateKey: webKey() });
    const desk = await openShell(session);
    desk.channel.pause();
    desk.channel.write('seq 400000\r');
    const other = await openShell(session);
    expect(await other.say('echo alive\r', promptEnd)).toContain('alive');
    desk.channel.resume();
    await vi.waitFor(() => expect(desk.text().slice(-200)).toMatch(/\r\n400000\r\n[^\n]*\$ $/), { timeout: 60_000, interval: 20 });
    const numbers = desk.text().match(/^\d+(?=\r$)/gm) ?? [];
    expect(numbers).toHaveLength(400_000);
    session.close();
  });

  test('shows top on the alternate screen and leaves it at q and at Ctrl-C', async () => {
    const session = await login('db-1', { username: 'admin', password: 'demo' });
    const desk = await openShell(session);
    for (const end of ['q', '\u0003']) {
      expect(await desk.say('top\r', /q ends/)).toContain('\u001b[?1049h');
      expect(await desk.say(end, promptEnd)).toContain('\u001b[?1049l');
    }
    session.close();
  });

  test('ends at Ctrl-D', async () => {
    const session = await login('web-1', { username: 'ubuntu', privateKey: webKey() });
    const desk = await openShell(session);
    desk.channel.write('\u0004');
    expect(await desk.closed).toBe(0);
    expect(desk.text()).toContain('logout');
    session.close();
  });
});

test('a peer that speaks garbage ends its own connection and nothing else', async () => {
  const { host, port } = place('web-1');
  for (const noise of ['GET / HTTP/1.1\r\n\r\n', `SSH-2.0-x\r\n${'\u0000'.repeat(64)}`, Buffer.alloc(70_000, 0xff)]) {
    const socket = connect(port, host);
    const over = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    socket.resume();
    socket.end(noise);
    await over;
  }
  expect((await ssh('web-1', { user: 'ubuntu', command: 'whoami' })).out).toBe('ubuntu\n');
});

describe('machines follow the world', () => {
  const refused = { code: 'ECONNREFUSED' };
  const key = () => ({ username: 'ubuntu', privateKey: webKey() });

  test('a stopped machine is gone and comes back at another address, with its key and port', async () => {
    const { id, hostKeys } = world.instance('web-2');
    const before = place('web-2');
    world.state.transition(id, 'stopping', 'stopped');
    await vi.waitFor(() => expect(world.instance('web-2').state).toBe('stopped'));
    await hosts.settled();
    await expect(login('web-2', key())).rejects.toMatchObject(refused);
    world.state.transition(id, 'pending', 'running');
    await vi.waitFor(() => expect(world.instance('web-2').state).toBe('running'));
    await hosts.settled();
    expect(place('web-2').port).toBe(before.port);
    // As EC2 has it: an address that was lent is given back with the stop.
    expect(place('web-2').host).not.toBe(before.host);
    expect(world.instance('web-2').hostKeys).toEqual(hostKeys);
    (await login('web-2', key())).close();
  });

  test('a machine that was stopped from the start listens once it is started', async () => {
    world.state.transition(world.instance('web-3').id, 'pending', 'running');
    await vi.waitFor(() => expect(world.instance('web-3').tags[portTag]).toBeDefined());
    (await login('web-3', key())).close();
  });

  test('a dead sshd drops its connections and refuses new ones until it is back', async () => {
    const { id } = world.instance('web-2');
    const session = await login('web-2', key());
    const gone = new Promise<void>((resolve) => session.client.once('close', () => resolve()));
    session.client.on('error', () => undefined);
    await world.machines()?.kill(id);
    await gone;
    await expect(login('web-2', key())).rejects.toMatchObject(refused);
    await world.machines()?.revive(id);
    (await login('web-2', key())).close();
  });

  test('a changed host key is seen by OpenSSH as the attack that it may be', async () => {
    const { id } = world.instance('web-2');
    await world.machines()?.changeHostKey(id);
    const answer = await ssh('web-2', { user: 'ubuntu', command: 'whoami' });
    expect(answer.status).toBe(255);
    expect(answer.err).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED');
  });

  test('a second start with the same folder keeps keys and ports', async () => {
    const before = { place: place('api-1'), keys: world.instance('api-1').hostKeys };
    await hosts.close();
    await world.close();
    world = await startWorld(demoWorld(), { transitionMs: 0, keysFolder: join(folder, 'keys') });
    hosts = await startDemoHosts(world, { folder: join(folder, 'keys') });
    expect({ place: place('api-1'), keys: world.instance('api-1').hostKeys }).toEqual(before);
  });
});
