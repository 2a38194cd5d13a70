import type { Duplex } from 'node:stream';

/** Carries bytes both ways with back-pressure. Each direction ends on its own (half-close); a failure of one ends both. */
export function joinStreams(one: Duplex, other: Duplex): void {
  const follow = (from: Duplex, to: Duplex): void => {
    from.pipe(to);
    from.on('error', () => to.destroy());
    // Closed without an end: broken off. After an end the other side still sends what it holds, and then has nobody to listen to it.
    from.on('close', () => {
      if (!from.readableEnded || to.writableFinished) to.destroy();
      else to.once('finish', () => to.destroy());
    });
  };
  follow(one, other);
  follow(other, one);
}
