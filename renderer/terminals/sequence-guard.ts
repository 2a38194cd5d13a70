import type { IDisposable, IFunctionIdentifier, Terminal } from '@xterm/xterm';
import type { WorkBudget } from './work-budget.ts';

/** A sequence that xterm.js runs as often as its parameter says: what is enough on this screen, and what `times` cost in lines. */
interface Repeating {
  readonly final: string;
  readonly most: (term: Terminal) => number;
  readonly cost: (times: number) => number;
}

const lines = { most: (term: Terminal) => term.rows, cost: (times: number) => times };
const stops = { most: (term: Terminal) => term.cols, cost: () => 1 };
const REPEATING: readonly Repeating[] = [
  // Scroll up and down, insert and delete lines.
  ...['S', 'T', 'L', 'M'].map((final) => ({ final, ...lines })),
  // Tabs forward and back.
  ...['I', 'Z'].map((final) => ({ final, ...stops })),
  // Repeat a character: a whole screen of it.
  { final: 'b', most: (term) => term.cols * term.rows, cost: (times) => times / 32 },
];

/** Sequences that work on the whole screen: cost in screens of lines. */
const CSI_WHOLE: readonly (readonly [IFunctionIdentifier, number])[] = [
  // Erase in display; columns inserted, deleted, and scrolled to the left and right.
  [{ final: 'J' }, 0.2],
  [{ prefix: '?', final: 'J' }, 0.2],
  [{ intermediates: "'", final: '}' }, 0.4],
  [{ intermediates: "'", final: '~' }, 0.4],
  [{ intermediates: ' ', final: '@' }, 0.4],
  [{ intermediates: ' ', final: 'A' }, 0.4],
];
const ESC_WHOLE: readonly (readonly [IFunctionIdentifier, number])[] = [
  // Full reset; the alignment test, which fills the screen.
  [{ final: 'c' }, 1],
  [{ intermediates: '#', final: '8' }, 0.2],
];
const ALTERNATE_SCREEN: ReadonlySet<number | number[]> = new Set<number | number[]>([47, 1047, 1049]);
const CLIPBOARD_OSC = 52;

/** Parameters as the parser has them: what is changed here is what the next handler reads. */
interface Params {
  readonly params: { [index: number]: number };
}
type Register = (id: IFunctionIdentifier, handler: (params: Params) => boolean | Promise<boolean>) => IDisposable;

/**
 * Keeps what few bytes can ask for to what a screen can show, has the page get its turn between floods of such, and swallows sequences
 * that would reach the clipboard. `CSI 2147483647 S` would hold the page for minutes, two kilobytes of `CSI 5000 S` for seconds.
 * That parameters can be changed is private in xterm.js: `sequence-guard.test.ts` fails when it moves. Without it large ones are swallowed.
 */
export function guardSequences(term: Terminal, spend: WorkBudget): void {
  const core = (term as unknown as { _core?: { registerCsiHandler?: Register } })._core;
  for (const { final, most, cost } of REPEATING) {
    if (typeof core?.registerCsiHandler === 'function') {
      core.registerCsiHandler({ final }, ({ params }) => {
        const times = Math.min(params[0] ?? 0, most(term));
        params[0] = times;
        return spend(cost(times));
      });
    } else term.parser.registerCsiHandler({ final }, ([times = 0]) => (Array.isArray(times) ? (times[0] ?? 0) : times) > most(term));
  }
  for (const [id, screens] of CSI_WHOLE) term.parser.registerCsiHandler(id, () => spend(screens * term.rows));
  for (const [id, screens] of ESC_WHOLE) term.parser.registerEscHandler(id, () => spend(screens * term.rows));
  for (const final of ['h', 'l']) {
    term.parser.registerCsiHandler({ prefix: '?', final }, (params) =>
      params.some((mode) => ALTERNATE_SCREEN.has(mode)) ? spend(term.rows / 2) : false,
    );
  }
  // xterm.js has no clipboard access of its own; this keeps it so should an addon ever bring one.
  term.parser.registerOscHandler(CLIPBOARD_OSC, () => true);
}
