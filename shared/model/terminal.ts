import type { WireError } from './errors.ts';
import type { Machine } from './machine.ts';
import type { SessionSettings } from './session-settings.ts';

export type StepName =
  | 'plan'
  | 'resolve'
  | 'tcp'
  | 'key-exchange'
  | 'host-key'
  | 'authentication'
  | 'shell'
  | 'session'
  | 'password'
  | 'certificate'
  | 'client';

/** One line of a tab's log: what was tried, how it went. `at` in epoch milliseconds. */
export interface Step {
  readonly at: number;
  readonly step: StepName;
  readonly state: 'started' | 'done' | 'failed' | 'info';
  readonly text: string;
  /** Milliseconds since connecting began in which a person was being asked; they do not belong to the time that a step took. */
  readonly asked?: number;
}

/** Output that a terminal printed before a page took it over. The first bytes of the stream are it. */
export interface Replay {
  /** Its length. */
  readonly bytes: number;
  /** The size of the terminal from byte `at` of it on, ascending; the first is at 0, the last is the size that the terminal has. */
  readonly sizes: readonly (TerminalSize & { readonly at: number })[];
}

/** How a shell came to its end. `lost` means that the connection broke; the rest are normal ends. */
export interface ShellEnd {
  readonly how: 'exited' | 'lost' | 'failed' | 'closed';
  readonly code?: number;
  readonly signal?: string;
  readonly error?: WireError;
}

/** The settings of a terminal that the page carries out. */
export type TerminalSettings = Pick<
  SessionSettings,
  | 'columns'
  | 'rows'
  | 'scrollback'
  | 'bell'
  | 'backspace'
  | 'pasteGuard'
  | 'closeOnExit'
  | 'fontFamily'
  | 'fontSize'
  | 'theme'
  | 'colours'
  | 'tabColour'
  | 'cursor'
  | 'cursorBlink'
>;

/** A forward of an open terminal as it stands. */
export interface ForwardState {
  /** For example `127.0.0.1:8080 → db.internal:5432`. */
  readonly text: string;
  readonly state: 'open' | 'failed';
  readonly error?: WireError;
}

/** A live (or ended) shell. It belongs to the host process and outlives the page. */
export interface Terminal {
  readonly id: string;
  readonly machine: Machine;
  /** Name of the machine when opened; the base of the tab's title. */
  readonly name: string;
  readonly user: string;
  /** `host:port` once an address was chosen. */
  readonly address?: string;
  readonly state: 'connecting' | 'open' | 'ended';
  readonly end?: ShellEnd;
  readonly openedAt: number;
  readonly log: readonly Step[];
  readonly settings: TerminalSettings;
  /** Runs with the shell; empty when the session has none. */
  readonly forwards: readonly ForwardState[];
  /** The file that the output goes to, while it does. */
  readonly logFile?: string;
}

export interface TerminalSize {
  readonly cols: number;
  readonly rows: number;
}
