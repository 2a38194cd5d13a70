import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { canRunAsRoot, type Sshd, startSshd } from '../../../e2e/testbed/sshd.ts';
import { createPerson, failure, type Answers } from '../../../e2e/testbed/ssh-session.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import { mergeSettings, type SettingsLayer } from '../../../shared/model/session-settings.ts';
import type { ForwardState } from '../../../shared/model/terminal.ts';
import { dialDirect } from '../../dial/direct.ts';
import { createSshConnect } from '../../ssh/connect.ts';
import { createHostKeys } from '../../ssh/host-keys/host-keys.ts';
import { createSharedConnections } from '../../ssh/shared-connections.ts';
import type { Secrets } from '../../ssh/ssh.ts';
import { createOpenLog } from '../logging/session-log.ts';
import type { ResolveMachine } from '../sessions/resolve-machine.ts';
import type { InstanceFacts } from './look-at-instance.ts';
import { createOpenShell } from './open-shell.ts';
import type { OpenedShell } from './terminals.ts';

let bastion: Sshd;
let web: Sshd;
let folder: string;
const cleanups: (() => void)[] = [];

beforeAll(async () => {
  [bastion, web] = await Promise.all([startSshd(), startSshd({ config: ['AcceptEnv FOO', 'GatewayPorts clientspecified'] })]);
  folder = await mkdtemp(join(tmpdir(), 'gangway-open-shell-'));
});
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});
afterAll(async () => {
  await Promise.all([bastion.stop(), web.stop(), rm(folder, { recursive: true, force: true })]);
});

const NOBODY: InstanceFacts = {
  get: () => undefined,
  seenAt: () => undefined,
  describe: () => Promise.resolve(undefined),
  login: () => Promise.reject(new Error('no instances')),
  keyFile: () => undefined,
  setLogin: () => Promise.resolve(),
  setKeyFile: () => Promise.resolve(),
};

const at = (sshd: Sshd, more: SettingsLayer = {}): SettingsLayer => ({
  port: sshd.port,
  user: sshd.user,
  key: { kind: 'file', path: sshd.clientKeyPath },
  ...more,
});

/** A host with these saved sessions, all on 127.0.0.1, and a person who accepts new host keys once. */
function start(book: Readonly<Record<string, SettingsLayer>>, answers: Answers = {}, secrets?: Secrets) {
  const { ask, questions } = createPerson({ hostKey: () => ({ choice: 'once' }), ...answers });
  const resolve: ResolveMachine = (machine, override) => {
    const id = machine.kind === 'session' ? machine.id : '';
    const effective = mergeSettings([
      { from: id, settings: book[id] ?? {} },
      { from: 'this', settings: override ?? {} },
    ]);
    return { name: id, target: { kind: 'host', host: '127.0.0.1', port: effective.values.port }, ...effective };
  };
  const connections = createSharedConnections();
  cleanups.push(() => connections.closeAll());
  const connect = vi.fn(createSshConnect({ hostKeys: createHostKeys({ file: join(folder, 'known_hosts') }), sshFolder: folder }));
  const openShell = createOpenShell({
    ...{ resolve, connect, connections, ask, instances: NOBODY, dial: dialDirect },
    ...(secrets === undefined ? {} : { secrets }),
    findSession: (name) => (name in book ? name : undefined),
    findKeyFile: () => Promise.resolve({ path: undefined, lookedAt: [] }),
    hostChoices: { get: () => undefined, set: () => Promise.resolve() },
    openLog: createOpenLog({ homeFolder: folder, now: () => new Date(2026, 0, 2, 3, 4, 5) }),
  });
  const steps: string[] = [];
  const forwards: (readonly ForwardState[])[] = [];
  const logFiles: (string | undefined)[] = [];
  const open = (id: string, settings?: SettingsLayer, signal = new AbortController().signal): Promise<OpenedShell> => {
    const machine: Machine = { kind: 'session', id };
    return openShell({
      ...{ terminal: 't1', machine, user: undefined, settings, signal },
      size: () => ({ cols: 80, rows: 24 }),
      report: ({ step, state, text }) => void steps.push(`${step} ${state}: ${text}`),
      onForwards: (states) => forwards.push(states),
      onLogFile: (file) => logFiles.push(file),
    });
  };
  return { open, steps, questions, forwards, logFiles, connect };
}

/** Types a command and gives everything until the shell ends. */
async function type({ shell }: OpenedShell, command: string): Promise<Buffer> {
  const blocks: Buffer[] = [];
  const ended = new Promise((resolve) => shell.onEnd(resolve));
  shell.onData((bytes) => {
    blocks.push(Buffer.from(bytes));
    shell.consumed(bytes.length);
  });
  shell.write(Buffer.from(`${command}\nexit\n`));
  await ended;
  return Buffer.concat(blocks);
}

