import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { AppError } from '../../shared/model/errors.ts';
import { createWindowedChannels } from './channel-window.ts';
import type { ConnectionEnd } from './connection-end.ts';
import { timeoutError } from './connection-errors.ts';
import type { Timeouts } from './patience.ts';
import { openShell } from './shell.ts';
import { createTcpForwarding } from './tcp-forwarding.ts';
import type { SshConnection } from './ssh.ts';
import { pingServer, type Ssh2Internals } from './ssh2-internals.ts';
import { texts } from '../../shared/texts/current.ts';

export interface ConnectionParts {
  readonly client: Client;
  readonly internals: Ssh2Internals;
  readonly stream: Duplex;
  readonly end: ConnectionEnd;
  readonly timeouts: Timeouts;
  readonly name: string;
  readonly user: string;
  readonly summary: string;
  /** Whether shells ask the server to forward the agent. */
  readonly forwardAgent: boolean;
}

/** An authenticated connection: opens shells, renews its keys in time, tells when it is gone. */
export function createConnection(parts: ConnectionParts): SshConnection {
  const { client, internals, stream, end, timeouts, name, user, summary, forwardAgent } = parts;
  const channels = createWindowedChannels(internals, end.signal);
  const protocol = internals._protocol;

  // RFC 4253 section 9: new keys after an hour or a gigabyte. ssh2 answers the server's wish but never asks itself.
  let bytes = 0;
  const renew = (): void => {
    bytes = 0;
    protocol.rekey();
  };
  const renewal = setInterval(renew, timeouts.rekeyInterval);
  renewal.unref();
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes >= timeouts.rekeyBytes) renew();
  });

  let pingTimer: NodeJS.Timeout | undefined;
  end.onEnd(() => {
    clearInterval(renewal);
    clearTimeout(pingTimer);
  });

  return {
    user,
    summary,
    async shell(options) {
      if (end.signal.aborted) throw new AppError('lost', texts().sshErrors.closed(name), { hint: texts().sshErrors.reconnect });
      const overrun = (): void => {
        end.fail(new AppError('protocol', texts().sshErrors.moreThanMay(name), { hint: texts().sshErrors.whatServer }));
      };
      return openShell({ channels, timeout: timeouts.request, overrun, forwardAgent, onConnectionEnd: end.onEnd }, options);
    },
    ...createTcpForwarding({ client, end, name, timeout: timeouts.request }),
    onLost: (lost) => void end.onEnd((error) => lost(error?.message)),
    ping() {
      if (end.signal.aborted || pingTimer !== undefined) return;
      pingTimer = setTimeout(() => end.fail(timeoutError(name, 'open', timeouts.ping)), timeouts.ping);
      pingServer(internals, () => {
        clearTimeout(pingTimer);
        pingTimer = undefined;
      });
    },
    close() {
      // Says goodbye first; the stream is then ended without waiting for the answer.
      if (!end.signal.aborted) client.end();
      end.close();
    },
  };
}
