import { SearchAddon, type ISearchOptions } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';

export interface FindOptions {
  readonly caseSensitive: boolean;
  readonly regex: boolean;
}

interface Position {
  startRow: number;
  startCol: number;
}
interface Found {
  readonly row: number;
  readonly col: number;
  /** In cells. */
  readonly size: number;
}
type FindInLine = (text: string, position: Position, options?: ISearchOptions, backwards?: boolean) => Found | undefined;

/** How soon after new output matches are counted again at the earliest, and how often as long as counting takes. */
const RECOUNT_MS = 300;
const RECOUNT_SHARE = 20;

type Options = FindOptions & Pick<ISearchOptions, 'decorations'>;

export interface Finder {
  readonly addon: SearchAddon;
  /** Throws `SyntaxError` for a bad pattern. */
  find(text: string, options: Options, direction: 'next' | 'previous'): boolean;
  /** Nothing is looked for any more. */
  end(): void;
}

/** Search in a terminal's lines, through xterm.js's addon. */
export function createFinder(term: Terminal): Finder {
  const addon = new SearchAddon();
  term.loadAddon(addon);
  findPatternsBackwards(term, addon);
  let last: ({ readonly text: string } & Options) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let took = 0;

  // By itself the addon counts again only when output has paused: beside a log that goes on, never.
  function recount(): void {
    timer = undefined;
    if (last === undefined) return;
    const began = performance.now();
    addon.clearDecorations();
    // What is marked stays so, and nothing scrolls: this third parameter is the addon's own.
    (addon.findPrevious as (text: string, options: ISearchOptions, own: { noScroll: boolean }) => boolean).call(addon, last.text, last, {
      noScroll: true,
    });
    took = performance.now() - began;
  }
  term.onWriteParsed(() => {
    if (last !== undefined) timer ??= setTimeout(recount, Math.max(RECOUNT_MS, took * RECOUNT_SHARE));
  });

  return {
    addon,
    find(text, options, direction) {
      // Throws here, before the addon would in the middle of its work.
      if (options.regex) new RegExp(text);
      // The addon does not see that it is asked in another way for the same text.
      if (last?.caseSensitive !== options.caseSensitive || last.regex !== options.regex) addon.clearDecorations();
      last = { text, ...options };
      // A text that goes on being typed stays where it is found as long as it fits: the addon first looks to the right of what is marked.
      return direction === 'next' ? addon.findNext(text, options) : addon.findPrevious(text, options);
    },
    end() {
      last = undefined;
      clearTimeout(timer);
      timer = undefined;
      addon.clearDecorations();
    },
  };
}

/**
 * Backwards the addon takes a pattern's last place for its last match: of `[0-9]+` in `1500` the last zero, and then the other digits, one
 * by one. The matches of a line are gone through from its beginning instead. Private in the addon: a spec of finding fails when it moves.
 */
function findPatternsBackwards(term: Terminal, addon: SearchAddon): void {
  const engine = (addon as unknown as { _engine?: { _findInLine?: FindInLine } })._engine;
  if (typeof engine?._findInLine !== 'function') return;
  const findInLine = engine._findInLine.bind(engine);
  engine._findInLine = (text, position, options, backwards) => {
    const { startRow, startCol: end } = position;
    const ordinary = backwards !== true || options?.regex !== true || term.buffer.active.getLine(startRow)?.isWrapped === true;
    if (ordinary) return findInLine(text, position, options, backwards);
    let last: Found | undefined;
    for (let startCol = 0; startCol < end; ) {
      const found = findInLine(text, { startRow, startCol }, options);
      if (found === undefined) break;
      const foundEnd = (found.row - startRow) * term.cols + found.col + found.size;
      if (foundEnd > end) break;
      last = found;
      startCol = Math.max(startCol + 1, foundEnd);
    }
    return last;
  };
}
