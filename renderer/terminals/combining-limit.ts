import type { Terminal } from '@xterm/xterm';

/**
 * Characters that one cell holds, what they stand on included. Text of any language needs a handful (Unicode's Stream-Safe Text Format
 * allows 30); xterm.js sets no limit, and a cell of some ten thousand, which `cat` of a small file can make, freezes the whole page. UTF-16 units.
 */
const MOST = 32;
/** As xterm.js has them: three words a cell, of which the first says whether its text is kept aside. */
const CELL_WORDS = 3;
const COMBINED = 0x200000;

interface Line {
  readonly _data: Uint32Array;
  readonly _combined: Readonly<Record<number, string | undefined>>;
  addCodepointToCell(index: number, codePoint: number, width: number): void;
}

const limited = new WeakSet<Line>();

/**
 * Leaves out what comes on top of a full cell. One class of lines serves all terminals. Private in xterm.js: `combining-limit.test.ts` fails
 * when it moves.
 */
export function limitCombining(term: Terminal): void {
  const core = (term as unknown as { _core?: { _bufferService?: { buffer: { lines: { get(at: number): Line | undefined } } } } })._core;
  const line = core?._bufferService?.buffer.lines.get(0);
  if (typeof line?._combined !== 'object' || typeof line._data !== 'object' || typeof line.addCodepointToCell !== 'function') return;
  const prototype = Object.getPrototypeOf(line) as Line;
  if (limited.has(prototype)) return;
  limited.add(prototype);
  // oxlint-disable-next-line typescript/unbound-method -- called with the line it is for
  const { addCodepointToCell } = prototype;
  prototype.addCodepointToCell = function (index, codePoint, width) {
    // What stood aside for an earlier text of the cell stays there, and does not count.
    const isCombined = ((this._data[index * CELL_WORDS] ?? 0) & COMBINED) !== 0;
    if (isCombined && (this._combined[index]?.length ?? 0) >= MOST) return;
    addCodepointToCell.call(this, index, codePoint, width);
  };
}
