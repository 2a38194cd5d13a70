import type { WebSocket } from 'ws';
import type { Link } from '../../shared/rpc/link.ts';
import { createLinkEnd } from '../../shared/rpc/link-end.ts';
import { releaseBytes } from '../../shared/rpc/release-bytes.ts';

/** A page that takes nothing while this much waits for it is gone or broken; credit keeps a sound one far below. Bytes. */
export const MAX_BUFFERED = 64 * 1024 * 1024;

/** A Link over an open WebSocket. */
export function socketLink(socket: WebSocket): Link {
  const end = createLinkEnd({
    send(frame) {
      if (socket.bufferedAmount <= MAX_BUFFERED) {
        // A frame of bytes was made for this socket alone.
        return typeof frame === 'string' ? socket.send(frame) : socket.send(frame, () => releaseBytes(frame));
      }
      socket.terminate();
      end.end();
    },
    close: () => socket.close(),
  });
  socket.on('message', (data: Buffer, isBinary) => end.deliver(isBinary ? data : data.toString('utf8')));
  // A payload over the limit or broken framing: `ws` closes with the code for it, which follows as `close`.
  socket.on('error', () => {});
  socket.on('close', end.end);
  return end.link;
}
