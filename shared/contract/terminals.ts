import { z } from 'zod';
import type { ForwardState, Replay, ShellEnd, Step, Terminal, TerminalSettings } from '../model/terminal.ts';
import { machine, nothing, streamId, terminalId, terminalSize, userName } from './common.ts';
import { method, subscription } from './define.ts';
import { settingsLayer } from './session-settings.ts';

/** What a terminal became. `log` holds only new lines, to be appended. */
export type TerminalChange =
  | { readonly kind: 'added'; readonly terminal: Terminal }
  | { readonly kind: 'removed'; readonly id: string }
  | { readonly kind: 'log'; readonly id: string; readonly lines: readonly Step[] }
  | { readonly kind: 'settings'; readonly id: string; readonly settings: TerminalSettings }
  | { readonly kind: 'forwards'; readonly id: string; readonly forwards: readonly ForwardState[] }
  /** Without a file: it is not logged any more. */
  | { readonly kind: 'logging'; readonly id: string; readonly logFile?: string }
  | {
      readonly kind: 'state';
      readonly id: string;
      readonly state: Terminal['state'];
      readonly end?: ShellEnd;
      readonly address?: string;
      readonly user?: string;
    };

export const terminalMethods = {
  /**
   * Opens a shell on a machine. Returns at once: how it goes on shows in `terminals.list`. Output comes on `stream`, typed
   * bytes go back on it. An instance that is not running is refused here with `not-running`. `settings` are the strongest layer,
   * for a connection that is not saved (or not yet).
   */
  'terminals.open': method(() =>
    z.strictObject({
      machine: machine(),
      size: terminalSize(),
      stream: streamId(),
      user: userName().optional(),
      settings: settingsLayer().optional(),
    }),
  ).returns<{
    terminal: string;
  }>(),
  /**
   * Takes over a terminal: its replay buffer comes first on `stream`, then what is new. A former stream of it is closed. The size stays
   * as it is; who knows from the answer how the replay was printed can set another. Grant nothing before the answer. `title` is what the
   * program calls its terminal, fit for one line: the replay may not say so any more.
   */
  'terminals.attach': method(() => z.strictObject({ terminal: terminalId(), stream: streamId() })).returns<{
    replay: Replay;
    title: string;
  }>(),
  'terminals.resize': method(() => z.strictObject({ terminal: terminalId(), size: terminalSize() })).returns<void>(),
  /** A new shell in an ended terminal; the scrollback stays. */
  'terminals.reconnect': method(() => z.strictObject({ terminal: terminalId(), size: terminalSize() })).returns<void>(),
  /** Ends the shell (or the attempt) and forgets the terminal. */
  'terminals.close': method(() => z.strictObject({ terminal: terminalId() })).returns<void>(),
  /** The page's measured parse rate in bytes per millisecond; sets the size of output blocks. */
  'terminals.parseRate': method(() => z.strictObject({ terminal: terminalId(), rate: z.number().positive().max(1e7) })).returns<void>(),
};

export const terminalSubscriptions = {
  'terminals.list': subscription(nothing).of<readonly Terminal[], TerminalChange>(),
};
