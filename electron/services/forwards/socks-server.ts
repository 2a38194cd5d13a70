import type { Duplex } from 'node:stream';
import { AppError } from '../../../shared/model/errors.ts';
import type { DialTarget } from '../../dial/dialer.ts';
import { createAnswerReader } from '../../dial/read-exactly.ts';
import { texts } from '../../../shared/texts/current.ts';

// RFC 1928: SOCKS 5 without a login, CONNECT only, as OpenSSH's -D.
const VERSION = 5;
const NO_LOGIN = 0;
const NO_METHOD = 0xff;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

const SUCCEEDED = 0;
const FAILED = 1;
const REFUSED = 5;
const NO_COMMAND = 7;
const NO_ADDRESS_KIND = 8;

/** How long a client may take to say what it wants. Milliseconds. */
const REQUEST_TIMEOUT = 10_000;

/** What a client wants to be connected to. Throws when it speaks something else; it is told why where SOCKS has a word for that. */
export async function readSocksRequest(stream: Duplex, timeout = REQUEST_TIMEOUT): Promise<DialTarget> {
  const reader = createAnswerReader(stream, texts().forwardErrors.theProgram, AbortSignal.timeout(timeout));
  const [version, count = 0] = await reader.bytes(2);
  if (version !== VERSION) throw new AppError('protocol', texts().forwardErrors.notSocks);
  // No method at all is no request either.
  const methods = count === 0 ? Buffer.alloc(0) : await reader.bytes(count);
  if (!methods.includes(NO_LOGIN)) {
    stream.end(Buffer.of(VERSION, NO_METHOD));
    throw new AppError('protocol', texts().forwardErrors.wantsLogin);
  }
  stream.write(Buffer.of(VERSION, NO_LOGIN));
  const [again, command, , kind] = await reader.bytes(4);
  if (again !== VERSION) throw new AppError('protocol', texts().forwardErrors.notSocks);
  if (command !== CONNECT) {
    answer(stream, NO_COMMAND);
    throw new AppError('unsupported', texts().forwardErrors.wantsOther);
  }
  let host: string;
  if (kind === IPV4) host = [...(await reader.bytes(4))].join('.');
  else if (kind === IPV6) host = ((await reader.bytes(16)).toString('hex').match(/.{4}/gu) ?? []).join(':');
  else if (kind === NAME) host = (await reader.bytes(Math.max(1, (await reader.bytes(1))[0] ?? 0))).toString('utf8');
  else {
    answer(stream, NO_ADDRESS_KIND);
    throw new AppError('unsupported', texts().forwardErrors.unknownTarget);
  }
  return { host, port: (await reader.bytes(2)).readUInt16BE(0) };
}

export function socksConnected(stream: Duplex): void {
  answer(stream, SUCCEEDED);
}

export function socksFailed(stream: Duplex, error: unknown): void {
  answer(stream, error instanceof AppError && error.code === 'unreachable' ? REFUSED : FAILED);
}

function answer(stream: Duplex, status: number): void {
  if (stream.destroyed) return;
  // The address that was bound at the far end is not known.
  const bytes = Buffer.of(VERSION, status, 0, IPV4, 0, 0, 0, 0, 0, 0);
  if (status === SUCCEEDED) stream.write(bytes);
  else stream.end(bytes);
}
