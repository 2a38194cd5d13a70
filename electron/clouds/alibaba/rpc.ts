import { randomBytes } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isObject, text, type Json } from './json.ts';
import { encode, sign, type SigningKeys } from './signature.ts';

export const CONNECT_TIMEOUT_MS = 5_000;
/** Until the head of the answer is there, and between two parts of its body. */
export const ANSWER_TIMEOUT_MS = 15_000;
/** For one whole answer, from its head on: a byte now and then would keep a region loading for ever. */
export const WHOLE_ANSWER_MS = 120_000;
/** A page of a hundred instances is about half a megabyte. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** A value of a parameter. Lists and objects become `Name.1`, `Name.1.Key`, as the service wants them. */
export type Parameter = string | number | boolean | readonly Parameter[] | { readonly [name: string]: Parameter };

export interface RpcRequest {
  /** `https://ecs.cn-hangzhou.aliyuncs.com`; plain http only for a custom endpoint. */
  readonly endpoint: URL;
  readonly action: string;
  readonly version: string;
  readonly query: Readonly<Record<string, Parameter>>;
  /** Sent as a form: what does not belong into an address that proxies log. */
  readonly body?: Readonly<Record<string, Parameter>>;
  /** Absent for calls that carry their own proof. */
  readonly keys?: SigningKeys | undefined;
  readonly signal: AbortSignal;
}

/** A call that the service refused, or an answer that is none. Its text is the code alone: the service's own may quote what was signed. */
export class RpcFailure extends Error {
  readonly code: string;
  /** 0: there was no HTTP answer. */
  readonly status: number;
  readonly requestId: string;
  /** The permission that is missing, as `ecs:DescribeInstances`. */
  readonly missing: string;
  /** Epoch milliseconds of the answer's `Date`, by which a wrong clock is told. */
  readonly serverTime: number | undefined;

  constructor(code: string, rest: { status?: number; requestId?: string; missing?: string; serverTime?: number | undefined } = {}) {
    super(code);
    this.name = 'RpcFailure';
    this.code = code;
    this.status = rest.status ?? 0;
    this.requestId = rest.requestId ?? '';
    this.missing = rest.missing ?? '';
    this.serverTime = rest.serverTime;
  }
}

