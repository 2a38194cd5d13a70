import type { Duplex } from 'node:stream';
import { AppError } from '../../shared/model/errors.ts';
import type { Dialer, DialTarget } from './dialer.ts';
import { httpConnect } from './http-connect.ts';
import { socks5 } from './socks5.ts';
import { texts } from '../../shared/texts/current.ts';

const HANDSHAKE_TIMEOUT = 15_000;

export interface Proxy {
  readonly kind: 'socks5' | 'http';
  readonly host: string;
  readonly port: number;
  /** Empty: no login. */
  readonly user: string;
}

/** Asks a proxy, on a fresh stream to it, for a connection. The stream then is that connection. */
export type ProxyHandshake = (request: {
  readonly stream: Duplex;
  readonly target: DialTarget;
  /** What the errors call the proxy. */
  readonly name: string;
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
  readonly signal: AbortSignal;
}) => Promise<'connected' | 'password-needed' | 'wrong-password'>;

export interface ProxyPassword {
  /** The next one to try; `undefined` when none is left. Time spent here does not count as the proxy's. */
  next(signal: AbortSignal): Promise<string | undefined>;
  /** The proxy took the last one: it is the next one, too. */
  accepted(): void;
}

/** Dials through a proxy, which `via` reaches. Names are looked up by the proxy. */
export function createProxyDialer(proxy: Proxy, via: Dialer, password: ProxyPassword): Dialer {
  const address = proxy.host.includes(':') ? `[${proxy.host}]:${proxy.port}` : `${proxy.host}:${proxy.port}`;
  const name = texts().dialTexts.proxy(proxy.kind === 'http' ? 'HTTP' : 'SOCKS5', address);
  const handshake = proxy.kind === 'http' ? httpConnect : socks5;

  return async (options) => {
    const { target, report, signal } = options;
    const limit = options.timeout ?? HANDSHAKE_TIMEOUT;
    const shown = target.host.includes(':') ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
    for (;;) {
      // A login that was refused ends the stream, so each attempt has a new one. The question comes first: no proxy waits for it.
      const secret = proxy.user === '' ? undefined : await password.next(signal);
      if (secret === undefined && proxy.user !== '') {
        throw new AppError('auth-failed', texts().dialTexts.loginRefused(name, proxy.user), {
          hint: texts().dialTexts.checkProxyLogin,
        });
      }
      // Which family the target has is for the proxy to find out.
      const { stream } = await via({ ...options, target: proxy });
      const late = AbortSignal.timeout(limit);
      try {
        report({ step: 'tcp', state: 'started', text: texts().dialTexts.asking(shown) });
        const credentials = secret === undefined ? undefined : { user: proxy.user, password: secret };
        const reply = await handshake({ stream, target, name, credentials, signal: AbortSignal.any([signal, late]) });
        if (reply === 'connected') {
          if (secret !== undefined) password.accepted();
          report({ step: 'tcp', state: 'done', text: texts().dialTexts.throughProxy(shown) });
          return { stream, address: shown };
        }
        report({ step: 'tcp', state: 'failed', text: texts().dialTexts.loginRefusedStep(name) });
        stream.destroy();
        if (reply === 'password-needed') {
          throw new AppError('auth-failed', texts().dialTexts.wantsLogin(name), {
            hint: texts().dialTexts.giveLogin,
          });
        }
      } catch (error) {
        stream.destroy();
        if (signal.aborted) throw new AppError('cancelled', texts().dialTexts.cancelled(target.host), { cause: error });
        const known = late.aborted
          ? new AppError('timeout', texts().dialTexts.lateProxy(name, limit / 1000), {
              hint: texts().dialTexts.checkProxy,
              cause: error,
            })
          : error;
        if (known instanceof AppError) report({ step: 'tcp', state: 'failed', text: known.message });
        throw known;
      }
    }
  };
}
