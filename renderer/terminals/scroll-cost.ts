import type { Terminal } from '@xterm/xterm';

/**
 * The parts of xterm.js 6 that run for every line that scrolls by. They make some 180 bytes of garbage a line, for which the browser lets
 * its heap grow from 30 to 80 MB in a flood. Private there: `scroll-cost.test.ts` fails when they move.
 */
export interface ScrollInternals {
  readonly _viewport: {
    _queuedAnimationFrame?: number | undefined;
    /** Brings the scroll bar in line with the buffer. */
    _sync(ydisp?: number): void;
    /** The same, at the next picture. */
    queueSync(ydisp?: number): void;
  };
  readonly _selectionService: {
    _refreshAnimationFrame?: number | undefined;
    /** Has the selection drawn at the next picture. */
    refresh(byMouse?: boolean): void;
  };
  readonly _bufferService: {
    readonly buffer: { readonly ydisp: number; readonly lines: { readonly length: number; get(at: number): Line } };
  };
  readonly _renderService: {
    readonly dimensions: { readonly css: { readonly canvas: { height: number }; readonly cell: { height: number } } };
  };
}

/** A row of cells; `_combined` and `_extendedAttrs` hold what few cells have: combining characters, links and kinds of underline. */
export interface Line {
  readonly length: number;
  readonly _data: Uint32Array;
  readonly _combined: object;
  readonly _extendedAttrs: object;
  isWrapped: boolean;
  copyFrom(other: Line): void;
}

/** `undefined`: not opened yet, or another version. */
export function scrollInternals(term: Terminal): ScrollInternals | undefined {
  const core = (term as unknown as { _core?: Partial<ScrollInternals> })._core;
  const line = core?._bufferService?.buffer.lines.get(0);
  const parts = [core?._viewport?._sync, core?._viewport?.queueSync, core?._selectionService?.refresh, line?.copyFrom];
  const fields = [line?._data, line?._combined, line?._extendedAttrs, core?._renderService?.dimensions.css.cell];
  const whole = parts.every((part) => typeof part === 'function') && fields.every((field) => typeof field === 'object');
  return whole ? (core as ScrollInternals) : undefined;
}

/** Spares an opened terminal what a scrolled line asks for over and over: the result is the same, and found without any garbage. */
export function cutScrollCost(term: Terminal): void {
  const internals = scrollInternals(term);
  if (internals === undefined) return;
  const { _viewport: viewport, _selectionService: selection } = internals;
  syncWhenChanged(internals);

  // Each makes a closure's context before it looks whether a picture is asked for already.
  const queueSync = viewport.queueSync.bind(viewport);
  viewport.queueSync = (ydisp) => {
    if (ydisp !== undefined || viewport._queuedAnimationFrame === undefined) queueSync(ydisp);
  };
  const refresh = selection.refresh.bind(selection);
  selection.refresh = (byMouse) => {
    if (byMouse === true || selection._refreshAnimationFrame === undefined) refresh(byMouse);
  };
  copyPlainLines(Object.getPrototypeOf(internals._bufferService.buffer.lines.get(0)) as Line);
}

/** With a full scrollback neither place nor size of the view changes while lines pass. */
function syncWhenChanged({ _viewport: viewport, _bufferService, _renderService }: ScrollInternals): void {
  const sync = viewport._sync.bind(viewport);
  const done = { ydisp: Number.NaN, lines: 0, cell: 0, canvas: 0 };
  let inside = false;
  viewport._sync = (asked) => {
    // What is asked for while it works is for xterm.js to decide, and is not what was done in the end.
    if (inside) return sync(asked);
    const { buffer } = _bufferService;
    const { cell, canvas } = _renderService.dimensions.css;
    const ydisp = asked ?? buffer.ydisp;
    const lines = buffer.lines.length;
    if (ydisp === done.ydisp && lines === done.lines && cell.height === done.cell && canvas.height === done.canvas) return;
    inside = true;
    try {
      sync(asked);
    } finally {
      inside = false;
    }
    done.ydisp = ydisp;
    done.lines = lines;
    done.cell = cell.height;
    done.canvas = canvas.height;
  };
}

const patched = new WeakSet<Line>();

/** The line that leaves the scrollback becomes the new one at the bottom: two objects are made for it, to hold nothing. One class for all terminals. */
function copyPlainLines(prototype: Line): void {
  if (patched.has(prototype)) return;
  patched.add(prototype);
  // oxlint-disable-next-line typescript/unbound-method -- called with the line it is for
  const { copyFrom } = prototype;
  prototype.copyFrom = function (other) {
    if (this.length !== other.length || !plain(this) || !plain(other)) return copyFrom.call(this, other);
    this._data.set(other._data);
    this.isWrapped = other.isWrapped;
  };
}

const plain = (line: Line): boolean => empty(line._combined) && empty(line._extendedAttrs);

function empty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
