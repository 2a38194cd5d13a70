import type { Replay } from '../../../shared/model/terminal.ts';
import { releaseBytes } from '../../../shared/rpc/release-bytes.ts';
import type { ByteStream } from '../../../shared/rpc/streams.ts';
import type { ReplayBuffer } from './replay-buffer.ts';

/** A key's echo must not wait, a flood must not come as ten thousand messages: see CONTRIBUTING, "Streaming". Bytes and ms. */
const QUIET_BYTES = 16 * 1024;
const WINDOW_MS = 33;
/** In a flood, less than this waits for more to come, at most for a window. */
const WORTH_BYTES = 128 * 1024;
/** A page that has less than this left to parse soon runs dry: it gets smaller pieces, sooner. */
const DRY_BYTES = 256 * 1024;
const DRY_WORTH_BYTES = 64 * 1024;
const FIRST_BLOCK = 256 * 1024;
const MIN_BLOCK = 32 * 1024;
const MAX_BLOCK = 512 * 1024;
/** Parsing time of one block that the page should spend. */
const BLOCK_PARSE_MS = 30;

/** Carries output to whatever page is there, keeps it for the next one, and tells the source what was truly consumed. */
export interface OutputPump {
  push(bytes: Uint8Array): void;
  /** A page took over: it gets the replay, then what is new. */
  attach(stream: ByteStream): Replay;
  /** Nobody looks: output goes on into the replay buffer only. */
  detach(): void;
  /** Bytes per millisecond that the page parses. */
  setParseRate(rate: number): void;
  /** Output of the ended source is all delivered; the next source starts clean. */
  flush(): void;
}

export function createOutputPump(options: {
  replay: ReplayBuffer;
  /** The page (or, with none attached, the replay buffer) took `n` bytes of what was pushed. */
  consumed: (n: number) => void;
  now?: () => number;
}): OutputPump {
  const { replay, consumed } = options;
  const now = options.now ?? (() => performance.now());
  let stream: ByteStream | undefined;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  /** Pushed and not yet reported as consumed. */
  let unconsumed = 0;
  /** Bytes under way to the page that no source waits for: replay, and the rest of a source that has ended. */
  let replayed = 0;
  let blockLimit = FIRST_BLOCK;
  let windowStart = Number.NEGATIVE_INFINITY;
  let windowBytes = 0;
  let timer: NodeJS.Timeout | undefined;

  function settle(n: number): void {
    const own = Math.min(n, unconsumed);
    if (own === 0) return;
    unconsumed -= own;
    consumed(own);
  }

  /** Sent to the page and not yet parsed there. */
  const behind = (): number => replayed + unconsumed - pendingBytes;

  const worth = (): number => (behind() < DRY_BYTES ? DRY_WORTH_BYTES : WORTH_BYTES);

  function send(): void {
    if (stream === undefined || pendingBytes === 0) return;
    const blocks = pending;
    pending = [];
    const [only] = blocks;
    const bytes = blocks.length === 1 && only !== undefined ? only : joined(blocks, pendingBytes);
    pendingBytes = 0;
    stream.write(bytes);
    // Copied into frames by now; what waits for credit is still read from here.
    if (bytes !== only && stream.queued === 0) releaseBytes(bytes);
  }

  function endWindow(): void {
    timer = undefined;
    const busy = windowBytes > QUIET_BYTES;
    send();
    windowStart = now();
    windowBytes = 0;
    if (busy) timer = setTimeout(endWindow, WINDOW_MS);
  }

  function leave(): void {
    clearTimeout(timer);
    timer = undefined;
    pending = [];
    pendingBytes = 0;
    replayed = 0;
    stream = undefined;
    settle(unconsumed);
  }

  return {
    push(bytes) {
      replay.append(bytes);
      unconsumed += bytes.length;
      if (stream === undefined) return settle(bytes.length);
      pending.push(bytes);
      pendingBytes += bytes.length;
      const at = now();
      if (timer === undefined && at - windowStart > WINDOW_MS) {
        windowStart = at;
        windowBytes = 0;
      }
      windowBytes += bytes.length;
      if (timer === undefined && windowBytes <= QUIET_BYTES && behind() <= QUIET_BYTES) return send();
      timer ??= setTimeout(endWindow, WINDOW_MS);
      if (pendingBytes >= Math.min(worth(), blockLimit)) send();
    },
    attach(next) {
      leave();
      stream = next;
      // The first grant opens the window; every later one says that so much was parsed.
      let opened = next.credit > 0;
      const content = replay.content();
      for (const block of content.blocks) {
        replayed += block.length;
        next.write(block);
      }
      next.onGrant((n) => {
        if (stream !== next) return;
        if (!opened) {
          opened = true;
          return;
        }
        const old = Math.min(n, replayed);
        replayed -= old;
        settle(n - old);
        // Nothing left to parse: whatever is there.
        if (pendingBytes > 0 && (behind() === 0 || pendingBytes >= Math.min(worth(), blockLimit))) send();
      });
      next.onClose(() => {
        if (stream === next) leave();
      });
      return content.replay;
    },
    detach: leave,
    setParseRate(rate) {
      blockLimit = Math.min(MAX_BLOCK, Math.max(MIN_BLOCK, Math.round(rate * BLOCK_PARSE_MS)));
    },
    flush() {
      send();
      // What is still under way to the page is acknowledged before anything newer: it counts as replay from here on.
      replayed += unconsumed;
      unconsumed = 0;
    },
  };
}

function joined(blocks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}
