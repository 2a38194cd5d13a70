import { displayText } from '../../../shared/model/display-text.ts';

/** As much as a page takes of a title; UTF-16 units. */
const LONGEST_TITLE = 256;
/** Enough for that in UTF-8. What comes beyond is passed over. */
const LONGEST_PAYLOAD = 4 * LONGEST_TITLE + 4;

const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
const ESC = 0x1b;
const SEMICOLON = 0x3b;
const OSC = Buffer.from([ESC, 0x5d]);

/** Follows what a program calls its terminal (OSC 0 and 2), for a page that comes when its output is no longer kept. */
export interface ProgramTitle {
  read(bytes: Uint8Array): void;
  /** The last one, fit for one line; empty when there was none. */
  current(): string;
}

/**
 * Reads as xterm.js does: a title ends at BEL or at any ESC; CAN and SUB discard it. Passed over is what nobody writes: a control between ESC
 * and `]`, and OSC as a C1 control. Between titles the search is native: a flood must not wait.
 */
export function createProgramTitle(): ProgramTitle {
  let payload = Buffer.alloc(LONGEST_PAYLOAD);
  let length = 0;
  let part: 'outside' | 'number' | 'text' = 'outside';
  /** Which OSC it is; -1 before its first digit. */
  let number = -1;
  /** The last byte so far was an ESC, which may begin one. */
  let escaped = false;
  /** The last one, as it came: few are ever asked for. */
  let last = Buffer.alloc(LONGEST_PAYLOAD);
  let lastLength = 0;

  const isTitle = (): boolean => number === 0 || number === 2;

  function begin(): void {
    part = 'number';
    number = -1;
    length = 0;
  }

  /** Takes the rest of a sequence; returns where to go on. */
  function take(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === BEL || byte === ESC || byte === CAN || byte === SUB) {
        part = 'outside';
        if (byte !== CAN && byte !== SUB && isTitle()) keep();
        // An ESC may begin the next one.
        return byte === ESC ? at : at + 1;
      }
      // Other controls are no part of it.
      if (byte < 0x20) continue;
      if (part === 'text') {
        if (length < LONGEST_PAYLOAD) payload[length++] = byte;
      } else if (byte === SEMICOLON && isTitle()) part = 'text';
      else if (byte >= 0x30 && byte <= 0x39) number = Math.max(number, 0) * 10 + byte - 0x30;
      else {
        // Of another kind, such as a picture of megabytes. No ESC is inside: nothing of it is taken for a beginning.
        part = 'outside';
        return at + 1;
      }
    }
    return bytes.length;
  }

  function keep(): void {
    [last, payload] = [payload, last];
    lastLength = length;
  }

  return {
    read(bytes) {
      if (bytes.length === 0) return;
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      let at = 0;
      if (escaped && bytes[0] === OSC[1]) {
        begin();
        at = 1;
      }
      escaped = false;
      while (at < bytes.length) {
        if (part === 'outside') {
          const found = buffer.indexOf(OSC, at);
          if (found < 0) {
            escaped = bytes.at(-1) === ESC;
            return;
          }
          begin();
          at = found + OSC.length;
        }
        at = take(bytes, at);
      }
    },
    current() {
      // U+009C ends it, too, as a C1 control.
      const [text = ''] = last.toString('utf8', 0, lastLength).split('\u009c');
      return displayText(text, LONGEST_TITLE);
    },
  };
}