/** One set of sockets. */
export interface Sockets {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export function openSockets(): Sockets & { close(): void } {
  const options = { keepAlive: true, maxSockets: 16, timeout: 30_000 };
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  return {
    http,
    https,
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

/**
 * One call of an Alibaba Cloud RPC interface, signed by ACS3-HMAC-SHA256; no retry. Gives the answer's JSON object. Throws `RpcFailure`, an
 * error of the network below with its `code`, or the reason of `signal`.
 *
 * Own code instead of the official core's generic call (`@alicloud/openapi-core` 1.0.8, `callApi`), which does the same. Both bundled and
 * minified, loaded in a fresh Node 24 process for one `DescribeInstances` (medians of seven, two cores): this 4 KiB, 49 ms and 19 MiB, nearly
 * all of it Node's own http and https, which the host mostly has already; the core 547 KiB, 87 ms and 25 MiB. The call itself takes 21 ms
 * either way. The core brings some thirty packages (lodash, moment-timezone, xml2js and others), retries nothing by itself, and its errors
 * carry the request. `signature.test.ts` holds the signature to a recorded one of the core, and the emulated ECS is held to the core itself.
 */
export async function callRpc(request: RpcRequest, sockets: Sockets): Promise<Json> {
  const { endpoint, signal } = request;
  const form = request.body === undefined ? '' : formText(flatten(request.body));
  const signed = sign(
    {
      method: 'POST',
      host: endpoint.host,
      path: endpoint.pathname,
      query: flatten(request.query),
      body: form,
      headers: {
        accept: 'application/json',
        ...(form === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        'x-acs-action': request.action,
        'x-acs-version': request.version,
        'x-acs-date': new Date().toISOString().replace(/\.\d+Z$/u, 'Z'),
        'x-acs-signature-nonce': randomBytes(16).toString('hex'),
      },
    },
    request.keys,
  );
  const answer = await exchange({ endpoint, path: signed.url, method: 'POST', headers: signed.headers, body: form, signal }, sockets);
  return readAnswer(answer);
}

export interface HttpExchange {
  readonly endpoint: URL;
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
  readonly connectTimeoutMs?: number;
  /** Else `WHOLE_ANSWER_MS`. */
  readonly wholeAnswerMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly serverTime: number | undefined;
  readonly body: Buffer;
}

/** One HTTP exchange with limits of time and size. */
export function exchange(wanted: HttpExchange, sockets: Sockets): Promise<HttpAnswer> {
  const { endpoint, path, method, headers, body, signal } = wanted;
  const secure = endpoint.protocol === 'https:';
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(asError(signal.reason));
    const request = (secure ? httpsRequest : httpRequest)({
      ...{ host: endpoint.hostname.replace(/^\[(.*)\]$/u, '$1'), method, path, signal },
      port: endpoint.port === '' ? (secure ? 443 : 80) : Number(endpoint.port),
      agent: secure ? sockets.https : sockets.http,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    });
    // Once the answer has begun, an error of it is not one of the request any more: both end here.
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      clearTimeout(total);
      reject(asError(signal.aborted ? signal.reason : error));
      request.destroy();
    };
    const late = (): void => fail(Object.assign(new Error('No answer in time.'), { code: 'ETIMEDOUT' }));
    let total: ReturnType<typeof setTimeout> | undefined;
    let timer = setTimeout(late, ANSWER_TIMEOUT_MS);
    const again = (milliseconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(late, milliseconds);
    };
    request.on('error', fail);
    request.once('socket', (socket) => {
      if (!socket.connecting) return;
      again(wanted.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
      socket.once(secure ? 'secureConnect' : 'connect', () => again(ANSWER_TIMEOUT_MS));
    });
    request.once('response', (response: IncomingMessage) => {
      const parts: Buffer[] = [];
      let size = 0;
      total = setTimeout(() => fail(new RpcFailure('Gangway.SlowAnswer')), wanted.wholeAnswerMs ?? WHOLE_ANSWER_MS);
      response.on('error', fail);
      response.on('data', (part: Buffer) => {
        again(ANSWER_TIMEOUT_MS);
        size += part.length;
        if (size > MAX_ANSWER_BYTES) return fail(new RpcFailure('Gangway.AnswerTooLarge', { status: response.statusCode ?? 0 }));
        parts.push(part);
      });
      response.once('end', () => {
        clearTimeout(timer);
        clearTimeout(total);
        const time = Date.parse(response.headers.date ?? '');
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          serverTime: Number.isNaN(time) ? undefined : time,
          body: Buffer.concat(parts),
        });
      });
    });
    request.end(body);
  });
}

function readAnswer({ status, type, serverTime, body }: HttpAnswer): Json {
  const content = body.toString('utf8');
  if (/^text\/html|^application\/xhtml/iu.test(type.trim()) || /^\s*(?:<!doctype\s+html|<html[\s>])/iu.test(content.slice(0, 1_024)))
    throw new RpcFailure('Gangway.WebPage', { status });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    // The text of a parser quotes what it read.
  }
  if (!isObject(value)) throw new RpcFailure('Gangway.NoJson', { status, serverTime });
  if (status >= 200 && status < 300) return value;
  const denied = isObject(value['AccessDeniedDetail']) ? value['AccessDeniedDetail'] : {};
  const missing = text(denied['AuthAction']);
  throw new RpcFailure(text(value['Code']).slice(0, 120) || `Http.${status}`, {
    status,
    serverTime,
    requestId: text(value['RequestId']).slice(0, 80),
    missing: /^[a-z0-9-]{1,40}:[A-Za-z]{1,80}$/u.test(missing) ? missing : '',
  });
}

/** `{ Tag: [{ Key: 'a' }] }` as `Tag.1.Key=a`. */
export function flatten(parameters: Readonly<Record<string, Parameter>>, prefix = ''): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const key = `${prefix}${name}`;
    if (Array.isArray(value))
      Object.assign(flat, flatten(Object.fromEntries(value.map((one: Parameter, at) => [String(at + 1), one])), `${key}.`));
    else if (typeof value === 'object') Object.assign(flat, flatten(value as Readonly<Record<string, Parameter>>, `${key}.`));
    else flat[key] = String(value);
  }
  return flat;
}

export function formText(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Cancelled.');
}
