// What a full-screen program sets once and relies on for hours: DEC private modes (ECMA-48 SM/RM with `?`, xterm's list) such
// as the alternate screen, bracketed paste, mouse reports, application cursor keys, hidden cursor.

const ESC = 0x1b;
/** Set or reset a private mode, soft reset, full reset. */
const MODE_STARTS = ['\u001b[?', '\u001b[!p', '\u001bc'];
/** The beginning of a mode sequence, and nothing else. Longer ones are not followed. */
const BEGUN = /^\u001b(?:\[(?:!|\?[\d;]{0,64})?)?$/u;
const MAX_SEQUENCE = 72;

/** The private modes that a terminal's output has set so far. */
export interface ModeTracker {
  scan(bytes: Uint8Array): void;
  /** What sets a fresh terminal to these modes. */
  restore(): Uint8Array;
  /** Whether the alternate screen is shown, which full-screen programs draw on. */
  isAlternate(): boolean;
  copy(): ModeTracker;
}

/** The alternate screen: as xterm had it first, with clearing, and with saving the cursor. */
const ALTERNATE = [47, 1047, 1049];

/** Whether the end may be the beginning of a mode sequence. */
function endsInside(bytes: Buffer): boolean {
  const at = bytes.lastIndexOf(ESC);
  if (at < 0 || bytes.length - at > 3) return false;
  const begun = bytes.toString('latin1', at);
  return MODE_STARTS.some((start) => start.startsWith(begun));
}

export function createModeTracker(from?: { modes: Map<number, boolean>; carry: string }): ModeTracker {
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
    isAlternate: () => ALTERNATE.some((mode) => modes.get(mode) === true),
    copy: () => createModeTracker({ modes, carry }),
  };
}
