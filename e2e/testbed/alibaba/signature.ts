import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The parts of an ACS3 `Authorization` header. */
export interface AcsSignature {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export interface AcsRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

const scheme = /^ACS3-HMAC-SHA256 Credential=([^,\s]+),\s?SignedHeaders=([^,\s]+),\s?Signature=([0-9a-f]{64})$/;
const needed = ['host', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'];

/** `undefined`: no signature of this kind. */
export function readAcsSignature(headers: IncomingHttpHeaders): AcsSignature | undefined {
  const [, accessKeyId, signed, signature] = scheme.exec(headers.authorization ?? '') ?? [];
  if (accessKeyId === undefined || signed === undefined || signature === undefined) return undefined;
  return { accessKeyId, signedHeaders: signed.split(';'), signature };
}

/** Whether the holder of `secret` signed exactly this request; `text` is what should have been signed, which the service quotes. */
export function checkAcsSignature(
  request: AcsRequest,
  { signedHeaders, signature }: AcsSignature,
  secret: string,
): { readonly ok: boolean; readonly text: string } {
  const bodyHash = hash(request.body);
  const [path, query] = splitOnce(request.url, '?');
  const everyAcs = Object.keys(request.headers).filter((name) => name.startsWith('x-acs-'));
  const complete = [...needed, ...everyAcs, ...(request.body.length > 0 ? ['content-type'] : [])].every((name) =>
    signedHeaders.includes(name),
  );
  const ordered = signedHeaders.every((name, at) => at === 0 || (signedHeaders[at - 1] ?? '') < name);
  const block = signedHeaders.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}`).join('\n');
  const canonical = [request.method, path, canonicalQuery(query), `${block}\n`, signedHeaders.join(';'), bodyHash].join('\n');
  const text = `ACS3-HMAC-SHA256\n${hash(Buffer.from(canonical))}`;
  const wanted = createHmac('sha256', secret).update(text).digest();
  const ok =
    complete && ordered && request.headers['x-acs-content-sha256'] === bodyHash && timingSafeEqual(wanted, Buffer.from(signature, 'hex'));
  return { ok, text };
}

/** Taken apart and put together anew, so that a sloppy encoding of the client does not verify. */
function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => splitOnce(part, '=').map((side) => strictly(decodeURIComponent(side))));
  return pairs
    .map(([name = '', value = '']) => `${name}=${value}`)
    .sort()
    .join('&');
}

function strictly(text: string): string {
  const plain = /[A-Za-z0-9\-_.~]/;
  return Array.from(Buffer.from(text), (byte) => {
    const sign = String.fromCharCode(byte);
    return byte < 0x80 && plain.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function splitOnce(text: string, at: string): readonly [string, string] {
  const where = text.indexOf(at);
  return where < 0 ? [text, ''] : [text.slice(0, where), text.slice(where + 1)];
}

function hash(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
