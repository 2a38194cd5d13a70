import type { Terminal } from '@xterm/xterm';

/** Output beyond this within a window is a flood: no eye follows it line by line. Bytes. */
const FLOOD_BYTES = 64 * 1024;
/**
 * In a flood a picture is drawn at most so often, in milliseconds. Without a graphics card a full screen of rows costs 15 to 25 ms
 * of two cores, as much as parsing a megabyte; at sixty pictures a second nothing would be left for the output itself.
 */
const FLOOD_FRAME_MS = 100;
/** A flood that has nothing left to parse for so long is over: its last lines, and the prompt, need not wait for the next picture. */
const QUIET_MS = 15;

type Cell = [column: number, row: number];

/** The parts of xterm.js 6 that decide when rows are drawn. Private there: `draw-pace.test.ts` fails when they move. */
export interface RenderInternals {
  readonly _renderDebouncer: { refresh(start: number | undefined, end: number | undefined, rowCount: number): void };
  /** Draws every row, at once. Called in each frame after a line was scrolled, also where nothing is or was selected. */
  handleSelectionChanged(start: Cell | undefined, end: Cell | undefined, columns: boolean): void;
}

/** `undefined`: not opened yet, or another version. */
export function renderInternals(term: Terminal): RenderInternals | undefined {
  const found = (term as unknown as { _core?: { _renderService?: Partial<RenderInternals> } })._core?._renderService;
  const whole = typeof found?._renderDebouncer?.refresh === 'function' && typeof found.handleSelectionChanged === 'function';
  return whole ? (found as RenderInternals) : undefined;
}

/** Keeps drawing from taking a flood's time. What is little, and what comes alone, is drawn at the next frame as ever. */
export interface DrawPace {
  /** So many bytes came from the shell. */
  noteOutput(bytes: number): void;
  /** All of it was parsed. */
  noteDrained(): void;
  dispose(): void;
}

/** For an opened terminal. `costly` tells whether drawing is done by the processor. */
export function paceDrawing(
  term: Terminal,
  { costly, now = () => performance.now() }: { costly: () => boolean; now?: () => number },
): DrawPace {
  let windowAt = Number.NEGATIVE_INFINITY;
  let windowBytes = 0;
  let before = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let waiting: { start: number; end: number } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const internals = renderInternals(term);
  const debouncer = internals?._renderDebouncer;
  const refresh = debouncer?.refresh.bind(debouncer);
  const select = internals?.handleSelectionChanged.bind(internals);
  let selected = false;

  const flooding = (): boolean => {
    const past = now() - windowAt;
    return (windowBytes > FLOOD_BYTES && past < 2 * FLOOD_FRAME_MS) || (before > FLOOD_BYTES && past < FLOOD_FRAME_MS);
  };

  function draw(): void {
    clearTimeout(timer);
    clearTimeout(quiet);
    timer = undefined;
    const rows = waiting;
    waiting = undefined;
    drawnAt = now();
    if (rows !== undefined) refresh?.(rows.start, rows.end, term.rows);
  }

  if (internals !== undefined && select !== undefined) {
    internals.handleSelectionChanged = (start, end, columns) => {
      const any = start !== undefined && end !== undefined;
      // The rows themselves come by way of `refresh`.
      if (any || selected) select(start, end, columns);
      selected = any;
    };
  }
  let frame: number | undefined;
  // At a resize xterm.js draws the last selection that there was, also where it was taken back since.
  const resized = term.onResize(() => {
    selected = true;
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      if (!term.hasSelection()) internals?.handleSelectionChanged(undefined, undefined, false);
    });
  });
  if (debouncer !== undefined && refresh !== undefined) {
    debouncer.refresh = (from, to, rowCount) => {
      const start = from ?? 0;
      const end = to ?? rowCount - 1;
      waiting = waiting === undefined ? { start, end } : { start: Math.min(waiting.start, start), end: Math.max(waiting.end, end) };
      const left = costly() && flooding() ? drawnAt + FLOOD_FRAME_MS - now() : 0;
      if (left <= 0) draw();
      else timer ??= setTimeout(draw, left);
    };
  }

  return {
    noteOutput(bytes) {
      clearTimeout(quiet);
      const at = now();
      if (at - windowAt >= FLOOD_FRAME_MS) {
        before = at - windowAt < 2 * FLOOD_FRAME_MS ? windowBytes : 0;
        windowAt = at;
        windowBytes = 0;
      }
      windowBytes += bytes;
    },
    noteDrained() {
      clearTimeout(quiet);
      if (timer !== undefined) quiet = setTimeout(draw, QUIET_MS);
    },
    dispose() {
      clearTimeout(timer);
      clearTimeout(quiet);
      resized.dispose();
      if (frame !== undefined) cancelAnimationFrame(frame);
    },
  };
}
