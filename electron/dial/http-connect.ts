import { isIPv6 } from 'node:net';
import { displayText } from '../../shared/model/display-text.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { ProxyHandshake } from './proxy.ts';
import { createAnswerReader } from './read-exactly.ts';
import { texts } from '../../shared/texts/current.ts';

/** Bytes of the proxy's answer; real ones have a few hundred. */
const HEADER_LIMIT = 16 * 1024;

/** Asks an HTTP proxy for a connection (CONNECT, RFC 9110 section 9.3.6). Names are sent as they are: the proxy looks them up. */
export const httpConnect: ProxyHandshake = async ({ stream, target, name, credentials, signal }) => {
  const bare = target.host.replace(/^\[(.*)\]$/u, '$1');
  const authority = `${isIPv6(bare) ? `[${bare}]` : bare}:${target.port}`;
  if (/[\s\u0000-\u001f\u007f]/u.test(authority)) throw new AppError('invalid-input', texts().dialTexts.badHost);
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (credentials !== undefined) {
    lines.push(`Proxy-Authorization: Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`);
  }
  stream.write(`${lines.join('\r\n')}\r\n\r\n`);

  const answer = createAnswerReader(stream, name, signal);
  // Before the whole header is read: something else than HTTP would be waited for until the time is over.
  if ((await answer.bytes(5)).toString('latin1') !== 'HTTP/') throw notHttp(name);
  const header = (await answer.until('\r\n\r\n', HEADER_LIMIT)).toString('latin1');
  const status = /^\d\.\d (\d{3})(?: ([^\r\n]*))?\r\n/u.exec(header);
  if (status === null) throw notHttp(name);
  const code = Number(status[1]);
  if (code >= 200 && code < 300) return 'connected';
  if (code === 407) {
    const schemes = [...header.matchAll(/\r\nproxy-authenticate:[ \t]*([\w-]+)/giu)].map((match) => match[1] ?? '');
    if (schemes.length > 0 && !schemes.some((scheme) => scheme.toLowerCase() === 'basic')) {
      throw new AppError('unsupported', texts().dialTexts.unknownLogin(name, schemes.join(', ')), {
        hint: texts().dialTexts.unknownLoginHint,
      });
    }
    return credentials === undefined ? 'password-needed' : 'wrong-password';
  }
  const reason = displayText(`${code} ${status[2] ?? ''}`.trim(), 100);
  throw new AppError('unreachable', texts().dialTexts.notConnected(name, target.host, target.port, reason), {
    hint: code === 403 || code === 405 ? texts().dialTexts.proxyForbids : texts().dialTexts.asSeenByProxy,
  });
};

function notHttp(name: string): AppError {
  return new AppError('protocol', texts().dialTexts.notHttp(name), {
    hint: texts().dialTexts.notHttpHint,
  });
}
