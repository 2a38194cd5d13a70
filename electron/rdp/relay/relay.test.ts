import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { type Relay, type RelayState, startRelay } from './relay.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A machine: what arrives is collected, and the test sends by hand. */
async function machine(): Promise<{ port: number; sockets: Socket[]; got: () => string }> {
  const sockets: Socket[] = [];
  let got = '';
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => void (got += chunk.toString('latin1')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, sockets, got: () => got };
}

async function relayTo(port: number, more: { linger?: number; open?: Parameters<typeof startRelay>[0]['open'] } = {}) {
  const states: RelayState[] = [];
  const errors: unknown[] = [];
  const relay = await startRelay({
    open: async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
    host: '127.0.0.1',
    port: 0,
    changed: (state) => states.push(state),
    failed: (error) => errors.push(error),
    ...more,
  });
  ends.push(() => relay.close());
  return { relay, states, errors };
}

async function client(relay: Relay): Promise<{ socket: Socket; bytes: () => number }> {
  const socket = connect(relay.port, relay.host);
  ends.push(() => socket.destroy());
  let bytes = 0;
  socket.on('error', () => {});
  socket.on('data', (chunk) => void (bytes += chunk.length));
  await once(socket, 'connect');
  return { socket, bytes: () => bytes };
}

it('passes bytes both ways, counts them, and says when a desktop is up', async () => {
  const far = await machine();
  const { relay, states } = await relayTo(far.port);
  const near = await client(relay);
  near.socket.write('hello');
  await vi.waitFor(() => expect(far.got()).toBe('hello'));
  far.sockets[0]?.write(Buffer.alloc(20_000));
  await vi.waitFor(() => expect(near.bytes()).toBe(20_000));
  expect(states).toEqual([{ kind: 'busy', session: false }]);
  far.sockets[0]?.write(Buffer.alloc(1));
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ kind: 'busy', session: true }));
  expect(relay.bytesIn).toBe(20_001);
  expect(relay.bytesOut).toBe(5);
});

it('ends the far side with the client, lingers, and is over', async () => {
  const far = await machine();
  const { relay, states } = await relayTo(far.port, { linger: 30 });
  const near = await client(relay);
  await vi.waitFor(() => expect(far.sockets).toHaveLength(1));
  near.socket.destroy();
  await vi.waitFor(() => expect(far.sockets[0]?.readableEnded || far.sockets[0]?.destroyed).toBe(true));
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ kind: 'over' }));
  expect(states.map(({ kind }) => kind)).toEqual(['busy', 'waiting', 'over']);
  const late = connect(relay.port, relay.host);
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});

it('lets a client come back while it lingers', async () => {
  const far = await machine();
  const { relay, states } = await relayTo(far.port, { linger: 60_000 });
  (await client(relay)).socket.destroy();
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ kind: 'waiting', left: 'client' }));
  const again = await client(relay);
  again.socket.write('again');
  await vi.waitFor(() => expect(far.got()).toContain('again'));
  expect(relay.state).toEqual({ kind: 'busy', session: false });
});

it('tells when the way cannot be opened, and drops the client', async () => {
  const { relay, errors } = await relayTo(1, { open: () => Promise.reject(new Error('no way')) });
  const near = await client(relay);
  if (!near.socket.destroyed) await once(near.socket, 'close');
  expect(errors).toEqual([new Error('no way')]);
});

it('drops the client when the machine goes, and everything when it is closed', async () => {
  const far = await machine();
  const { relay, states } = await relayTo(far.port, { linger: 60_000 });
  const first = await client(relay);
  await vi.waitFor(() => expect(far.sockets).toHaveLength(1));
  far.sockets[0]?.destroy();
  if (!first.socket.destroyed) await once(first.socket, 'close');
  const second = await client(relay);
  await vi.waitFor(() => expect(far.sockets).toHaveLength(2));
  relay.close();
  if (!second.socket.destroyed) await once(second.socket, 'close');
  await vi.waitFor(() => expect(far.sockets[1]?.destroyed || far.sockets[1]?.readableEnded).toBe(true));
  expect(states.at(-1)).toEqual({ kind: 'over' });
});

it('says so when its port is taken', async () => {
  const far = await machine();
  const work = startRelay({
    open: () => Promise.reject(new Error()),
    host: '127.0.0.1',
    port: far.port,
    changed: () => {},
    failed: () => {},
  });
  await expect(work).rejects.toMatchObject({ code: 'in-use' });
});

it.each(['client', 'machine'] as const)('tells that the %s was the one to go', async (who) => {
  const far = await machine();
  const { relay, states } = await relayTo(far.port, { linger: 60_000 });
  const near = await client(relay);
  await vi.waitFor(() => expect(far.sockets).toHaveLength(1));
  (who === 'client' ? near.socket : far.sockets[0])?.end();
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ kind: 'waiting', left: who }));
});
