import type { WebSocket } from 'ws';
import type { Frame, Link } from '../../shared/rpc/link.ts';

/** A page that takes nothing while this much waits for it is gone or broken; credit keeps a sound one far below. Bytes. */
export const MAX_BUFFERED = 64 * 1024 * 1024;

/** A Link over an open WebSocket. */
export function socketLink(socket: WebSocket): Link {
  let receiver: ((frame: Frame) => void) | undefined;
  const early: Frame[] = [];
  const listeners: (() => void)[] = [];
  let open = true;
  const end = (): void => {
    if (!open) return;
    open = false;
    for (const listener of listeners.splice(0)) listener();
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (!open) return;
    const frame = isBinary ? data : data.toString('utf8');
    if (receiver === undefined) early.push(frame);
    else receiver(frame);
  });
  // A payload over the limit or broken framing: `ws` closes with the code for it, which follows as `close`.
  socket.on('error', () => {});
  socket.on('close', end);
  return {
    send(frame) {
      if (!open) return;
      if (socket.bufferedAmount > MAX_BUFFERED) {
        socket.terminate();
        end();
        return;
      }
      socket.send(frame);
    },
    onFrame(receive) {
      receiver = receive;
      for (const frame of early.splice(0)) receive(frame);
    },
    onClose: (closed) => void (open ? listeners.push(closed) : closed()),
    close() {
      socket.close();
      end();
    },
  };
}
