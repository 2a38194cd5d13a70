import { spawn, execFile } from 'node:child_process';
import { createServer, connect as connectTcp, type Server } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Sshd, startSshd } from '../../e2e/testbed/sshd.ts';
import { attempt, failure, runInShell, WINDOW, type Attempt } from '../../e2e/testbed/ssh-session.ts';
import type { ShellOptions, SshConnection } from './ssh.ts';

const run = promisify(execFile);
let sshd: Sshd;
const connections: SshConnection[] = [];

beforeAll(async () => {
  sshd = await startSshd({ config: ['AcceptEnv FOO LANG', 'Compression yes', 'PermitOpen 127.0.0.1:*', 'AllowTcpForwarding yes'] });
});
afterAll(async () => {
  for (const connection of connections) connection.close();
  await sshd.stop();
});

async function login(more: Partial<Attempt> = {}): Promise<SshConnection> {
  const connection = await attempt({ port: sshd.port, user: sshd.user, identity: { kind: 'file', path: sshd.clientKeyPath }, ...more })
    .outcome;
  connections.push(connection);
  return connection;
}

const shell = (connection: SshConnection, more: Partial<ShellOptions> = {}) =>
  connection.shell({ size: { cols: 80, rows: 24 }, window: { least: WINDOW }, signal: new AbortController().signal, ...more });

describe('a shell', () => {
  test('has the terminal type and the environment of its session; what the server refuses is told', async () => {
    const report = vi.fn();
    const environment = [
      { name: 'FOO', value: 'käse "$x"' },
      { name: 'BAR', value: 'no' },
    ];
    const opened = await shell(await login(), { term: 'vt220', environment, report });
    const output = (await runInShell(opened, 'echo "<$TERM|$FOO|$BAR>"')).toString();
    expect(output).toContain('<vt220|käse "$x"|>');
    expect(report.mock.calls.map(([step]) => (step as { text: string }).text)).toEqual([
      'The server refused the environment variable BAR (AcceptEnv on the server)',
    ]);
  });

  test('runs a command in a PTY instead of the login shell, and ends with it', async () => {
    const opened = await shell(await login(), { command: 'tty >/dev/null && echo in a pty; exit 5' });
    let text = '';
    opened.onData((bytes) => {
      text += Buffer.from(bytes).toString();
    });
    expect(await new Promise((resolve) => opened.onEnd(resolve))).toEqual({ how: 'exited', code: 5 });
    expect(text).toContain('in a pty');
  });

  test('works compressed', async () => {
    const connection = await login({ settings: { compression: true } });
    expect((await runInShell(await shell(connection), 'seq 1 50000 | tail -1; echo d"one"')).toString()).toContain('50000');
    expect(await sshd.log()).toMatch(/compression: zlib@openssh\.com/u);
  });

  test('has the keys of the local agent where the session forwards it, and only there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gangway-agent-'));
    const socket = join(folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(agent.stdout, 'data');
      await run('ssh-add', [sshd.clientKeyPath], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      const list = 'ssh-add -l; echo s"tatus" $?';
      const forwarding = await login({ agentSocket: socket, settings: { agentForwarding: true } });
      const first = (await runInShell(await shell(forwarding), `${list}; ${list}`)).toString();
      expect(first.match(/256 SHA256:\S+ test \(ED25519\)/gu)).toHaveLength(2);
      const plain = await login({ agentSocket: socket });
      expect((await runInShell(await shell(plain), list)).toString()).toContain('status 2');
    } finally {
      agent.kill();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test('a server with old algorithms only is reached with the setting for them, and not without', async () => {
  const old = await startSshd({
    hostKeys: ['rsa'],
    config: ['KexAlgorithms diffie-hellman-group14-sha1', 'HostKeyAlgorithms ssh-rsa', 'Ciphers aes128-cbc', 'MACs hmac-sha1'],
  });
  try {
    const where: Attempt = { port: old.port, user: old.user, identity: { kind: 'file', path: old.clientKeyPath } };
    expect((await failure(attempt(where).outcome)).code).toBe('protocol');
    const { outcome, steps } = attempt({ ...where, settings: { legacyAlgorithms: true } });
    const connection = await outcome;
    expect(connection.summary).toContain('diffie-hellman-group14-sha1, ssh-rsa, aes128-cbc');
    expect(steps.join('\n')).toContain('no longer safe');
    connection.close();
  } finally {
    await old.stop();
  }
});

test('a silent server is given up after the time-out of the session', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  const error = await failure(attempt({ port, user: 'u', identity: { kind: 'password' }, settings: { connectTimeout: 1 } }).outcome);
  expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('1 s') as string });
  silent.close();
});

