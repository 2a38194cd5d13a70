import { createLinkEnd, type LinkEnd } from './link-end.ts';

/** A text frame carries control (JSON), a binary frame carries bytes of one stream. */
export type Frame = string | Uint8Array;

/** An ordered pipe of frames between page and host: a MessagePort in Electron, a WebSocket in the browser host. */
export interface Link {
  send(frame: Frame): void;
  /** One receiver; frames that came before it was set are handed to it in order. */
  onFrame(receive: (frame: Frame) => void): void;
  /** Called once, also when `close` was called on this side. */
  onClose(closed: () => void): void;
  close(): void;
}

/** Two ends of a Link in one process, for tests. Frames are delivered in order, each in a microtask of its own. */
export function createLinkPair(): [Link, Link] {
  const left: LinkEnd = createLinkEnd(pipeTo(() => right));
  const right: LinkEnd = createLinkEnd(pipeTo(() => left));
  return [left.link, right.link];
}

function pipeTo(peer: () => LinkEnd): Parameters<typeof createLinkEnd>[0] {
  return {
    send(frame) {
      // Copied as a real link would: the sender may reuse its buffer.
      const copy = typeof frame === 'string' ? frame : frame.slice();
      queueMicrotask(() => peer().deliver(copy));
    },
    close: () => queueMicrotask(() => peer().end()),
  };
}
