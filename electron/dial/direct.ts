import { lookup as lookupName } from 'node:dns/promises';
import { connect as connectSocket, isIP, type Socket } from 'node:net';
import { AppError } from '../../shared/model/errors.ts';
import type { Dialed, Dialer, DialOptions } from './dialer.ts';
import { texts } from '../../shared/texts/current.ts';
import { deferred } from '../../shared/deferred.ts';

const CONNECT_TIMEOUT = 15_000;
/** Head start of each address over the next (RFC 8305 section 5: "Connection Attempt Delay"). */
const ATTEMPT_DELAY = 250;

/** Silence after which the operating system asks the other side (where it lets us choose); milliseconds. */
const TCP_KEEPALIVE_DELAY = 60_000;

interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Replaceable for tests of time-outs and of names that this machine cannot resolve. */
export interface DirectDialerDeps {
  readonly lookup?: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  readonly connect?: (address: string, port: number) => Socket;
  readonly timeout?: number;
  readonly attemptDelay?: number;
}

/** Plain TCP to a host name or address: all its addresses, IPv6 and IPv4 in turns, the first that answers wins. */
export const dialDirect: Dialer = createDirectDialer();

export function createDirectDialer(deps: DirectDialerDeps = {}): Dialer {
  return async (options) => {
    const { target, signal } = options;
    const timeout = deps.timeout ?? options.timeout ?? CONNECT_TIMEOUT;
    const late = AbortSignal.timeout(timeout);
    const either = AbortSignal.any([signal, late]);
    try {
      const addresses = await resolve(options, either, deps.lookup ?? ((host) => lookupName(host, { all: true })));
      return await race(options, addresses, either, deps);
    } catch (error) {
      if (signal.aborted) throw new AppError('cancelled', texts().dialTexts.cancelled(target.host), { cause: error });
      if (!late.aborted) throw error;
      options.report({ step: 'tcp', state: 'failed', text: texts().dialTexts.noAnswerIn(timeout / 1000) });
      throw new AppError('timeout', texts().dialTexts.late(shownTarget(target), timeout / 1000), {
        hint: texts().dialTexts.lateHint,
        cause: error,
      });
    }
  };
}

async function resolve(
  { target, report, addressFamily = 'any' }: DialOptions,
  signal: AbortSignal,
  lookup: NonNullable<DirectDialerDeps['lookup']>,
): Promise<Address[]> {
  const host = target.host.replace(/^\[(.*)\]$/u, '$1');
  const literal = isIP(host.replace(/%[\w.-]+$/u, ''));
  const wanted = (family: number): boolean => addressFamily === 'any' || family === (addressFamily === 'ipv6' ? 6 : 4);
  if (literal !== 0) {
    if (!wanted(literal)) throw wrongFamily(host, addressFamily);
    return [{ address: host, family: literal === 6 ? 6 : 4 }];
  }
  report({ step: 'resolve', state: 'started', text: texts().dialTexts.lookingUp(host) });
  try {
    const found = await orAbort(lookup(host), signal);
    const all: Address[] = found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
    if (all.length === 0) throw new Error('no addresses');
    const addresses = interleave(all.filter(({ family }) => wanted(family)));
    if (addresses.length === 0) throw wrongFamily(host, addressFamily);
    report({ step: 'resolve', state: 'done', text: texts().dialTexts.resolved(host, addresses.map(({ address }) => address).join(', ')) });
    return addresses;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) {
      report({ step: 'resolve', state: 'failed', text: error.message });
      throw error;
    }
    report({ step: 'resolve', state: 'failed', text: texts().dialTexts.noAddressWhy(host, errorCode(error)) });
    const offline = errorCode(error) === 'EAI_AGAIN';
    throw new AppError('dns', offline ? texts().dialTexts.offline(host) : texts().dialTexts.unknownName(host), {
      hint: offline ? texts().dialTexts.checkConnection : texts().dialTexts.checkSpelling,
      detail: errorCode(error),
      cause: error,
    });
  }
}

