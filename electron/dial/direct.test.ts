import { createServer, type Server, Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/model/errors.ts';
import type { Step } from '../../shared/model/terminal.ts';
import { createDirectDialer, dialDirect } from './direct.ts';
import type { Dialed, Dialer } from './dialer.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(host: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end('hello');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A port of 127.0.0.1 on which nothing listens. */
async function closedPort(): Promise<number> {
  const port = await listen('127.0.0.1');
  const server = servers.pop();
  await new Promise((resolve) => server?.close(resolve));
  return port;
}

function dial(
  dialer: Dialer,
  host: string,
  port: number,
  signal = new AbortController().signal,
): { steps: Omit<Step, 'at'>[]; dialed: Promise<Dialed> } {
  const steps: Omit<Step, 'at'>[] = [];
  return { steps, dialed: dialer({ target: { host, port }, report: (step) => steps.push(step), signal }) };
}

const texts = (steps: readonly Omit<Step, 'at'>[]): string[] => steps.map(({ step, state, text }) => `${step} ${state}: ${text}`);

/** A connection attempt that nobody ever answers. */
const blackHole = (): Socket => new Socket();

test('reaches an address and tells the steps', async () => {
  const port = await listen('127.0.0.1');
  const { steps, dialed } = dial(dialDirect, '127.0.0.1', port);
  const { stream, address } = await dialed;
  expect(address).toBe(`127.0.0.1:${port}`);
  expect(texts(steps)).toEqual([`tcp started: Connecting to 127.0.0.1:${port}`, `tcp done: Connected to 127.0.0.1:${port}`]);
  expect(await text(stream)).toBe('hello');
});

test('reaches IPv6 addresses, with and without brackets', async () => {
  const port = await listen('::1');
  for (const host of ['::1', '[::1]']) {
    const { stream, address } = await dial(dialDirect, host, port).dialed;
    expect(address).toBe(`[::1]:${port}`);
    stream.destroy();
  }
});

test('switches small packets on at once', async () => {
  const port = await listen('127.0.0.1');
  const noDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
  const { stream } = await dial(dialDirect, '127.0.0.1', port).dialed;
  expect(noDelay).toHaveBeenCalledWith(true);
  noDelay.mockRestore();
  stream.destroy();
});

test('tells all addresses of a name, and takes the next when one is refused', async () => {
  const port = await listen('127.0.0.1');
  const dialer = createDirectDialer({
    lookup: async () => [
      { address: '127.0.0.2', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ],
  });
  const { steps, dialed } = dial(dialer, 'web.example', port);
  const { stream, address } = await dialed;
  stream.destroy();
  expect(address).toBe(`127.0.0.1:${port}`);
  expect(texts(steps)).toEqual([
    'resolve started: Looking up web.example',
    'resolve done: web.example is 127.0.0.2, 127.0.0.1',
    `tcp started: Connecting to 127.0.0.2:${port}`,
    `tcp failed: 127.0.0.2:${port}: connection refused`,
    `tcp started: Connecting to 127.0.0.1:${port}`,
    `tcp done: Connected to 127.0.0.1:${port}`,
  ]);
});

test('does not wait for a silent address: the other family gets its turn, and the loser is given up', async () => {
  const port = await listen('127.0.0.1');
  const silent = blackHole();
  const dialer = createDirectDialer({
    lookup: async () => [
      { address: '2001:db8::1', family: 6 },
      { address: '2001:db8::2', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ],
    connect: (address, to) => (address === '127.0.0.1' ? new Socket().connect(to, address) : silent),
    attemptDelay: 10,
  });
  const { steps, dialed } = dial(dialer, 'web.example', port);
  const { stream, address } = await dialed;
  stream.destroy();
  expect(address).toBe(`127.0.0.1:${port}`);
  expect(texts(steps).filter((line) => line.includes('started: Connecting'))).toHaveLength(2);
  expect(silent.destroyed).toBe(true);
});

describe('failing', () => {
  test('a refused connection names the port and the next step', async () => {
    const port = await closedPort();
    const error = await reason(dial(dialDirect, '127.0.0.1', port).dialed);
    expect(error).toMatchObject({ code: 'unreachable', message: `127.0.0.1 port ${port} cannot be reached: connection refused.` });
    expect(error.hint).toContain('port');
  });

  test('a name that does not exist', async () => {
    const dialer = createDirectDialer({ lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })) });
    const error = await reason(dial(dialer, 'nosuch.example', 22).dialed);
    expect(error).toMatchObject({ code: 'dns', message: 'The name nosuch.example is not known.', detail: 'ENOTFOUND' });
  });

  test('no name server', async () => {
    const dialer = createDirectDialer({ lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'EAI_AGAIN' })) });
    expect(await reason(dial(dialer, 'web.example', 22).dialed)).toMatchObject({ code: 'dns', hint: expect.stringContaining('network') });
  });

  test('a host that does not answer', async () => {
    const silent = blackHole();
    const dialer = createDirectDialer({ connect: () => silent, timeout: 50 });
    const error = await reason(dial(dialer, '192.0.2.1', 22).dialed);
    expect(error).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('192.0.2.1 port 22'),
      hint: expect.stringContaining('security group'),
    });
    expect(silent.destroyed).toBe(true);
  });

  test('a name server that does not answer', async () => {
    const dialer = createDirectDialer({ lookup: () => new Promise(() => {}), timeout: 50 });
    expect((await reason(dial(dialer, 'web.example', 22).dialed)).code).toBe('timeout');
  });

  test('a tab that is closed while it connects, before or during', async () => {
    const silent = blackHole();
    const tab = new AbortController();
    const closing = (): Socket => {
      queueMicrotask(() => tab.abort());
      return silent;
    };
    const { dialed } = dial(createDirectDialer({ connect: closing }), '192.0.2.1', 22, tab.signal);
    expect((await reason(dialed)).code).toBe('cancelled');
    expect(silent.destroyed).toBe(true);
    expect((await reason(dial(dialDirect, '127.0.0.1', 1, AbortSignal.abort()).dialed)).code).toBe('cancelled');
  });
});

