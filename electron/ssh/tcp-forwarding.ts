import type { Duplex } from 'node:stream';
import type { Client, ClientChannel, TcpConnectionDetails } from 'ssh2';
import { displayText } from '../../shared/model/display-text.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { ConnectionEnd } from './connection-end.ts';
import type { Incoming, SshConnection } from './ssh.ts';
import { tcpStream } from './tcp-channel.ts';
import { texts } from '../../shared/texts/current.ts';

/** The TCP connections that ride on an SSH connection (RFC 4254 section 7). ssh2 never answers on a dead link: hence `timeout`. */
export function createTcpForwarding(parts: {
  readonly client: Client;
  readonly end: ConnectionEnd;
  readonly name: string;
  readonly timeout: number;
}): Pick<SshConnection, 'openTcp' | 'listen'> {
  const { client, end, name, timeout } = parts;
  // By the address and port that the server names when a connection comes (trap: the bind string exactly as it was requested).
  const listeners = new Map<string, (incoming: Incoming) => void>();
  client.on('tcp connection', (details: TcpConnectionDetails, accept: () => ClientChannel, reject: () => void) => {
    const listener = listeners.get(`${details.destIP}:${details.destPort}`);
    if (listener === undefined || end.signal.aborted) return reject();
    listener({ stream: tcpStream(accept()), from: displayText(`${details.srcIP}:${details.srcPort}`, 64) });
  });

  /** Runs a request of ssh2's with our own end to waiting. `late` gets what comes when nobody waits any more. */
  function request<T>(
    what: string,
    start: (answer: (error: Error | undefined, value?: T) => void) => void,
    late: (value: T) => void,
    refused: (error: Error) => AppError,
    signal?: AbortSignal,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let over = false;
      const settle = (how: () => void): void => {
        if (over) return;
        over = true;
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancelled);
        stopListening();
        how();
      };
      const cancelled = (): void => settle(() => reject(new AppError('cancelled', texts().sshErrors.wasCancelled(what))));
      const timer = setTimeout(
        () =>
          settle(() => {
            reject(new AppError('timeout', texts().sshErrors.lateAnswer(what, timeout / 1000), { hint: texts().sshErrors.slowServer }));
          }),
        timeout,
      );
      const stopListening = end.onEnd((error) => {
        settle(() => reject(error ?? new AppError('lost', texts().sshErrors.closed(name), { hint: texts().sshErrors.reconnect })));
      });
      if (signal?.aborted === true) return cancelled();
      if (end.signal.aborted) return;
      signal?.addEventListener('abort', cancelled, { once: true });
      try {
        start((error, value) => {
          if (over) {
            if (error === undefined && value !== undefined) late(value);
            return;
          }
          settle(() => (error === undefined && value !== undefined ? resolve(value) : reject(refused(error ?? new Error('no channel')))));
        });
      } catch (error) {
        settle(() => reject(new AppError('lost', texts().sshErrors.closed(name), { hint: texts().sshErrors.reconnect, cause: error })));
      }
    });
  }

  return {
    async openTcp({ host, port, signal }) {
      const shown = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
      const channel = await request<ClientChannel>(
        texts().sshErrors.reaching(shown, name),
        // The origin is for the server's log only.
        (answer) => client.forwardOut('127.0.0.1', 0, host, port, answer),
        (late) => tcpStream(late).destroy(),
        (error) => openFailure(error, shown, name),
        signal,
      );
      const stream: Duplex = tcpStream(channel);
      const lost = end.onEnd(() => stream.destroy());
      stream.once('close', lost);
      return stream;
    },
    async listen({ bind, port }, onConnection) {
      const taken = await request<number>(
        texts().sshErrors.listening(bind, port, name),
        (answer) => client.forwardIn(bind, port, (error, real) => answer(error ?? undefined, real)),
        (late) => cancel(late),
        (error) =>
          new AppError('unsupported', texts().sshErrors.refusedListen(name, bind, port), {
            hint: texts().sshErrors.refusedListenHint,
            detail: displayText(error.message, 200),
          }),
      );
      const key = `${bind}:${taken}`;
      listeners.set(key, onConnection);
      function cancel(real: number): void {
        if (end.signal.aborted) return;
        try {
          // An answer is wanted although nobody reads it: ssh2 forgets the port only then.
          client.unforwardIn(bind, real, () => {});
        } catch {
          // Closed in this moment: the server has let go of the port as well.
        }
      }
      return {
        port: taken,
        close() {
          if (listeners.get(key) === onConnection) listeners.delete(key);
          cancel(taken);
        },
      };
    },
  };
}

// Reason codes of SSH_MSG_CHANNEL_OPEN_FAILURE (RFC 4254 section 5.1).
const ADMINISTRATIVELY_PROHIBITED = 1;
const CONNECT_FAILED = 2;

function openFailure(error: Error & { reason?: unknown }, shown: string, name: string): AppError {
  const detail = displayText(error.message, 200);
  if (error.reason === ADMINISTRATIVELY_PROHIBITED) {
    return new AppError('unreachable', texts().sshErrors.notAllowed(name, shown), {
      hint: texts().sshErrors.notAllowedHint,
      detail,
    });
  }
  return new AppError(
    'unreachable',
    error.reason === CONNECT_FAILED ? texts().sshErrors.cannotReach(name, shown) : texts().sshErrors.cannotReachOr(name, shown),
    {
      hint: texts().sshErrors.asSeenThere,
      detail,
    },
  );
}
