import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeFailure } from './alibaba-errors.ts';
import { ANSWER_TIMEOUT_MS, callRpc, exchange, flatten, openSockets, RpcFailure } from './rpc.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const end of ends.splice(0).reverse()) end();
});

/** One call to a server that does this. */
async function call(listener: RequestListener, signal = new AbortController().signal): Promise<unknown> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sockets = openSockets();
  ends.push(() => {
    sockets.close();
    server.closeAllConnections();
    server.close();
  });
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const keys = { accessKeyId: 'id', secretAccessKey: 'secret' };
  const work = callRpc(
    { endpoint, action: 'DescribeRegions', version: '2014-05-26', query: {}, body: { Password: 'p w' }, keys, signal },
    sockets,
  );
  return await work.catch((error: unknown) => error);
}

describe('one call', () => {
  it('puts what must not be logged into a form', async () => {
    let seen = '';
    await call((request, response) => {
      request.on('data', (part: Buffer) => (seen += `${request.url} ${part.toString()}`));
      request.on('end', () => response.end('{}'));
    });
    expect(seen).toBe('/ Password=p%20w');
  });

  it('ends with an error when the answer is cut off', async () => {
    const error = await call((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"a":', () => response.destroy());
    });
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  it('does not wait for ever for the rest of an answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const begun = Promise.withResolvers<undefined>();
    const work = call((_request, response) => {
      response.writeHead(200);
      response.write('{"a":', () => begun.resolve(undefined));
    });
    await begun.promise;
    await vi.advanceTimersByTimeAsync(2 * ANSWER_TIMEOUT_MS);
    expect(await work).toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('does not wait for ever for an answer that drips', async () => {
    const server = createServer((_request, response) => {
      const drops = setInterval(() => response.write(' '), 1);
      response.on('close', () => clearInterval(drops));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sockets = openSockets();
    ends.push(sockets.close, () => void server.close());
    const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const signal = new AbortController().signal;
    const work = exchange({ endpoint, path: '/', method: 'GET', headers: {}, body: '', signal, wholeAnswerMs: 50 }, sockets);
    const error: unknown = await work.catch((reason: unknown) => reason);
    expect(describeFailure(error, { profile: 'p', kind: 'static', region: 'cn-hangzhou', action: 'ecs:DescribeInstances' })).toMatchObject({
      code: 'timeout',
      message: 'The endpoint of Alibaba Cloud for cn-hangzhou did not complete its answer for profile p in cn-hangzhou within 120 seconds.',
    });
  });

  it.each([
    ['a web page', 200, '<!DOCTYPE html><p>hello', 'Gangway.WebPage'],
    ['nothing', 200, '', 'Gangway.NoJson'],
    ['a list', 200, '[]', 'Gangway.NoJson'],
    ['an error without a code', 400, '{}', 'Http.400'],
    ['an error with a number as code', 400, '{"Code":17}', '17'],
  ])('refuses %s as an answer', async (_what, status, body, code) => {
    const error = await call((_request, response) => response.writeHead(status).end(body));
    expect(error).toBeInstanceOf(RpcFailure);
    expect(error).toMatchObject({ code, status, message: code });
  });

  it('ends at once when nobody waits any more', async () => {
    const abort = new AbortController();
    const reason = new Error('given up');
    expect(await call(() => abort.abort(reason), abort.signal)).toBe(reason);
    expect(await call(() => undefined, AbortSignal.abort(reason))).toBe(reason);
  });
});

describe('parameters', () => {
  it('of lists and objects get numbers and names', () => {
    const parameters = { RegionId: 'cn-hangzhou', Force: true, InstanceId: ['a', 'b'], Tag: [{ Key: 'env', Value: 'prod' }] };
    expect(flatten(parameters)).toEqual({
      ...{ RegionId: 'cn-hangzhou', Force: 'true', 'InstanceId.1': 'a', 'InstanceId.2': 'b' },
      ...{ 'Tag.1.Key': 'env', 'Tag.1.Value': 'prod' },
    });
  });
});
