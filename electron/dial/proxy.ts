import type { Duplex } from 'node:stream';
import { AppError } from '../../shared/model/errors.ts';
import type { Dialer, DialTarget } from './dialer.ts';
import { httpConnect } from './http-connect.ts';
import { socks5 } from './socks5.ts';

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
  const name = `The ${proxy.kind === 'http' ? 'HTTP' : 'SOCKS5'} proxy ${address}`;
  const handshake = proxy.kind === 'http' ? httpConnect : socks5;

  return async (options) => {
    const { target, report, signal } = options;
    const limit = options.timeout ?? HANDSHAKE_TIMEOUT;
    const shown = target.host.includes(':') ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
    for (;;) {
      // A login that was refused ends the stream, so each attempt has a new one. The question comes first: no proxy waits for it.
      const secret = proxy.user === '' ? undefined : await password.next(signal);
      if (secret === undefined && proxy.user !== '') {
        throw new AppError('auth-failed', `${name} did not accept the login of ${proxy.user}.`, {
          hint: 'Check the login name and the password of the proxy.',
        });
      }
      // Which family the target has is for the proxy to find out.
      const { stream } = await via({ ...options, target: proxy });
      const late = AbortSignal.timeout(limit);
      try {
        report({ step: 'tcp', state: 'started', text: `Asking the proxy for ${shown}` });
        const credentials = secret === undefined ? undefined : { user: proxy.user, password: secret };
        const reply = await handshake({ stream, target, name, credentials, signal: AbortSignal.any([signal, late]) });
        if (reply === 'connected') {
          if (secret !== undefined) password.accepted();
          report({ step: 'tcp', state: 'done', text: `Connected to ${shown} through the proxy` });
          return { stream, address: shown };
        }
        report({ step: 'tcp', state: 'failed', text: `${name} did not accept the login` });
        stream.destroy();
        if (reply === 'password-needed') {
          throw new AppError('auth-failed', `${name} wants a login.`, {
            hint: 'Give a login name for the proxy in the settings of the session.',
          });
        }
      } catch (error) {
        stream.destroy();
        if (signal.aborted) throw new AppError('cancelled', `Connecting to ${target.host} was cancelled.`, { cause: error });
        const known = late.aborted
          ? new AppError('timeout', `${name} did not answer within ${limit / 1000} s.`, {
              hint: 'Check its address, port and kind in the settings of the session.',
              cause: error,
            })
          : error;
        if (known instanceof AppError) report({ step: 'tcp', state: 'failed', text: known.message });
        throw known;
      }
    }
  };
}
