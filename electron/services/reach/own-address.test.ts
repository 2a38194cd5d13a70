import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createOwnAddress, OWN_ADDRESS_VARIABLE } from './own-address.ts';

const signal = new AbortController().signal;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(answer: (response: ServerResponse) => void): Promise<{ env: Record<string, string>; asked: () => number }> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    answer(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { env: { [OWN_ADDRESS_VARIABLE]: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }, asked: () => asked };
}

describe('the public address of this computer', () => {
  it.each(['203.0.113.7\n', '2001:db8::7'])('is what the service says: %j', async (text) => {
    const { env } = await serve((response) => response.end(text));
    expect(await createOwnAddress({ env })(signal)).toBe(text.trim());
  });

  it('is asked again after five minutes only', async () => {
    const { env, asked } = await serve((response) => response.end('203.0.113.7'));
    let time = 0;
    const own = createOwnAddress({ env, now: () => time });
    await own(signal);
    time = 299_000;
    await own(signal);
    expect(asked()).toBe(1);
    time = 301_000;
    await own(signal);
    expect(asked()).toBe(2);
  });

  it.each([
    ['a page of a captive portal', '<html>sign in</html>', 'protocol'],
    ['a private address', '10.0.0.7', 'protocol'],
    ['two addresses', '203.0.113.7, 203.0.113.8', 'protocol'],
    ['an endless answer', 'x'.repeat(1_000_000), 'protocol'],
  ])('%s is none', async (_what, text, code) => {
    const { env } = await serve((response) => response.end(text));
    await expect(createOwnAddress({ env })(signal)).rejects.toMatchObject({ code });
  });

  it('is not told by a service that refuses, or is not there', async () => {
    const { env } = await serve((response) => {
      response.statusCode = 503;
      response.end();
    });
    await expect(createOwnAddress({ env })(signal)).rejects.toMatchObject({ code: 'protocol' });
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    await expect(createOwnAddress({ env })(signal)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('is asked over https alone, but on this computer', async () => {
    const env = { [OWN_ADDRESS_VARIABLE]: 'http://192.0.2.1/' };
    await expect(createOwnAddress({ env })(signal)).rejects.toMatchObject({ code: 'bad-endpoint' });
  });
});
