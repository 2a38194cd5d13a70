import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { texts } from '../../shared/texts/current.ts';

/**
 * A forwarded TCP connection as an ordinary stream. ssh2's own channel is none: its `destroy` waits for data to be read, it never
 * counts as destroyed, and writes that were waiting when it closed are never answered. Back-pressure goes both ways.
 */
export function tcpStream(channel: ClientChannel): Duplex {
  let waiting: (() => void) | undefined;
  let closed = false;
  const answerWaiting = (): void => {
    const done = waiting;
    waiting = undefined;
    done?.();
  };
  const stream = new Duplex({
    allowHalfOpen: true,
    read: () => void channel.resume(),
    write(chunk: Buffer, _encoding, done) {
      if (closed) return done(new Error(texts().sshErrors.forwardClosed));
      waiting = done;
      channel.write(chunk, () => answerWaiting());
    },
    final(done) {
      if (!closed) channel.end();
      done();
    },
    destroy(error, done) {
      try {
        if (!closed) channel.close();
      } catch {
        // The whole connection has ended: ssh2 throws at whoever still sends.
      }
      // Unread data would keep the channel's number taken.
      channel.resume();
      answerWaiting();
      done(error);
    },
  });
  channel.on('data', (chunk: Buffer) => {
    if (!stream.destroyed && !stream.push(chunk)) channel.pause();
  });
  channel.on('end', () => void (stream.destroyed || stream.push(null)));
  channel.on('error', (error: Error) => stream.destroy(error));
  channel.on('close', () => {
    closed = true;
    if (stream.readableEnded || stream.destroyed) stream.destroy();
    // What was received before is still to be read.
    else {
      stream.push(null);
      stream.once('end', () => stream.destroy());
    }
    answerWaiting();
  });
  // Whoever uses it listens, too; between two owners an error must not end the process.
  stream.on('error', () => {});
  return stream;
}
