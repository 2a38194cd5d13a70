import type { IDisposable, IParser } from '@xterm/xterm';

/**
 * Repeat (b), scroll up and down (S, T), insert and delete lines (L, M), tabs forward and back (I, Z): xterm.js runs each of
 * them as often as its parameter says, and 2147483647 times holds the page for minutes.
 */
const REPEATING_FINALS = ['b', 'S', 'T', 'L', 'M', 'I', 'Z'] as const;
/** More than any screen has rows or columns. */
export const MOST_REPEATS = 5_000;
const CLIPBOARD_OSC = 52;

/** Swallows control sequences that would hang the page, and those that would reach the clipboard. */
export function guardSequences(parser: Pick<IParser, 'registerCsiHandler' | 'registerOscHandler'>): IDisposable {
  const handlers = REPEATING_FINALS.map((final) =>
    parser.registerCsiHandler({ final }, (params) => {
      const first = params[0];
      return (Array.isArray(first) ? (first[0] ?? 0) : (first ?? 0)) > MOST_REPEATS;
    }),
  );
  // xterm.js has no clipboard access of its own; this keeps it so should an addon ever bring one.
  handlers.push(parser.registerOscHandler(CLIPBOARD_OSC, () => true));
  return {
    dispose() {
      for (const handler of handlers) handler.dispose();
    },
  };
}