async function listening(handle: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => void server.close());
  return (server.address() as { port: number }).port;
}
const echo = (): Promise<number> => listening((socket) => void socket.pipe(socket));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function through(port: number, bytes: Uint8Array): Promise<Buffer> {
  const socket = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.end(bytes);
  const blocks: Buffer[] = [];
  for await (const block of socket) blocks.push(block as Buffer);
  return Buffer.concat(blocks);
}

/** Whether nobody listens on this port of 127.0.0.1. */
function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });
}

/** A port on which nothing listens anywhere. */
const CLOSED_PORT = 1;

describe('through jump hosts', () => {
  test('each is logged in to for itself, checked by its own host key, and named in steps and questions', async () => {
    const { open, steps, questions } = start({ web: at(web, { jump: ['door'] }), door: at(bastion) });
    const opened = await open('web');
    expect((await type(opened, 'echo "from ${SSH_CONNECTION%% *} to $USER"')).toString()).toContain(`to ${web.user}`);
    expect(opened.address).toBe(`127.0.0.1:${web.port}`);
    const hosts = questions.map(({ input }) => input as { host: string; title: string; presented: { sha256: string } });
    expect(hosts.map(({ host }) => host)).toEqual([`[127.0.0.1]:${bastion.port}`, `[127.0.0.1]:${web.port}`]);
    expect(hosts[0]?.title).toBe(`door (127.0.0.1:${bastion.port}), jump host to web`);
    expect(hosts.map(({ presented }) => presented.sha256)).toEqual([bastion.fingerprints.ed25519, web.fingerprints.ed25519]);
    expect(steps).toContain(`tcp done: Jump host door: Connected to 127.0.0.1:${bastion.port}`);
    expect(steps).toContain(`tcp done: Connected to 127.0.0.1:${web.port} through door`);
    expect(await bastion.log()).toContain(`direct-tcpip`);
  });

  test('a jump host with jump hosts is reached through those, and is shared by what lies behind it', async () => {
    const { open, connect, questions } = start({
      web: at(web, { jump: ['middle'] }),
      middle: at(web, { jump: [`${bastion.user}@127.0.0.1:${bastion.port}`], key: { kind: 'file', path: bastion.clientKeyPath } }),
      other: at(web, { jump: ['middle'], compression: true }),
    });
    await web.authorize([await readFile(`${web.clientKeyPath}.pub`, 'utf8'), await readFile(`${bastion.clientKeyPath}.pub`, 'utf8')]);
    const first = await open('web');
    expect(connect).toHaveBeenCalledTimes(3);
    const second = await open('other');
    // The two before it are there already.
    expect(connect).toHaveBeenCalledTimes(4);
    const third = await open('web');
    expect(connect).toHaveBeenCalledTimes(4);
    expect(questions).toHaveLength(4);
    for (const { shell } of [first, second, third]) shell.close();
    await vi.waitFor(async () => expect(await bastion.sessions()).toEqual([]));
    await vi.waitFor(async () => expect(await web.sessions()).toEqual([]));
  });

  test('the shell is lost when the jump host is', async () => {
    const { open } = start({ web: at(web, { jump: ['door'] }), door: at(bastion) });
    const { shell } = await open('web');
    shell.onData(() => {});
    const ended = new Promise((resolve) => shell.onEnd(resolve));
    await bastion.signalSessions('SIGKILL');
    expect(await ended).toMatchObject({ how: 'lost' });
  });

  test('a jump host that cannot reach on, or is not there, is told, and nothing stays open', async () => {
    const { open, steps } = start({
      ...{ web: at(web, { jump: ['door'], port: CLOSED_PORT }), door: at(bastion), lone: at(web, { jump: ['gone'] }) },
      gone: at(bastion, { port: CLOSED_PORT }),
    });
    expect(await failure(open('web'))).toMatchObject({ code: 'unreachable', message: expect.stringContaining('door') as string });
    await vi.waitFor(async () => expect(await bastion.sessions()).toEqual([]));
    expect((await failure(open('lone'))).code).toBe('unreachable');
    expect(steps.join('\n')).toContain('Jump host gone: 127.0.0.1');
  });

  test('a tab that is closed on the way leaves no connection', async () => {
    const tab = new AbortController();
    const hostKey = ({ host }: { host: string }) => {
      if (host.endsWith(`:${web.port}`)) tab.abort(new AppError('cancelled', 'The tab was closed.'));
      return { choice: 'once' as const };
    };
    const { open } = start({ web: at(web, { jump: ['door'] }), door: at(bastion) }, { hostKey });
    expect((await failure(open('web', undefined, tab.signal))).code).toBe('cancelled');
    await vi.waitFor(async () => expect(await bastion.sessions()).toEqual([]));
  });
});

