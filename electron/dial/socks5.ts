import { isIPv4, isIPv6 } from 'node:net';
import { AppError } from '../../shared/model/errors.ts';
import type { DialTarget } from './dialer.ts';
import type { ProxyHandshake } from './proxy.ts';
import { createAnswerReader } from './read-exactly.ts';
import { texts } from '../../shared/texts/current.ts';

// RFC 1928 and, for the password, RFC 1929. Written here since the first bytes of the server behind the proxy may come in one packet
// with its answer, and must stay in the stream until SSH reads them.
const VERSION = 5;
const NO_PASSWORD = 0;
const PASSWORD = 2;
const PASSWORD_VERSION = 1;
const CONNECT = 1;
const ADDRESS_LENGTHS: Readonly<Record<number, number>> = { 1: 4, 4: 16 };
const NAME = 3;

const refusals = (): Readonly<Record<number, string>> => ({
  1: texts().dialTexts.itFailed,
  2: texts().dialTexts.rules,
  3: texts().dialTexts.noRouteNet,
  4: texts().dialTexts.noRouteHost,
  5: texts().dialTexts.refused,
  6: texts().dialTexts.lateAnswer,
  7: texts().dialTexts.unknownCommand,
  8: texts().dialTexts.unknownAddress,
});

/** Asks a SOCKS5 proxy for a connection. Names are sent as they are: the proxy looks them up. */
export const socks5: ProxyHandshake = async ({ stream, target, name, credentials, signal }) => {
  const answer = createAnswerReader(stream, name, signal);
  const methods = credentials === undefined ? [NO_PASSWORD] : [NO_PASSWORD, PASSWORD];
  stream.write(Buffer.of(VERSION, methods.length, ...methods));
  const [version, method] = await answer.bytes(2);
  if (version !== VERSION) throw notSocks(name);
  if (method === PASSWORD && credentials !== undefined) {
    const user = Buffer.from(credentials.user);
    const password = Buffer.from(credentials.password);
    if (user.length > 255 || password.length > 255) {
      throw new AppError('auth-failed', texts().dialTexts.longLogin(name));
    }
    stream.write(Buffer.concat([Buffer.of(PASSWORD_VERSION, user.length), user, Buffer.of(password.length), password]));
    const [, status] = await answer.bytes(2);
    if (status !== 0) return 'wrong-password';
  } else if (method !== NO_PASSWORD) {
    if (credentials === undefined) return 'password-needed';
    // Some say "none of these" to a password they do not like; the person may have mistyped it.
    throw new AppError('auth-failed', texts().dialTexts.noPasswordLogin(name), { hint: texts().dialTexts.askHow });
  }
  stream.write(Buffer.concat([Buffer.of(VERSION, CONNECT, 0), addressOf(target)]));
  const [again, status = 1, , kind = 0] = await answer.bytes(4);
  if (again !== VERSION) throw notSocks(name);
  const length = kind === NAME ? ((await answer.bytes(1))[0] ?? 0) : ADDRESS_LENGTHS[kind];
  if (status !== 0) {
    throw new AppError(
      'unreachable',
      texts().dialTexts.notReached(name, target.host, target.port, refusals()[status] ?? texts().dialTexts.errorCode(status)),
      {
        hint: texts().dialTexts.asSeenByProxy,
      },
    );
  }
  if (length === undefined) throw notSocks(name);
  // The proxy's own address and port, of no use here.
  await answer.bytes(length + 2);
  return 'connected';
};

function addressOf({ host, port }: DialTarget): Buffer {
  const bare = host.replace(/^\[(.*)\]$/u, '$1');
  const end = Buffer.of(port >> 8, port & 0xff);
  if (isIPv4(bare)) return Buffer.concat([Buffer.of(1, ...bare.split('.').map(Number)), end]);
  if (isIPv6(bare)) return Buffer.concat([Buffer.of(4), ipv6Bytes(bare), end]);
  const name = Buffer.from(bare);
  if (name.length > 255) throw new AppError('invalid-input', texts().dialTexts.longHost);
  return Buffer.concat([Buffer.of(NAME, name.length), name, end]);
}

export function ipv6Bytes(address: string): Buffer {
  // The parser of URLs writes every form (also with IPv4 at its end) as groups of hex.
  const groups = new URL(`http://[${address.replace(/%.*$/u, '')}]`).hostname.slice(1, -1).split('::');
  const words = (text: string | undefined): number[] =>
    text === undefined || text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const [before, after] = [words(groups[0]), words(groups[1])];
  const all = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

function notSocks(name: string): AppError {
  return new AppError('protocol', texts().dialTexts.notSocks(name), { hint: texts().dialTexts.notSocksHint });
}
