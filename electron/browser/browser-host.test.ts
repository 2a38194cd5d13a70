import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Frame, Link } from '../../shared/rpc/link.ts';
import { MAX_BINARY_FRAME } from '../../shared/rpc/limits.ts';
import { startBrowserHost, type BrowserHost, type Limits } from './browser-host.ts';

let folder: string;
let server: BrowserHost;
let links: Link[];
let authority: string;
let token: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-page-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>Gangway</title>');
  writeFileSync(join(folder, 'page', 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(join(folder, 'page', '.env.js'), 'secret');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  links = [];
  server = await startBrowserHost({ host: { attach: (link) => void links.push(link) }, rendererFolder: join(folder, 'page'), port: 0 });
  const url = new URL(server.url);
  authority = url.host;
  token = url.hash.slice(1);
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function get(path: string, options: { method?: string; host?: string } = {}): Promise<IncomingMessage & { body: string }> {
  const [hostname, port] = authority.split(':');
  const sent = request({ hostname, port, path, method: options.method ?? 'GET', headers: { host: options.host ?? authority } });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return Object.assign(response, { body });
}

interface Knock {
  readonly protocols?: readonly string[];
  readonly origin?: string | null;
  readonly host?: string;
  readonly path?: string;
}

function knock({ protocols = ['gangway.v1', `token.${token}`], origin, host, path = '/link' }: Knock = {}): WebSocket {
  const headers = { ...(origin === null ? {} : { origin: origin ?? `http://${authority}` }), ...(host === undefined ? {} : { host }) };
  const socket = new WebSocket(`ws://${authority}${path}`, [...protocols], { headers, perMessageDeflate: true });
  onTestFinished(() => socket.terminate());
  return socket;
}

async function refused(options: Knock): Promise<number | undefined> {
  const socket = knock(options);
  socket.on('error', () => {});
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  expect(body).toBe('');
  expect(links).toEqual([]);
  return response.statusCode;
}

describe('the browser host serves', () => {
  it('the page, with a policy that lets it speak to this host only, and never from a cache', async () => {
    const response = await get('/');
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('Gangway');
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    expect(response.headers['content-security-policy']).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws://${authority}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    );
  });

  it('files named by their content for ever', async () => {
    const response = await get('/assets/index-abc.js?x=1');
    expect([response.statusCode, response.body]).toEqual([200, 'export {};']);
    expect(response.headers['cache-control']).toContain('immutable');
  });

  it('nothing that is not the page', async () => {
    symlinkSync(folder, join(folder, 'page', 'up'));
    for (const path of [
      '/../secret.js',
      '/assets/../../secret.js',
      '/%2e%2e/secret.js',
      '/..%2fsecret.js',
      '/..\\secret.js',
      '//secret.js',
      '/.env.js',
      '/assets',
      '/nothing.js',
      '/index.html%00.js',
      `http://${authority}/../secret.js`,
      '*',
    ]) {
      const response = await get(path);
      expect([path, response.statusCode, response.body]).toEqual([path, 404, '']);
    }
  });

  it('no other method, and no body for HEAD', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await get('/', { method })).statusCode).toBe(405);
    const head = await get('/', { method: 'HEAD' });
    expect([head.statusCode, head.body]).toEqual([200, '']);
  });

  it('no one who calls it by another name, which is how a rebound name comes', async () => {
    for (const host of ['evil.example', `evil.example:${authority.split(':')[1]}`, '127.0.0.1', `localhost:${authority.split(':')[1]}`]) {
      expect((await get('/', { host })).statusCode).toBe(403);
    }
  });

  it('loopback only', async () => {
    expect(authority).toMatch(/^127\.0\.0\.1:\d+$/u);
    const socket = connect({ host: '::1', port: Number(authority.split(':')[1]) });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/ECONNREFUSED|EADDRNOTAVAIL|ENETUNREACH/u);
  });
});

