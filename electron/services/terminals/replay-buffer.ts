import type { Replay, TerminalSize } from '../../../shared/model/terminal.ts';
import { createModeTracker } from './mode-tracker.ts';

/** The last output of a terminal, for a page that comes (back) later. Bounded in bytes; cut at a line where one is near. */
export interface ReplayBuffer {
  append(bytes: Uint8Array): void;
  /** What is appended from here on was printed at this size. */
  resize(size: TerminalSize): void;
  /** What brings a fresh terminal to the present state as far as it is known: modes that fell off the buffer, then its bytes. */
  content(): { readonly blocks: readonly Uint8Array[]; readonly replay: Replay };
  /** Part of a picture that a full-screen program drew is gone: only the program can draw it again. */
  lacksPicture(): boolean;
  readonly size: number;
}

/**
 * Changes of size that are kept; older ones count as the first of these. Each costs the page a reflow of its whole scrollback, and a
 * window drawn larger by hand makes sixty in a second.
 */
const MAX_SIZES = 100;

/** How far a cut may move to begin at a line. Bytes. */
const LINE_SEARCH = 4_096;
const LINE_FEED = 0x0a;
const ESC = 0x1b;

/** Output is copied into chunks of this size in place: a flood allocates nothing but these. Bytes. */
const CHUNK = 64 * 1024;

interface Chunk {
  readonly bytes: Uint8Array;
  start: number;
  end: number;
}

export function createReplayBuffer(limit: number, initial: TerminalSize): ReplayBuffer {
  const chunks: Chunk[] = [];
  /** The chunk that was emptied last: filled again, so that a flood leaves nothing to collect. */
  let spare: Uint8Array | undefined;
  let size = 0;
  let whole = true;
  /** Bytes that were ever appended, and where in them each size began. Never empty. */
  let total = 0;
  let sizes = [{ at: 0, ...initial }];
  const modes = createModeTracker();

  function put(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      let last = chunks.at(-1);
      if (last === undefined || last.end === CHUNK) {
        last = { bytes: spare ?? new Uint8Array(CHUNK), start: 0, end: 0 };
        spare = undefined;
        chunks.push(last);
      }
      const part = bytes.subarray(done, done + CHUNK - last.end);
      last.bytes.set(part, last.end);
      last.end += part.length;
      done += part.length;
    }
    size += bytes.length;
    total += bytes.length;
  }

  function trim(): void {
    while (size > limit) {
      const first = chunks[0];
      if (first === undefined) return;
      const gone = Math.min(size - limit, first.end - first.start);
      first.start += gone;
      size -= gone;
      whole = false;
      if (first.start !== first.end) continue;
      // Once for a whole chunk: a flood comes in packets of a few kilobytes.
      modes.scan(first.bytes.subarray(0, first.end));
      spare = first.bytes;
      chunks.shift();
    }
  }

  return {
    get size() {
      return size;
    },
    append(bytes) {
      put(bytes);
      trim();
    },
    resize({ cols, rows }) {
      const last = sizes.at(-1);
      if (last !== undefined && last.cols === cols && last.rows === rows) return;
      // Nothing was printed at the last one.
      if (last?.at === total) sizes.pop();
      sizes.push({ at: total, cols, rows });
      if (sizes.length > MAX_SIZES) sizes.shift();
    },
    lacksPicture() {
      if (whole) return false;
      const now = modes.copy();
      for (const { bytes, end } of chunks) now.scan(bytes.subarray(0, end));
      return now.isAlternate();
    },
    content() {
      // Copied: the chunks are written on while a page still reads.
      let blocks: Uint8Array[] = chunks.map(({ bytes, start, end }) => bytes.slice(start, end));
      /** Where in `total` the first line of the replay is. */
      let from = total - size;
      let restored = 0;
      const first = blocks[0];
      const oldest = chunks[0];
      if (!whole && first !== undefined && oldest !== undefined) {
        const cut = findBeginning(first.subarray(0, LINE_SEARCH));
        const now = modes.copy();
        now.scan(oldest.bytes.subarray(0, oldest.start + cut));
        const modesThen = now.restore();
        blocks = [modesThen, first.subarray(cut), ...blocks.slice(1)].filter((block) => block.length > 0);
        from += cut;
        restored = modesThen.length;
      }
      // The last of those at or before the beginning is the size there.
      const base = Math.max(
        0,
        sizes.findLastIndex(({ at }) => at <= from),
      );
      sizes = sizes.slice(base);
      return {
        blocks,
        replay: {
          bytes: restored + total - from,
          sizes: sizes.map(({ at, cols, rows }, index) => ({ at: index === 0 ? 0 : restored + at - from, cols, rows })),
        },
      };
    },
  };
}

/** Behind the first line, else where the first sequence begins, else at a character: the rest of a sequence would be shown as text. */
function findBeginning(bytes: Uint8Array): number {
  const line = bytes.indexOf(LINE_FEED) + 1;
  if (line > 0) return line;
  const sequence = bytes.indexOf(ESC);
  if (sequence >= 0) return sequence;
  return Math.max(
    0,
    bytes.findIndex((byte) => (byte & 0xc0) !== 0x80),
  );
}
