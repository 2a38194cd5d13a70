import { isIP } from 'node:net';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { AppError } from '../../../shared/model/errors.ts';
import { isPrivateAddress, parseAddress } from '../../../shared/reach/ip-range.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Answers with the caller's IPv4 address as one line; run by AWS. */
const USUAL_URL = 'https://checkip.amazonaws.com/';
/** Another service of the same kind, for networks that do not reach the usual one. */
export const OWN_ADDRESS_VARIABLE = 'GANGWAY_CHECK_IP_URL';
const TIMEOUT_MS = 3_000;
/** The longest IPv6 address has 45 characters. */
const MAX_BYTES = 64;
/** A laptop changes its network; nobody asks twice within this. Milliseconds. */
const KEPT_MS = 5 * 60_000;

export interface OwnAddressOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
}

/**
 * The public address of this computer as a service on the Internet sees it: asked only when the person wants to know, for it tells somebody
 * else the address. Throws `unreachable`, `timeout`, `protocol`.
 */
export function createOwnAddress({ env, now = Date.now }: OwnAddressOptions): (signal: AbortSignal) => Promise<string> {
  let kept: { readonly address: string; readonly at: number } | undefined;
  return async (signal) => {
    if (kept !== undefined && now() - kept.at < KEPT_MS) return kept.address;
    const url = serviceUrl(env[OWN_ADDRESS_VARIABLE] ?? USUAL_URL);
    const address = (await read(url, signal)).trim();
    const parsed = parseAddress(address);
    if (isIP(address) === 0 || parsed === undefined || isPrivateAddress(parsed)) {
      throw new AppError('protocol', texts().reachErrors.noPublic(url.host), { hint: texts().reachErrors.typeIt });
    }
    kept = { address, at: now() };
    return address;
  };
}

/** Nobody on the way may change the answer: https, but for a service on this computer itself. */
function serviceUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url === undefined || (url.protocol !== 'https:' && !(local && url.protocol === 'http:'))) {
    throw new AppError('bad-endpoint', texts().reachErrors.noHttps(OWN_ADDRESS_VARIABLE), {
      hint: texts().reachErrors.correctIt,
    });
  }
  return url;
}

function read(url: URL, signal: AbortSignal): Promise<string> {
  const late = AbortSignal.timeout(TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      if (signal.aborted) reject(signal.reason as Error);
      else if (late.aborted) reject(new AppError('timeout', texts().reachErrors.late(url.host), { hint: texts().reachErrors.typeIt }));
      else {
        const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        reject(new AppError('unreachable', texts().reachErrors.unasked(url.host, detail), { hint: texts().reachErrors.typeIt, detail }));
      }
    };
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, { signal: AbortSignal.any([signal, late]) }, (response) => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', (part: string) => {
        text += part;
        // Long enough to be refused below; the rest is of no use.
        if (text.length > MAX_BYTES) response.destroy();
      });
      response.once('error', fail);
      response.once('close', () => {
        if (response.statusCode !== 200)
          reject(
            new AppError('protocol', texts().reachErrors.refused(url.host, response.statusCode ?? 0), { hint: texts().reachErrors.typeIt }),
          );
        else if (response.complete || text.length > MAX_BYTES) resolve(text);
        else fail(new Error('cut'));
      });
    });
    request.on('error', fail);
    request.end();
  });
}