describe('through a proxy with a password', () => {
  const proxy = async (): Promise<number> =>
    listening((socket) => {
      socket.once('data', (head: Buffer) => {
        const given = /Basic (\S+)/u.exec(head.toString())?.[1] ?? '';
        if (Buffer.from(given, 'base64').toString() !== 'ann:right') return void socket.end('HTTP/1.1 407 No\r\n\r\n');
        const far = connectTcp(Number(/CONNECT \S+:(\d+)/u.exec(head.toString())?.[1]), '127.0.0.1');
        far.on('error', () => socket.destroy());
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        far.pipe(socket);
        socket.pipe(far);
      });
    });

  test('the person is asked, up to three times, and what is right is remembered when wanted; next time it is found', async () => {
    const setting = { kind: 'http', host: '127.0.0.1', port: await proxy(), user: 'ann' } as const;
    const vault = new Map<string, string>();
    const secrets: Secrets = {
      find: (id) => Promise.resolve(vault.get(id)),
      cannotRemember: () => undefined,
      remember: ({ id, value }) => Promise.resolve(void vault.set(id, value)),
    };
    const asked: number[] = [];
    const proxyPassword = ({ attempt }: { attempt: number }) => {
      asked.push(attempt);
      return { password: attempt === 3 ? 'right' : 'wrong', remember: true };
    };
    const first = start({ web: at(web, { proxy: setting }) }, { proxyPassword }, secrets);
    (await first.open('web')).shell.close();
    expect(asked).toEqual([1, 2, 3]);
    expect([...vault]).toEqual([[`proxy-password:ann@127.0.0.1:${setting.port}`, 'right']]);
    expect(first.steps.join('\n')).not.toMatch(/right|wrong/u);
    const second = start({ web: at(web, { proxy: setting }) }, {}, secrets);
    (await second.open('web')).shell.close();
    const never = start({ web: at(web, { proxy: setting }) }, { proxyPassword: () => ({ password: 'wrong' }) });
    expect((await failure(never.open('web'))).code).toBe('auth-failed');
    expect(never.questions).toHaveLength(3);
  });
});

