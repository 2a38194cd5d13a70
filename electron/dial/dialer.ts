import type { Duplex } from 'node:stream';
import type { Step } from '../../shared/model/terminal.ts';

/** Tells the tab's log what is being done. */
export type ReportStep = (step: Omit<Step, 'at'>) => void;

export interface DialTarget {
  readonly host: string;
  readonly port: number;
}

export interface DialOptions {
  readonly target: DialTarget;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
}

export interface Dialed {
  readonly stream: Duplex;
  /** The address that was reached, for example `203.0.113.5:22` or `[2001:db8::1]:22`. */
  readonly address: string;
}

/** The code for one kind of hop: bytes to a port. Throws `AppError` (`dns`, `unreachable`, `timeout`, `cancelled`). */
export type Dialer = (options: DialOptions) => Promise<Dialed>;