describe('the link of the browser host', () => {
  it('opens to who has the token, carries frames both ways and does not compress', async () => {
    const socket = knock();
    await once(socket, 'open');
    expect(socket.protocol).toBe('gangway.v1');
    expect(socket.extensions).toBe('');
    const frames: Frame[] = [];
    links[0]?.onFrame((frame) => {
      frames.push(frame);
      links[0]?.send(frame);
    });
    socket.send('text ü');
    socket.send(Uint8Array.of(0, 255, 7));
    const [[text, textIsBinary], [bytes, bytesAreBinary]] = await new Promise<[Buffer, boolean][]>((resolve) => {
      const got: [Buffer, boolean][] = [];
      socket.on('message', (data: Buffer, isBinary) => {
        if (got.push([data, isBinary]) === 2) resolve(got);
      });
    }).then(([first, second]) => [first ?? [Buffer.alloc(0), true], second ?? [Buffer.alloc(0), false]] as const);
    expect([text.toString(), textIsBinary, [...bytes], bytesAreBinary]).toEqual(['text ü', false, [0, 255, 7], true]);
    expect(frames).toHaveLength(2);
  });

  it('has a new token of 24 random bytes for each start', async () => {
    const other = await startBrowserHost({ host: { attach: () => {} }, rendererFolder: folder, port: 0 });
    await other.close();
    expect(Buffer.from(token, 'base64url')).toHaveLength(24);
    expect(new URL(other.url).hash.slice(1)).not.toBe(token);
  });

  it('stays shut to a wrong, missing or longer token', async () => {
    expect(await refused({ protocols: ['gangway.v1'] })).toBe(401);
    expect(await refused({ protocols: ['gangway.v1', 'token.x'] })).toBe(401);
    expect(await refused({ protocols: ['gangway.v1', `token.${token}x`] })).toBe(401);
    expect(await refused({ protocols: ['gangway.v1', `token.${token.slice(0, -1)}`] })).toBe(401);
    expect(await refused({ protocols: [`token.${token}`] })).toBe(401);
  });

  it('stays shut to the pages of others, even with the token', async () => {
    for (const origin of [
      null,
      'null',
      'http://evil.example',
      'http://localhost:1',
      `https://${authority}`,
      `http://${authority}.evil.example`,
    ]) {
      expect(await refused({ origin })).toBe(403);
    }
  });

  it('stays shut to a rebound name and at other paths', async () => {
    expect(await refused({ host: 'evil.example', origin: 'http://evil.example' })).toBe(403);
    expect(await refused({ host: 'evil.example' })).toBe(403);
    expect(await refused({ path: '/other' })).toBe(404);
    expect(await refused({ path: `/link?token=${token}` })).toBe(404);
  });

  it('is closed on a frame that is too large, and the host lives on', async () => {
    const socket = knock();
    await once(socket, 'open');
    const gone = new Promise<void>((resolve) => links[0]?.onClose(resolve));
    socket.send(new Uint8Array(MAX_BINARY_FRAME + 1));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
    await gone;
    expect((await get('/')).statusCode).toBe(200);
  });

  it('is closed on text that is not UTF-8', async () => {
    const socket = knock();
    await once(socket, 'open');
    socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1007);
  });

  it('lives through rubbish on the wire', async () => {
    const [host, port] = authority.split(':');
    for (const rubbish of [
      '\0\0\0\0\r\n\r\n',
      'GET /link HTTP/1.1\r\nUpgrade: websocket\r\n',
      `GET /link HTTP/1.1\r\nHost: ${authority}\r\nOrigin: http://${authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: gangway.v1, token.${token}\r\nSec-WebSocket-Key: bad\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    ]) {
      const socket = connect({ host, port: Number(port) });
      socket.end(rubbish);
      socket.resume();
      await once(socket, 'close');
    }
    expect(links).toEqual([]);
    expect((await get('/')).statusCode).toBe(200);
  });

  it('ends with the host, at once', async () => {
    const socket = knock();
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await server.close();
    await closed;
  });
});

describe('connections without the token do not lock the page out', () => {
  const HEAD = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: ${authority}\r\nOrigin: http://${authority}\r\n`;
  const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: gangway.v1, token.x\r\n\r\n';

  /** As many as there may be, each of which says this and never closes its own half. */
  async function crowd(text: string, count: number): Promise<Socket[]> {
    const [host, port] = authority.split(':');
    const sockets = Array.from({ length: count }, () => connect({ host, port: Number(port), allowHalfOpen: true }));
    onTestFinished(() => sockets.forEach((socket) => void socket.destroy()));
    for (const socket of sockets) socket.on('error', () => {});
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) if (text !== '') socket.write(text);
    return sockets;
  }

  /** Until the page is served again. */
  const served = (): Promise<void> => vi.waitFor(async () => expect((await get('/')).statusCode).toBe(200), { timeout: 10_000 });

  async function restart(limits: Limits): Promise<void> {
    await server.close();
    server = await startBrowserHost({ host: { attach: () => {} }, rendererFolder: join(folder, 'page'), port: 0, limits });
    authority = new URL(server.url).host;
  }

  it('when they were refused and keep their half open', async () => {
    const sockets = await crowd(HEAD('/link') + UPGRADE, 128);
    await Promise.all(sockets.map((socket) => once(socket.resume(), 'end')));
    await served();
  });

  it.each([
    ['say nothing', () => ''],
    ['say half of a request', () => HEAD('/')],
    ['send no body', () => `${HEAD('/').replace('GET', 'POST')}Content-Length: 9\r\n\r\n`],
  ])('when they %s', async (_what, text) => {
    await restart({ connections: 2, request: 50, unread: 60_000, check: 10 });
    await crowd(text(), 2);
    await served();
  });

  it.each([
    ['response', () => `${HEAD('/assets/large.js')}\r\n`],
    ['refusal, which waits behind a response', () => HEAD('/link') + UPGRADE],
  ])('when they take no %s', async (_what, text) => {
    await restart({ connections: 1, request: 60_000, unread: 50, check: 60_000 });
    writeFileSync(join(folder, 'page', 'assets', 'large.js'), 'x'.repeat(16 * 1024 * 1024));
    const [socket] = await crowd(`${HEAD('/assets/large.js')}\r\n`, 1);
    await once(socket ?? expect.fail(), 'readable');
    socket?.write(text());
    await served();
  });
});

it('a taken port is named, with the way out', async () => {
  await expect(
    startBrowserHost({ host: { attach: () => {} }, rendererFolder: folder, port: Number(authority.split(':')[1]) }),
  ).rejects.toMatchObject({
    code: 'in-use',
    message: expect.stringContaining(authority.split(':')[1] ?? '') as string,
  });
});
