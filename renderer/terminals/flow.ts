import type { ByteStream } from '../../shared/rpc/streams.ts';
import { dropBytes } from './drop-bytes.ts';

/** Bytes that the host may have under way to one terminal: what is parsed after Ctrl-C is bounded by this. */
export const WINDOW = 1024 * 1024;
/** Parsed bytes are given back in steps of this size, and whenever nothing is left to parse. */
export const ACK_STEP = 64 * 1024;
/** Only blocks of at least this many bytes say something about the parse rate. */
const MEASURED_BLOCK = 16 * 1024;
/** Milliseconds between two reports of the parse rate. */
const REPORT_EVERY = 3_000;
/** A rate is reported again when it moved by more than this part. */
const REPORT_CHANGE = 0.25;
/** Weight of the newest block in the running mean. */
const NEWEST = 0.3;

export interface FlowOptions {
  readonly stream: Pick<ByteStream, 'grant' | 'onBytes'>;
  /** xterm's `write`: the callback runs when the bytes were parsed. */
  readonly write: (bytes: Uint8Array, parsed: () => void) => void;
  /** Bytes per millisecond of parsing. */
  readonly onRate?: (rate: number) => void;
  /** Called when everything received so far was parsed. */
  readonly onDrained?: () => void;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** What one stream delivered so far, in bytes. */
export interface Flow {
  readonly received: number;
  readonly parsed: number;
}

const NOTHING = new Uint8Array(0);

/**
 * Feeds a stream's bytes to a terminal and pays for them with credit only when they were parsed, so that a flood fills neither
 * the page nor the host, and the remote program is held back instead.
 */
export function startFlow({ stream, write, onRate, onDrained, now = () => performance.now() }: FlowOptions): Flow {
  let received = 0;
  let parsed = 0;
  let owed = 0;
  let rate: number | undefined;
  let reported: number | undefined;
  let reportedAt = Number.NEGATIVE_INFINITY;

  function measure(bytes: number, milliseconds: number): void {
    if (milliseconds <= 0) return;
    const sample = bytes / milliseconds;
    rate = rate === undefined ? sample : rate + NEWEST * (sample - rate);
    const at = now();
    if (at - reportedAt < REPORT_EVERY) return;
    if (reported !== undefined && Math.abs(rate - reported) < REPORT_CHANGE * reported) return;
    reported = rate;
    reportedAt = at;
    onRate?.(rate);
  }

  stream.onBytes((bytes) => {
    const { length } = bytes;
    received += length;
    let start: number | undefined;
    // The callback of an empty write runs right before the block is parsed: time spent waiting is not counted.
    if (onRate !== undefined && bytes.length >= MEASURED_BLOCK) write(NOTHING, () => void (start = now()));
    write(bytes, () => {
      if (start !== undefined) measure(length, now() - start);
      parsed += length;
      owed += length;
      // Not before xterm.js, too, has counted them.
      queueMicrotask(() => dropBytes(bytes));
      const drained = parsed === received;
      if (owed >= ACK_STEP || drained) {
        stream.grant(owed);
        owed = 0;
      }
      if (drained) onDrained?.();
    });
  });
  stream.grant(WINDOW);
  return {
    get received() {
      return received;
    },
    get parsed() {
      return parsed;
    },
  };
}
