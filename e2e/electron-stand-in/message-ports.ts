import { EventEmitter } from 'node:events';
import type { PortEnd } from './engine.ts';
import { strict } from './strict.ts';

/**
 * One end of a channel in the main process.
 * https://www.electronjs.org/docs/latest/api/message-port-main
 */
class PortMain extends EventEmitter {
  peer: PortMain | undefined;
  /** Where messages go when the other end was given to a page. */
  remote: { deliver(data: unknown): void; disconnect(): void } | undefined;
  transferred = false;
  #started = false;
  #closed = false;
  #waiting: unknown[] = [];

  /** "Sends a message from the port." Copied by the structured clone algorithm; what cannot be copied throws. */
  postMessage(message: unknown, transfer?: readonly unknown[]): void {
    if ((transfer?.length ?? 0) > 0) throw new Error('The stand-in passes no ports inside of messages.');
    if (this.#closed) return;
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => {
      if (this.remote !== undefined) this.remote.deliver(copy);
      else this.peer?.receive(copy);
    });
  }

  /** "Starts the sending of messages queued on the port. Messages will be queued until this method is called." */
  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  /** "Disconnects the port, so it is no longer active." The other end gets `close`. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { remote, peer } = this;
    queueMicrotask(() => (remote === undefined ? peer?.disconnected() : remote.disconnect()));
  }

  receive(data: unknown): void {
    if (this.#closed) return;
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#waiting.push(data);
  }

  /** Event `close`: "Emitted when the remote end of a MessagePortMain object becomes disconnected." */
  disconnected(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
  }
}

const ports = new WeakMap<object, PortMain>();

/** https://www.electronjs.org/docs/latest/api/message-channel-main: `port1` and `port2`, entangled. */
export class MessageChannelMain {
  readonly port1: PortMain;
  readonly port2: PortMain;

  constructor() {
    const [left, right] = [new PortMain(), new PortMain()];
    left.peer = right;
    right.peer = left;
    this.port1 = strict('MessagePortMain', left);
    this.port2 = strict('MessagePortMain', right);
    ports.set(this.port1, left);
    ports.set(this.port2, right);
  }
}

/** Takes a port out of the main process, as a transfer list does; it cannot be given away twice. */
export function takePort(given: unknown): PortEnd {
  const port = typeof given === 'object' && given !== null ? ports.get(given) : undefined;
  if (port?.peer === undefined || port.transferred) throw new Error('Only a MessagePortMain that was not given away can be transferred.');
  port.transferred = true;
  const { peer } = port;
  return {
    toMain: (data) => peer.receive(data),
    disconnect: () => peer.disconnected(),
    connect: (page) => {
      peer.remote = page;
    },
  };
}
