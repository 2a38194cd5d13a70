import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { joinStreams } from './join-streams.ts';

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** Both ends of a TCP connection. */
async function pair(): Promise<[Socket, Socket]> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect({ port: (server.address() as { port: number }).port, host: '127.0.0.1', allowHalfOpen: true });
  const [far] = (await once(server, 'connection')) as [Socket];
  server.close();
  for (const socket of [near, far]) socket.on('error', () => {});
  open.push(near, far);
  return [near, far];
}

async function joined(): Promise<{ client: Socket; server: Socket; inner: readonly Socket[] }> {
  const [client, one] = await pair();
  const [other, server] = await pair();
  joinStreams(one, other);
  return { client, server, inner: [one, other] };
}

test('each direction ends on its own, and everything arrives before', async () => {
  const { client, server, inner } = await joined();
  client.end(Buffer.alloc(5_000_000, 'a'));
  let received = 0;
  for await (const block of server) received += (block as Buffer).length;
  expect(received).toBe(5_000_000);
  server.end('answer after the end');
  let text = '';
  for await (const block of client) text += String(block);
  expect(text).toBe('answer after the end');
  for (const socket of inner) if (!socket.closed) await once(socket, 'close');
});

test('a side that breaks off ends the other', async () => {
  const { client, server } = await joined();
  client.write('x');
  await once(server, 'data');
  const closed = once(server, 'close');
  client.resetAndDestroy();
  server.resume();
  // The other way is half open still: the server ends it.
  server.once('end', () => server.end());
  await closed;
});

test('a side that goes away after its end leaves nothing open at the other', async () => {
  const { client, server, inner } = await joined();
  client.end('last');
  server.resume();
  await once(server, 'end');
  const closed = once(inner[1] as Socket, 'close');
  // The near one is closed here, as when the forward ends, while the server has not ended its side.
  (inner[0] as Socket).destroy();
  await closed;
});