describe('forwards', () => {
  test('of each kind carry bytes both ways, and end with the shell', async () => {
    const [target, local, dynamic] = await Promise.all([echo(), freePort(), freePort()]);
    const { open, forwards, steps } = start({
      web: at(web, {
        forwards: [
          { kind: 'local', bind: '', port: local, host: '127.0.0.1', hostPort: target },
          { kind: 'remote', bind: '', port: 0, host: '127.0.0.1', hostPort: target },
          { kind: 'dynamic', bind: '127.0.0.1', port: dynamic },
        ],
      }),
    });
    const { shell } = await open('web');
    await vi.waitFor(() => expect(forwards.at(-1)).toHaveLength(3));
    const states = forwards.at(-1) ?? [];
    expect(states.map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    expect(states[0]?.text).toBe(`127.0.0.1:${local} → 127.0.0.1:${target}`);
    const remote = Number(/^127\.0\.0\.1:(\d+) there → /u.exec(states[1]?.text ?? '')?.[1]);
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'forward');
    expect((await through(local, bytes)).equals(bytes)).toBe(true);
    expect((await through(remote, bytes)).equals(bytes)).toBe(true);
    const request = Buffer.concat([Buffer.of(5, 1, 0, 5, 1, 0, 3, 9), Buffer.from('localhost'), Buffer.of(target >> 8, target & 255)]);
    const answer = await through(dynamic, Buffer.concat([request, bytes]));
    expect([...answer.subarray(0, 4)]).toEqual([5, 0, 5, 0]);
    expect(answer.subarray(12).equals(bytes)).toBe(true);
    expect(steps).toContain(`session info: Forward 127.0.0.1:${dynamic} → SOCKS is open`);
    shell.close();
    for (const port of [local, dynamic]) {
      await vi.waitFor(async () => expect(await refuses(port)).toBe(true));
    }
  });

  test('that cannot be opened, here or there, are told and shown, and the shell opens nevertheless', async () => {
    const taken = await echo();
    const { open, forwards, steps } = start({
      web: at(web, {
        forwards: [
          { kind: 'local', bind: '', port: taken, host: 'x', hostPort: 1 },
          { kind: 'remote', bind: '', port: taken, host: 'x', hostPort: 1 },
          { kind: 'dynamic', bind: '192.0.2.1', port: 1080 },
        ],
      }),
    });
    const opened = await open('web');
    await vi.waitFor(() => expect(forwards.at(-1)).toHaveLength(3));
    expect(forwards.at(-1)?.map(({ state, error }) => [state, error?.code])).toEqual([
      ['failed', 'in-use'],
      ['failed', 'unsupported'],
      ['failed', 'no-address'],
    ]);
    expect(steps.filter((line) => line.startsWith('session failed: Forward'))).toHaveLength(3);
    expect((await type(opened, 'echo all"well"')).toString()).toContain('allwell');
  });

  test('answer a SOCKS client whose target is not there, and drop what is no SOCKS', async () => {
    const dynamic = await freePort();
    const { open, forwards } = start({ web: at(web, { forwards: [{ kind: 'dynamic', bind: '', port: dynamic }] }) });
    const { shell } = await open('web');
    await vi.waitFor(() => expect(forwards.at(-1)?.[0]?.state).toBe('open'));
    const request = Buffer.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, CLOSED_PORT >> 8, CLOSED_PORT & 255);
    expect([...(await through(dynamic, request))]).toEqual([5, 0, 5, 5, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect([...(await through(dynamic, Buffer.of(5, 1, 2)))]).toEqual([5, 0xff]);
    expect([...(await through(dynamic, Buffer.of(5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 1)))].slice(2, 4)).toEqual([5, 7]);
    expect((await through(dynamic, Buffer.from('GET / HTTP/1.1\r\n\r\n'))).length).toBe(0);
    shell.close();
  });
});

describe('the log of a session', () => {
  test('of everything has each byte as it came, and of what is printed only text', async () => {
    const command = `printf '\\033[31mred\\033[0m \\033]0;title\\007k\\303\\244se\\n'`;
    for (const logging of ['all', 'printable'] as const) {
      const { open, logFiles } = start({ web: at(web, { logging, logFile: `~/${logging}/&H-&P-&Y&M&D-&T.log` }) });
      const output = await type(await open('web'), command);
      const file = join(folder, logging, `127.0.0.1-${web.port}-20260102-030405.log`);
      expect(logFiles).toEqual([file]);
      await vi.waitFor(async () => {
        const logged = await readFile(file);
        if (logging === 'all') expect(logged.equals(output)).toBe(true);
        else {
          expect(logged.toString()).toMatch(/[\r\n]red käse\r\n/u);
          expect(logged.toString()).not.toMatch(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/u);
        }
      });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await stat(join(folder, logging))).mode & 0o777).toBe(0o700);
    }
  });

  test.runIf(canRunAsRoot)('on a full disk stops with a notice, and the shell goes on', async () => {
    const small = join(folder, 'small');
    await mkdir(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small]);
    try {
      const { open, steps, logFiles } = start({ web: at(web, { logging: 'all', logFile: '~/small/full.log' }) });
      const output = (await type(await open('web'), 'seq 1 100000; echo a"fter"')).toString();
      expect(output).toContain('after');
      // The disk is asked on its own time.
      await vi.waitFor(() => expect(logFiles).toEqual([join(small, 'full.log'), undefined]));
      expect(steps.filter((line) => line.includes('Logging stopped. The disk of'))).toHaveLength(1);
    } finally {
      execFileSync('umount', ['-l', small]);
    }
  });

  test('that cannot be written is told, and the shell goes on', async () => {
    await symlink('/dev/null', join(folder, 'nowhere.log'));
    const { open, steps, logFiles } = start({ web: at(web, { logging: 'all', logFile: '~/nowhere.log', logClash: 'append' }) });
    expect((await type(await open('web'), 'echo o"k"')).toString()).toContain('ok');
    expect(steps.join('\n')).toContain('nowhere.log is no ordinary file');
    expect(logFiles).toEqual([]);
  });
});

test('a shell of another encoding is UTF-8 to the page, both ways, and in the log of everything as it came', async () => {
  const { open } = start({ web: at(web, { encoding: 'shift_jis', logging: 'all', logFile: '~/sjis.log' }) });
  // "日本語" by its bytes; then what is typed is shown as hex.
  const output = await type(await open('web'), `printf '\\223\\372\\226\\173\\214\\352\\n'; printf %s '日本' | od -An -tx1`);
  expect(output.toString()).toContain('日本語');
  expect(output.toString()).toContain('93 fa 96 7b');
  await vi.waitFor(async () =>
    expect((await readFile(join(folder, 'sjis.log'))).includes(Buffer.of(0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea))).toBe(true),
  );
});

test('terminal type, environment and command of the session reach the shell', async () => {
  const environment = [{ name: 'FOO', value: 'bar' }];
  const { open } = start({ web: at(web, { terminalType: 'vt220', environment, remoteCommand: 'echo "<$TERM $FOO>"' }) });
  expect((await type(await open('web'), '')).toString()).toContain('<vt220 bar>');
});
