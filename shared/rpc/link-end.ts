import type { Frame, Link } from './link.ts';

/** What carries frames away: a socket, a port. */
export interface Pipe {
  send(frame: Frame): void;
  close(): void;
}

/** One end of a Link over any pipe, and what feeds it. */
export interface LinkEnd {
  readonly link: Link;
  readonly open: boolean;
  /** A frame came in. Kept in order until somebody receives; dropped after the end. */
  deliver(frame: Frame): void;
  /** The pipe is gone. Told once, whoever closed it. */
  end(): void;
}

export function createLinkEnd(pipe: Pipe): LinkEnd {
  let receiver: ((frame: Frame) => void) | undefined;
  const early: Frame[] = [];
  const listeners: (() => void)[] = [];
  let open = true;
  const end = (): void => {
    if (!open) return;
    open = false;
    for (const listener of listeners.splice(0)) listener();
  };
  return {
    get open() {
      return open;
    },
    deliver(frame) {
      if (!open) return;
      if (receiver === undefined) early.push(frame);
      else receiver(frame);
    },
    end,
    link: {
      send(frame) {
        if (open) pipe.send(frame);
      },
      onFrame(receive) {
        receiver = receive;
        for (const frame of early.splice(0)) receive(frame);
      },
      onClose: (closed) => void (open ? listeners.push(closed) : closed()),
      close() {
        pipe.close();
        end();
      },
    },
  };
}
