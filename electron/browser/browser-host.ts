import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AppError } from '../../shared/model/errors.ts';
import { MAX_BINARY_FRAME, MAX_CONTROL_FRAME } from '../../shared/rpc/limits.ts';
import type { GangwayHost } from '../host/create-host.ts';
import { readPageFile } from '../page/page-files.ts';
import { securityHeaders } from '../page/security-headers.ts';
import { socketLink } from './socket-link.ts';

const PROTOCOL = 'gangway.v1';
const TOKEN_MARK = 'token.';
/** Bytes of chance in the token: 192 bits. */
const TOKEN_BYTES = 24;
const LOOPBACK = '127.0.0.1';

/** How many connections there may be, and how long, in milliseconds, who has not shown the token may keep one: else a few idle ones lock the page out. */
export interface Limits {
  readonly connections: number;
  /** For the head of a request, and as long again for the rest of it. */
  readonly request: number;
  /** For a response, or a refusal, that is not taken. */
  readonly unread: number;
  /** How often the time of requests is looked at. */
  readonly check: number;
}

/** A page needs one socket and a few requests; more at a time is not a browser. */
const LIMITS: Limits = { connections: 128, request: 5_000, unread: 15_000, check: 2_000 };

export interface BrowserHostOptions {
  readonly host: Pick<GangwayHost, 'attach'>;
  /** The built page. */
  readonly rendererFolder: string;
  /** 0: one that is free. */
  readonly port: number;
  /** For tests; else new for each start. */
  readonly token?: string;
  /** For tests. */
  readonly limits?: Limits;
}

export interface BrowserHost {
  /** The whole address, with the token in its fragment: who has it has the app. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the page and its Link on the loopback interface. Another program's page must not get in by any door: its requests carry
 * its own `Origin`, a name rebound to 127.0.0.1 carries that name as `Host`, and nobody has the token who was not given it.
 *
 * Throws `AppError` (`in-use` of the port, `permission-denied`).
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { host, rendererFolder, port, token: given, limits = LIMITS } = options;
  const token = given ?? randomBytes(TOKEN_BYTES).toString('base64url');
  const expected = digest(token);
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: limits.request,
    requestTimeout: 2 * limits.request,
    connectionsCheckingInterval: limits.check,
  });
  server.maxConnections = limits.connections;
  // Not for the Link: ws takes the limit off its socket.
  server.setTimeout(limits.unread);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: Math.max(MAX_BINARY_FRAME, MAX_CONTROL_FRAME),
    handleProtocols: () => PROTOCOL,
  });
  let authority = '';
  let headers: Record<string, string> = {};

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // What is left of a body does not interest anyone.
    request.resume();
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const end = (status: number): void => void response.writeHead(status, { ...headers, 'cache-control': 'no-store' }).end();
    if (request.headers.host !== authority) return end(403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return end(405);
    const path = (request.url ?? '').replace(/[?#].*$/su, '');
    const file = path.startsWith('/') ? await readPageFile(rendererFolder, path) : undefined;
    if (file === undefined) return end(404);
    response.writeHead(200, { ...headers, ...file.headers, 'content-length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const status = refusal(request);
    if (status === undefined) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => host.attach(socketLink(webSocket)));
      return;
    }
    // No detail: a stranger learns nothing about which check it was that failed.
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
    // Where it stands behind a response that is not taken; no other limit holds for a socket once an upgrade was asked for.
    const late = setTimeout(() => socket.destroy(), limits.unread);
    socket.once('close', () => clearTimeout(late));
  });

  function refusal(request: IncomingMessage): string | undefined {
    if (request.headers.host !== authority || request.headers.origin !== `http://${authority}`) return '403 Forbidden';
    if (request.url !== '/link') return '404 Not Found';
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    const presented = offered.find((name) => name.startsWith(TOKEN_MARK))?.slice(TOKEN_MARK.length) ?? '';
    if (!timingSafeEqual(digest(presented), expected) || !offered.includes(PROTOCOL)) return '401 Unauthorized';
    return undefined;
  }

  await listen(server, port);
  authority = `${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  headers = securityHeaders({ connect: `ws://${authority}` });

  return {
    url: `http://${authority}/#${token}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

// Hashed, for `timingSafeEqual` wants equal lengths and the length is nobody's business either.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new AppError('in-use', `Port ${port} is taken by another program.`, { hint: 'Give another --port, or none to take a free one.' }),
        );
      else if (error.code === 'EACCES')
        reject(new AppError('permission-denied', `Port ${port} may not be used by this user.`, { hint: 'Give a --port from 1024 on.' }));
      else reject(error);
    });
    server.listen(port, LOOPBACK, resolve);
  });
}
