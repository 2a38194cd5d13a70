/** The last output of a terminal, for a page that comes (back) later. Bounded in bytes; cut at a line where one is near. */
export interface ReplayBuffer {
  append(bytes: Uint8Array): void;
  /** What brings a fresh terminal to the present state as far as it is known: modes that fell off the buffer, then its bytes. */
  content(): Uint8Array[];
  readonly size: number;
}

/** How far a cut may move to begin at a line. Bytes. */
const LINE_SEARCH = 4_096;
const ESC = 0x1b;
/** Set or reset a private mode, soft reset, full reset. */
const MODE_STARTS = ['\u001b[?', '\u001b[!p', '\u001bc'];
/** The beginning of a mode sequence, and nothing else. Longer ones are not followed. */
const BEGUN = /^\u001b(?:\[(?:!|\?[\d;]{0,64})?)?$/u;
const MAX_SEQUENCE = 72;
const LINE_FEED = 0x0a;

/** Output is copied into chunks of this size in place: a flood allocates nothing but these. Bytes. */
const CHUNK = 64 * 1024;

interface Chunk {
  readonly bytes: Uint8Array;
  start: number;
  end: number;
}

export function createReplayBuffer(limit: number): ReplayBuffer {
  const chunks: Chunk[] = [];
  /** The chunk that was emptied last: filled again, so that a flood leaves nothing to collect. */
  let spare: Uint8Array | undefined;
  let size = 0;
  let whole = true;
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
    content() {
      // Copied: the chunks are written on while a page still reads.
      const blocks = chunks.map(({ bytes, start, end }) => bytes.slice(start, end));
      const first = blocks[0];
      const oldest = chunks[0];
      if (whole || first === undefined || oldest === undefined) return blocks;
      const cut = first.subarray(0, LINE_SEARCH).indexOf(LINE_FEED) + 1;
      const now = modes.copy();
      now.scan(oldest.bytes.subarray(0, oldest.start + cut));
      return [now.restore(), first.subarray(cut), ...blocks.slice(1)].filter((block) => block.length > 0);
    },
  };
}

/** Whether the end may be the beginning of a mode sequence. */
function endsInside(bytes: Buffer): boolean {
  const at = bytes.lastIndexOf(ESC);
  if (at < 0 || bytes.length - at > 3) return false;
  const begun = bytes.toString('latin1', at);
  return MODE_STARTS.some((start) => start.startsWith(begun));
}

interface ModeTracker {
  scan(bytes: Uint8Array): void;
  restore(): Uint8Array;
  copy(): ModeTracker;
}

// What a full-screen program sets once and relies on for hours: DEC private modes (ECMA-48 SM/RM with `?`, xterm's list) such
// as the alternate screen, bracketed paste, mouse reports, application cursor keys, hidden cursor.
function createModeTracker(from?: { modes: Map<number, boolean>; carry: string }): ModeTracker {
  const modes = new Map(from?.modes);
  let carry = from?.carry ?? '';
  return {
    scan(bytes) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      // Coloured output is full of sequences, few of which set a mode: searched for first, since all of a flood passes here.
      const none = carry === '' && !MODE_STARTS.some((start) => buffer.includes(start)) && !endsInside(buffer);
      if (none) return;
      const text = carry + buffer.toString('latin1');
      let end = 0;
      for (const match of text.matchAll(/\u001b(?:c|\[!p|\[\?([\d;]{1,64})([hl]))/gu)) {
        end = match.index + match[0].length;
        if (match[1] === undefined) modes.clear();
        else for (const mode of match[1].split(';')) if (mode !== '') modes.set(Number(mode), match[2] === 'h');
      }
      // A sequence cut by the block's end is kept for the next one.
      const open = text.lastIndexOf('\u001b');
      carry = open >= end && text.length - open <= MAX_SEQUENCE && BEGUN.test(text.slice(open)) ? text.slice(open) : '';
    },
    restore() {
      const text = [...modes].map(([mode, on]) => `\u001b[?${mode}${on ? 'h' : 'l'}`).join('');
      return new Uint8Array(Buffer.from(text, 'latin1'));
    },
    copy: () => createModeTracker({ modes, carry }),
  };
}
