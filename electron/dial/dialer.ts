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
  /** Which addresses of a name count; `any` when absent. */
  readonly addressFamily?: 'any' | 'ipv4' | 'ipv6';
  /** For reaching a port, and for a proxy's answers; milliseconds. The time in which a person is asked does not count. */
  readonly timeout?: number;
  /** Lets the operating system look now and then whether the other side is still there. */
  readonly tcpKeepalive?: boolean;
}

export interface Dialed {
  readonly stream: Duplex;
  /** The address that was reached, for example `203.0.113.5:22` or `[2001:db8::1]:22`. */
  readonly address: string;
}

/** The code for one kind of hop: bytes to a port. Throws `AppError` (`dns`, `no-address`, `unreachable`, `timeout`, `protocol`, `auth-failed`, `cancelled`). */
export type Dialer = (options: DialOptions) => Promise<Dialed>;
