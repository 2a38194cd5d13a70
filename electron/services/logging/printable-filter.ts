const BEL = 0x07;
const ESC = 0x1b;
const CAN = 0x18;
const SUB = 0x1a;

/**
 * Takes escape sequences and control characters out of UTF-8 output, whatever the borders of its blocks; tab, line feed, carriage
 * return and form feed stay. The states are those of ECMA-48 as terminals read it: CAN and SUB end a sequence, ESC starts a new one, and
 * controls within a CSI sequence are still controls. C1 controls come as two bytes (0xC2 0x80 to 0x9F).
 */
export function createPrintableFilter(): (bytes: Uint8Array) => Uint8Array {
  let state: 'text' | 'escape' | 'charset' | 'csi' | 'string' = 'text';
  // The first byte of what may be a two-byte C1 control.
  let held = false;

  return (bytes) => {
    const kept = Buffer.allocUnsafe(bytes.length + 1);
    let length = 0;
    const keep = (byte: number): void => {
      kept[length] = byte;
      length += 1;
    };
    /** Of the 7-bit forms (ESC @ to ESC _) and of C1. */
    const introduce = (final: number): void => {
      if (final === 0x5b) state = 'csi';
      // DCS, SOS, OSC, PM, APC: until ST or, as xterm takes it, BEL.
      else if (final === 0x50 || final === 0x58 || final === 0x5d || final === 0x5e || final === 0x5f) state = 'string';
      else state = 'text';
    };
    for (const byte of bytes) {
      if (held) {
        held = false;
        if (byte >= 0x80 && byte <= 0x9f) {
          introduce(byte - 0x40);
          continue;
        }
        if (state === 'text') keep(0xc2);
      }
      if (byte === ESC) state = 'escape';
      else if (byte === CAN || byte === SUB) state = 'text';
      else if (byte === 0xc2) held = true;
      else if (state === 'string') {
        if (byte === BEL) state = 'text';
      } else if (byte < 0x20 || byte === 0x7f) {
        if (byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d) keep(byte);
      } else if (state === 'text') keep(byte);
      else if (state === 'charset') {
        // One or more intermediate bytes, then the final one.
        if (byte >= 0x30) state = 'text';
      } else if (state === 'csi') {
        if (byte >= 0x40) state = 'text';
      } else if (byte <= 0x2f) state = 'charset';
      else introduce(byte);
    }
    return kept.subarray(0, length);
  };
}
