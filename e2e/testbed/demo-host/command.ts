import type { Key } from './keys.ts';
import type { Machine } from './machine.ts';

/** Rows and columns of the terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What a running command has to do with. */
export interface CommandIo {
  readonly args: readonly string[];
  readonly machine: Machine;
  /** Waits while the reader is slow; throws `Stopped` when the command is interrupted or its reader has gone. */
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => Promise<void>;
  /** What is piped in; absent at the start of a pipe. */
  readonly input: AsyncIterable<string> | undefined;
  readonly signal: AbortSignal;
  /** Absent when output is not a terminal (a pipe, or a command without a shell). */
  readonly terminal: Terminal | undefined;
  readonly session: ShellSession;
}

export interface Terminal {
  readonly size: () => Size;
  readonly name: string;
  /** The next key, `undefined` on a new size, or after `ms`. */
  readonly nextKey: (ms: number) => Promise<Key | undefined>;
}

/** What lasts from one command to the next. */
export interface ShellSession {
  user: string;
  folder: string;
  readonly variables: Map<string, string>;
  readonly history: string[];
  /** Set by `exit`. */
  leaving: number | undefined;
  lastStatus: number;
  readonly peer: string;
}

/** Resolves with the exit status. */
export type Command = (io: CommandIo) => Promise<number>;

export interface CommandEntry {
  readonly run: Command;
  readonly help: string;
}

/** Ends a command from within: Ctrl-C, a closed pipe, or a closed terminal. */
export class Stopped extends Error {
  readonly status: number;
  constructor(status: number) {
    super('stopped');
    this.status = status;
  }
}

export const interruptedStatus = 130;
export const brokenPipeStatus = 141;

/** Waits, or throws `Stopped` as soon as the command is interrupted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new Stopped(interruptedStatus));
    };
    if (signal.aborted) return reject(new Stopped(interruptedStatus));
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** An absolute path without `.` and `..`. */
export function resolvePath(session: Pick<ShellSession, 'folder'>, home: string, path: string): string {
  const full = path === '~' || path.startsWith('~/') ? home + path.slice(1) : path.startsWith('/') ? path : `${session.folder}/${path}`;
  const parts: string[] = [];
  for (const part of full.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