test('keepalives go out as often as the session says, or never', async () => {
  const often = await login({ settings: { keepalive: 1 } });
  const lost = new Promise((resolve) => often.onLost(resolve));
  const never = await login({ settings: { keepalive: 0 } });
  const lostToo = vi.fn();
  never.onLost(lostToo);
  await sshd.signalSessions('SIGSTOP');
  try {
    // Three that are not answered.
    expect(await lost).toEqual(expect.any(String));
    expect(lostToo).not.toHaveBeenCalled();
  } finally {
    await sshd.signalSessions('SIGCONT');
  }
  expect((await runInShell(await shell(never), 'echo st"ill" here')).toString()).toContain('still here');
});

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

describe('TCP through a connection', () => {
  let echo: Server;
  let port: number;

  beforeAll(async () => {
    echo = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => {});
      socket.pipe(socket);
    });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    ({ port } = echo.address() as { port: number });
  });
  afterAll(() => void echo.close());

  const signal = new AbortController().signal;

  test('carries 20 MB both ways, whole, and ends each way on its own', async () => {
    const stream = await (await login()).openTcp({ host: '127.0.0.1', port, signal });
    const sent = Buffer.alloc(20 * 1024 * 1024, 'gangway');
    stream.end(sent);
    const blocks: Buffer[] = [];
    for await (const block of stream) blocks.push(block as Buffer);
    expect(Buffer.concat(blocks).equals(sent)).toBe(true);
  });

  test('stops the sender when nobody reads', async () => {
    let sent = 0;
    const flood = createServer((socket) => {
      socket.on('error', () => {});
      const more = (): void => {
        while (socket.write(Buffer.alloc(64 * 1024))) sent += 64 * 1024;
        sent += 64 * 1024;
      };
      socket.on('drain', more);
      more();
    });
    flood.listen(0, '127.0.0.1');
    await once(flood, 'listening');
    const connection = await login();
    const stream = await connection.openTcp({ host: '127.0.0.1', port: (flood.address() as { port: number }).port, signal });
    await vi.waitFor(() => expect(sent).toBeGreaterThan(2 * 1024 * 1024));
    // Another use of the same connection goes on meanwhile; then it is clear that the flood stands.
    expect((await runInShell(await shell(connection), 'seq 1 100000 | tail -1')).toString()).toContain('100000');
    expect(sent).toBeLessThan(40 * 1024 * 1024);
    stream.destroy();
    expect((await runInShell(await shell(connection), 'echo s"till" here')).toString()).toContain('still here');
    flood.close();
  });

  test('says what is refused there, and by whom', async () => {
    const connection = await login();
    expect(await failure(connection.openTcp({ host: '127.0.0.1', port: 1, signal }))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('cannot reach 127.0.0.1:1') as string,
    });
    expect(await failure(connection.openTcp({ host: '192.0.2.1', port: 1, signal }))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('does not allow connections to 192.0.2.1:1') as string,
    });
    expect((await failure(connection.openTcp({ host: '127.0.0.1', port, signal: AbortSignal.abort() }))).code).toBe('cancelled');
  });

  test('ends with the connection, and nothing opens on a closed one', async () => {
    const connection = await login();
    const stream = await connection.openTcp({ host: '127.0.0.1', port, signal });
    const closed = once(stream, 'close');
    connection.close();
    await closed;
    expect((await failure(connection.openTcp({ host: '127.0.0.1', port, signal }))).code).toBe('lost');
    expect((await failure(connection.listen({ bind: '127.0.0.1', port: 0 }, () => {}))).code).toBe('lost');
  });

  test('comes from a port of the server until that is closed', async () => {
    const connection = await login();
    const listener = await connection.listen({ bind: '127.0.0.1', port: 0 }, ({ stream, from }) => {
      stream.write(`from ${from.replace(/:\d+$/u, '')}: `);
      stream.pipe(stream);
    });
    const socket = connectTcp({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('hello');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toBe('from 127.0.0.1: hello');
    expect(await failure(connection.listen({ bind: '127.0.0.1', port: listener.port }, () => {}))).toMatchObject({ code: 'unsupported' });
    listener.close();
    await vi.waitFor(async () => expect(await refuses(listener.port)).toBe(true));
  });
});