function wrongFamily(host: string, family: string): AppError {
  const name = family === 'ipv6' ? 'IPv6' : 'IPv4';
  return new AppError('no-address', texts().dialTexts.otherFamily(host, name, name), {
    hint: texts().dialTexts.setFamily,
  });
}

/** Families in turns, beginning with the one that the system put first. */
function interleave(addresses: readonly Address[]): Address[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family);
  const second = addresses.filter(({ family }) => family !== addresses[0]?.family);
  const mixed: Address[] = [];
  for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
    for (const address of [first[index], second[index]]) if (address !== undefined) mixed.push(address);
  }
  return mixed;
}

function race(
  { target, report, tcpKeepalive = false }: DialOptions,
  addresses: readonly Address[],
  signal: AbortSignal,
  deps: DirectDialerDeps,
): Promise<Dialed> {
  const open = deps.connect ?? ((address, port) => connectSocket({ host: address, port }));
  const { promise, resolve: succeed, reject } = deferred<Dialed>();
  const attempts = new Set<Socket>();
  const errors: string[] = [];
  let next = 0;
  let timer: NodeJS.Timeout | undefined;

  const settle = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', aborted);
    for (const socket of attempts) socket.destroy();
  };
  const aborted = (): void => {
    settle();
    reject(signal.reason);
  };
  const tryNext = (): void => {
    clearTimeout(timer);
    const candidate = addresses[next];
    if (candidate === undefined) {
      if (attempts.size > 0) return;
      settle();
      reject(unreachable(target, errors));
      return;
    }
    next += 1;
    const shown = candidate.family === 6 ? `[${candidate.address}]:${target.port}` : `${candidate.address}:${target.port}`;
    report({ step: 'tcp', state: 'started', text: texts().dialTexts.connecting(shown) });
    const socket = open(candidate.address, target.port);
    attempts.add(socket);
    socket.once('connect', () => {
      attempts.delete(socket);
      settle();
      // Keystrokes are small packets: without this each waits for the answer to the former.
      socket.setNoDelay(true);
      if (tcpKeepalive) socket.setKeepAlive(true, TCP_KEEPALIVE_DELAY);
      report({ step: 'tcp', state: 'done', text: texts().dialTexts.connected(shown) });
      succeed({ stream: socket, address: shown });
    });
    // Stays after success: an error between here and the next owner's listener must not end the process.
    const failed = (error: Error): void => {
      if (!attempts.delete(socket)) return;
      errors.push(errorCode(error));
      report({ step: 'tcp', state: 'failed', text: texts().dialTexts.failedAt(shown, reasonText(errorCode(error))) });
      tryNext();
    };
    socket.on('error', failed);
    timer = setTimeout(tryNext, deps.attemptDelay ?? ATTEMPT_DELAY);
  };

  if (signal.aborted) aborted();
  else {
    signal.addEventListener('abort', aborted, { once: true });
    tryNext();
  }
  return promise;
}

function unreachable(target: DialOptions['target'], errors: readonly string[]): AppError {
  const refused = errors.includes('ECONNREFUSED');
  const reason = reasonText(refused ? 'ECONNREFUSED' : (errors[0] ?? ''));
  return new AppError('unreachable', texts().dialTexts.unreachable(shownTarget(target), reason), {
    hint: refused ? texts().dialTexts.refusedHint : texts().dialTexts.unreachableHint,
    detail: errors.join(', '),
  });
}

function reasonText(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return texts().dialTexts.refused;
    case 'EHOSTUNREACH':
      return texts().dialTexts.noRouteHost;
    case 'ENETUNREACH':
      return texts().dialTexts.noRouteNetwork;
    case 'ECONNRESET':
      return texts().dialTexts.reset;
    case 'ETIMEDOUT':
      return texts().dialTexts.noAnswer;
    case 'EACCES':
    case 'EPERM':
      return texts().dialTexts.forbidden;
    default:
      return code;
  }
}

function shownTarget({ host, port }: DialOptions['target']): string {
  return texts().dialTexts.target(host, port);
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.message : String(error);
}

function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    signal.addEventListener('abort', aborted, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
