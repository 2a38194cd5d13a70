import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { texts } from '../../shared/texts/current.ts';

/** How long the agent's socket may take to accept. Milliseconds. */
const CONNECT_TIMEOUT = 5_000;

/** A fresh stream to the agent for one channel of the server. Its end and its failure both end the channel. */
export function openAgentStream(path: string, ended: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const stop = (): void => {
      socket.destroy();
    };
    const timer = setTimeout(() => socket.destroy(new Error('timeout')), CONNECT_TIMEOUT);
    ended.addEventListener('abort', stop, { once: true });
    socket.once('close', () => {
      clearTimeout(timer);
      ended.removeEventListener('abort', stop);
      reject(new Error(texts().sshErrors.agentClosed));
    });
    socket.on('error', reject);
    socket.once('connect', () => {
      clearTimeout(timer);
      if (ended.aborted) return socket.destroy();
      // A socket that fails gives no `end`, and the channel piped to it would stay open.
      const stream = new Duplex({
        read: () => void socket.resume(),
        write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, () => done()),
        final: (done) => void socket.end(() => done()),
        destroy(error, done) {
          socket.destroy();
          done(error);
        },
      });
      socket.on('data', (chunk) => {
        if (!stream.push(chunk)) socket.pause();
      });
      socket.once('close', () => void (stream.readableEnded || stream.destroyed || stream.push(null)));
      stream.on('error', () => {});
      resolve(stream);
    });
  });
}
