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
  const left = createEnd();
  const right = createEnd();
  left.peer = right;
  right.peer = left;
  return [left.link, right.link];
}

interface End {
  link: Link;
  peer: End | undefined;
  deliver(frame: Frame): void;
  end(): void;
}

function createEnd(): End {
  let receive: ((frame: Frame) => void) | undefined;
  const early: Frame[] = [];
  const closed: (() => void)[] = [];
  let open = true;
  const end: End = {
    peer: undefined,
    deliver(frame) {
      if (!open) return;
      if (receive === undefined) early.push(frame);
      else receive(frame);
    },
    end() {
      if (!open) return;
      open = false;
      for (const callback of closed) callback();
    },
    link: {
      send(frame) {
        if (!open) return;
        // Copied as a real link would: the sender may reuse its buffer.
        const copy = typeof frame === 'string' ? frame : frame.slice();
        queueMicrotask(() => end.peer?.deliver(copy));
      },
      onFrame(callback) {
        receive = callback;
        for (const frame of early.splice(0)) callback(frame);
      },
      onClose(callback) {
        if (open) closed.push(callback);
        else callback();
      },
      close() {
        end.end();
        queueMicrotask(() => end.peer?.end());
      },
    },
  };
  return end;
}
