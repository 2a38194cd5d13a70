import { AppError, type WireError } from '../model/errors.ts';
import { encodeBytes, type StreamFrame } from './frames.ts';
import type { Link } from './link.ts';
import { MAX_CREDIT, MAX_OPEN_STREAMS, MAX_QUEUED } from './limits.ts';

/**
 * Bytes both ways with credit: a sender may have no more bytes under way than the receiver granted. Credit starts at nothing,
 * so a receiver that grants nothing receives nothing, and memory is bounded by what was granted.
 */
export interface ByteStream {
  readonly id: number;
  /** Bytes that may be sent at once. */
  readonly credit: number;
  /** Bytes written that wait for credit. */
  readonly queued: number;
  /** Sends what credit allows and keeps the rest in order. */
  write(bytes: Uint8Array): void;
  /** The other end granted `n` more bytes (its own count of what it has consumed). */
  onGrant(granted: (n: number) => void): void;
  onBytes(receive: (bytes: Uint8Array) => void): void;
  /** Lets the other end send `n` more bytes. */
  grant(n: number): void;
  /** Called once, whichever end closed. */
  onClose(closed: (error: WireError | undefined) => void): void;
  close(error?: WireError): void;
}

/** All byte streams of one Link. The page numbers them; numbers are never used twice. */
export interface Streams {
  open(id: number): ByteStream;
  bytes(id: number, bytes: Uint8Array): void;
  control(frame: StreamFrame): void;
  /** The link is gone: every stream ends. */
  end(error?: WireError): void;
  readonly count: number;
}

export function createStreams(link: Pick<Link, 'send'>): Streams {
  const open = new Map<number, OpenStream>();
  // Grants may come before the call that opens their stream.
  const early = new Map<number, number>();
  let highest = -1;
  return {
    get count() {
      return open.size;
    },
    open(id) {
      if (id <= highest) throw new AppError('invalid-input', `Stream ${id} was used before.`);
      if (open.size >= MAX_OPEN_STREAMS) throw new AppError('limit', 'Too many streams are open.');
      highest = id;
      const stream = new OpenStream(id, link, () => open.delete(id));
      open.set(id, stream);
      const granted = early.get(id);
      for (const old of early.keys()) if (old <= id) early.delete(old);
      if (granted !== undefined) stream.granted(granted);
      return stream;
    },
    // Bytes and grants for a stream that is not (or no longer) open are legal: they crossed its close on the way.
    bytes: (id, bytes) => open.get(id)?.received(bytes),
    control(frame) {
      const stream = open.get(frame.s);
      if (frame.t === 'grant' && frame.s > highest) {
        if (early.size < MAX_OPEN_STREAMS) early.set(frame.s, Math.min(MAX_CREDIT, (early.get(frame.s) ?? 0) + frame.n));
      } else if (frame.t === 'grant') stream?.granted(frame.n);
      else stream?.finish(frame.error);
    },
    end(error) {
      for (const stream of [...open.values()]) stream.finish(error);
    },
  };
}

class OpenStream implements ByteStream {
  readonly id: number;
  readonly #link: Pick<Link, 'send'>;
  readonly #gone: () => void;
  #credit = 0;
  #expected = 0;
  #queue: Uint8Array[] = [];
  #queued = 0;
  #ended = false;
  #grantListener: (n: number) => void = () => {};
  #byteListener: ((bytes: Uint8Array) => void) | undefined;
  #closeListeners: ((error: WireError | undefined) => void)[] = [];
  #error: WireError | undefined;

  constructor(id: number, link: Pick<Link, 'send'>, gone: () => void) {
    this.id = id;
    this.#link = link;
    this.#gone = gone;
  }

  get credit(): number {
    return this.#credit;
  }

  get queued(): number {
    return this.#queued;
  }

  write(bytes: Uint8Array): void {
    if (this.#ended || bytes.length === 0) return;
    if (this.#queued === 0 && bytes.length <= this.#credit) {
      this.#send(bytes);
      return;
    }
    if (this.#queued + bytes.length > MAX_QUEUED) {
      this.close({ code: 'limit', message: 'Too much was written before the other side read it.' });
      return;
    }
    this.#queue.push(bytes);
    this.#queued += bytes.length;
    this.#flush();
  }

  onGrant(granted: (n: number) => void): void {
    this.#grantListener = granted;
  }

  onBytes(receive: (bytes: Uint8Array) => void): void {
    this.#byteListener = receive;
  }

  grant(n: number): void {
    if (this.#ended || n <= 0) return;
    this.#expected += n;
    this.#link.send(JSON.stringify({ t: 'grant', s: this.id, n } satisfies StreamFrame));
  }

  onClose(closed: (error: WireError | undefined) => void): void {
    if (this.#ended) closed(this.#error);
    else this.#closeListeners.push(closed);
  }

  close(error?: WireError): void {
    if (this.#ended) return;
    this.#link.send(JSON.stringify({ t: 'close', s: this.id, ...(error === undefined ? {} : { error }) } satisfies StreamFrame));
    this.finish(error);
  }

  /** From the link. More bytes than were granted end the stream: the sender does not keep the rules. */
  received(bytes: Uint8Array): void {
    if (this.#ended) return;
    if (bytes.length > this.#expected) {
      this.close({ code: 'limit', message: `Stream ${this.id} received more bytes than it granted.` });
      return;
    }
    this.#expected -= bytes.length;
    this.#byteListener?.(bytes);
  }

  granted(n: number): void {
    if (this.#ended) return;
    if (this.#credit + n > MAX_CREDIT) {
      this.close({ code: 'limit', message: `Stream ${this.id} was granted more than ${MAX_CREDIT} bytes.` });
      return;
    }
    this.#credit += n;
    this.#flush();
    this.#grantListener(n);
  }

  finish(error: WireError | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#queue = [];
    this.#queued = 0;
    this.#gone();
    for (const listener of this.#closeListeners.splice(0)) listener(error);
  }

  #flush(): void {
    while (this.#credit > 0) {
      const first = this.#queue[0];
      if (first === undefined) return;
      const part = first.length <= this.#credit ? first : first.subarray(0, this.#credit);
      if (part === first) this.#queue.shift();
      else this.#queue[0] = first.subarray(part.length);
      this.#queued -= part.length;
      this.#send(part);
    }
  }

  // Split so that no frame passes MAX_BINARY_FRAME on the other side.
  #send(bytes: Uint8Array): void {
    this.#credit -= bytes.length;
    for (let start = 0; start < bytes.length; start += 256 * 1024) {
      this.#link.send(encodeBytes(this.id, bytes.subarray(start, start + 256 * 1024)));
    }
  }
}
