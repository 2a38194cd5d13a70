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
const LINE_FEED = 0x0a;

export function createReplayBuffer(limit: number): ReplayBuffer {
  let blocks: Uint8Array[] = [];
  let size = 0;
  let whole = true;
  const modes = createModeTracker();

  function drop(block: Uint8Array): void {
    modes.scan(block);
    size -= block.length;
    whole = false;
  }

  return {
    get size() {
      return size;
    },
    append(bytes) {
      // Small writes are joined so that a long session does not keep a million tiny arrays.
      const last = blocks.at(-1);
      if (last !== undefined && last.length + bytes.length <= 16_384) {
        const joined = new Uint8Array(last.length + bytes.length);
        joined.set(last);
        joined.set(bytes, last.length);
        blocks[blocks.length - 1] = joined;
      } else blocks.push(bytes.slice());
      size += bytes.length;
      while (size > limit) {
        const first = blocks[0];
        if (first === undefined) return;
        const over = size - limit;
        if (first.length <= over) {
          blocks.shift();
          drop(first);
        } else {
          blocks[0] = first.subarray(over);
          drop(first.subarray(0, over));
        }
      }
    },
    content() {
      if (whole) return blocks.slice();
      const first = blocks[0];
      if (first === undefined) return [];
      const cut = first.subarray(0, LINE_SEARCH).indexOf(LINE_FEED) + 1;
      const head = first.subarray(0, cut);
      const tail = modes.copy();
      tail.scan(head);
      blocks = [first, ...blocks.slice(1)];
      return [tail.restore(), first.subarray(cut), ...blocks.slice(1)].filter((block) => block.length > 0);
    },
  };
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
      if (carry === '' && !bytes.includes(ESC)) return;
      const text = carry + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      let end = 0;
      for (const match of text.matchAll(/\u001b(?:c|\[!p|\[\?([\d;]{1,64})([hl]))/gu)) {
        end = match.index + match[0].length;
        if (match[1] === undefined) modes.clear();
        else for (const mode of match[1].split(';')) if (mode !== '') modes.set(Number(mode), match[2] === 'h');
      }
      // A sequence cut by the block's end is kept for the next one.
      const open = text.lastIndexOf('\u001b');
      carry = open >= end && text.length - open <= 72 ? text.slice(open) : '';
    },
    restore() {
      const text = [...modes].map(([mode, on]) => `\u001b[?${mode}${on ? 'h' : 'l'}`).join('');
      return new Uint8Array(Buffer.from(text, 'latin1'));
    },
    copy: () => createModeTracker({ modes, carry }),
  };
}
