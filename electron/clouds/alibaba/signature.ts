import { createHash, createHmac } from 'node:crypto';

/** Access key and secret, with the token that temporary ones have. */
export interface SigningKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SignableRequest {
  readonly method: 'POST';
  /** As in the `host` header, with the port where it is not the usual one. */
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  /** Names in lower case. `host` and `x-acs-content-sha256` are added here. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SignedRequest {
  /** Path and query, encoded as they were signed. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** RFC 3986: what `encodeURIComponent` leaves of the reserved characters is encoded as well. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Signs one request of Alibaba Cloud's RPC interface by ACS3-HMAC-SHA256. Without keys (a token exchange that carries its own proof) the
 * request gets its headers and no `authorization`. Pure: time and nonce are among the headers given.
 */
export function sign({ method, host, path, query, body, headers }: SignableRequest, keys: SigningKeys | undefined): SignedRequest {
  const parameters = Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name] ?? '')}`)
    .join('&');
  const url = parameters === '' ? path : `${path}?${parameters}`;
  const digest = createHash('sha256').update(body).digest('hex');
  const all: Record<string, string> = { ...headers, host, 'x-acs-content-sha256': digest };
  if (keys === undefined) return { url, headers: all };
  if (keys.sessionToken !== undefined && keys.sessionToken !== '') all['x-acs-security-token'] = keys.sessionToken;
  const signed = Object.keys(all)
    .filter((name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'))
    .sort();
  const lines = signed.map((name) => `${name}:${(all[name] ?? '').trim()}\n`).join('');
  const canonical = [method, path, parameters, lines, signed.join(';'), digest].join('\n');
  const text = `${ALGORITHM}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', keys.secretAccessKey).update(text).digest('hex');
  return {
    url,
    headers: {
      ...all,
      authorization: `${ALGORITHM} Credential=${keys.accessKeyId},SignedHeaders=${signed.join(';')},Signature=${signature}`,
    },
  };
}