async function text(stream: Dialed['stream']): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of stream) blocks.push(block as Buffer);
  return Buffer.concat(blocks).toString();
}

async function reason(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('It was reached.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw error;
}

describe('a session of one address family', () => {
  const both = createDirectDialer({
    lookup: async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ],
  });
  const only = (addressFamily: 'ipv4' | 'ipv6', dialer: Dialer, host: string, port: number): Promise<Dialed> =>
    dialer({ target: { host, port }, addressFamily, report: () => {}, signal: new AbortController().signal });

  test('takes only the addresses of that family', async () => {
    const port = await listen('127.0.0.1');
    const { stream, address } = await only('ipv4', both, 'web.example', port);
    stream.destroy();
    expect(address).toBe(`127.0.0.1:${port}`);
    expect((await reason(only('ipv6', both, 'web.example', port))).code).toBe('unreachable');
  });

  test('says when there is none, also for an address as such', async () => {
    const v4 = createDirectDialer({ lookup: async () => [{ address: '127.0.0.1', family: 4 }] });
    const message = expect.stringContaining('has no IPv6 address') as string;
    expect(await reason(only('ipv6', v4, 'web.example', 22))).toMatchObject({ code: 'no-address', message });
    expect((await reason(only('ipv6', dialDirect, '127.0.0.1', 22))).code).toBe('no-address');
    expect((await reason(only('ipv4', dialDirect, '[::1]', 22))).code).toBe('no-address');
  });

  test('waits as long as its time-out says, and asks the system for keepalives when it wants them', async () => {
    const slow = createDirectDialer({ connect: () => blackHole() });
    const target = { host: '192.0.2.1', port: 22 };
    const plain = { report: () => {}, signal: new AbortController().signal };
    expect((await reason(slow({ target, ...plain, timeout: 30 }))).message).toContain('0.03 s');
    const keepAlive = vi.spyOn(Socket.prototype, 'setKeepAlive');
    const port = await listen('127.0.0.1');
    (await dialDirect({ target: { host: '127.0.0.1', port }, ...plain })).stream.destroy();
    expect(keepAlive).not.toHaveBeenCalled();
    (await dialDirect({ target: { host: '127.0.0.1', port }, ...plain, tcpKeepalive: true })).stream.destroy();
    expect(keepAlive).toHaveBeenCalledWith(true, expect.any(Number));
    keepAlive.mockRestore();
  });
});
