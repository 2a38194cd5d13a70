import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The parts of a Signature Version 4 `Authorization` header. */
export interface Signature {
  readonly accessKeyId: string;
  /** `YYYYMMDD` of the scope. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` of `x-amz-date`. */
  readonly time: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

const header =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** Reads the header; `undefined` when the request carries no signature of this kind. */
export function readSignature(headers: IncomingHttpHeaders): Signature | undefined {
  const match = header.exec(headers.authorization ?? '');
  const time = headers['x-amz-date'];
  if (!match || typeof time !== 'string' || !/^\d{8}T\d{6}Z$/.test(time)) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature = ''] = match;
  return { accessKeyId, date, region, service, signedHeaders: signed.split(';'), signature, time };
}

/** Whether the holder of `secret` signed exactly this request. `host` and `x-amz-date` have to be among the signed headers. */
export function signatureMatches(request: SignedRequest, signature: Signature, secret: string): boolean {
  for (const needed of ['host', 'x-amz-date']) if (!signature.signedHeaders.includes(needed)) return false;
  if (!signature.time.startsWith(signature.date)) return false;
  const scope = `${signature.date}/${signature.region}/${signature.service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', signature.time, scope, sha256(canonicalRequest(request, signature))].join('\n');
  let key: Uint8Array = Buffer.from(`AWS4${secret}`);
  for (const part of [signature.date, signature.region, signature.service, 'aws4_request']) key = hmac(key, part);
  return timingSafeEqual(hmac(key, text), Buffer.from(signature.signature, 'hex'));
}

/** Epoch milliseconds of `x-amz-date`. */
export function signedAt(signature: Signature): number {
  const t = signature.time;
  return Date.parse(`${t.slice(0, 4)}-${t.slice(4, 6)}-${t.slice(6, 8)}T${t.slice(9, 11)}:${t.slice(11, 13)}:${t.slice(13, 15)}Z`);
}

function canonicalRequest(request: SignedRequest, signature: Signature): string {
  const [path = '/', query = ''] = request.url.split('?', 2);
  const parameters = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
    .sort();
  const headers = signature.signedHeaders.map((name) => `${name}:${headerText(request.headers[name])}\n`).join('');
  // EC2 and its neighbours encode an already encoded path once more; S3 alone does not.
  const canonicalPath = path.split('/').map(encodeSegment).join('/');
  return [request.method, canonicalPath, parameters.join('&'), headers, signature.signedHeaders.join(';'), sha256(request.body)].join('\n');
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function headerText(value: string | string[] | undefined): string {
  const text = Array.isArray(value) ? value.join(',') : (value ?? '');
  return text.trim().replace(/\s+/g, ' ');
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Uint8Array, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
