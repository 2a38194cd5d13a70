import type { Writable } from 'node:stream';
import { interruptedStatus, Stopped } from './command.ts';

export interface Output {
  /** Resolves when the piece has left; throws `Stopped` when interrupted or when the channel is gone. */
  write(text: string, signal: AbortSignal): Promise<void>;
  /** For a few bytes that nobody waits for: prompts, echo. */
  show(text: string): void;
}

const hangupStatus = 129;

/**
 * Waits for each write's callback and not for `drain`: ssh2 calls back when the peer's window has taken the piece, while its stream
 * would buffer 2 MiB more, and Ctrl-C would have to wait behind those.
 */
export function createOutput(stream: Writable, lineEnds: 'terminal' | 'plain'): Output {
  const translate = (text: string): string => (lineEnds === 'terminal' ? text.replace(/\r?\n/g, '\r\n') : text);
  return {
    show: (text) => {
      if (stream.writable) stream.write(translate(text));
    },
    write: (text, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new Stopped(interruptedStatus));
        if (!stream.writable) return reject(new Stopped(hangupStatus));
        const finish = (error?: Error): void => {
          signal.removeEventListener('abort', interrupt);
          stream.off('close', hangup);
          if (error) reject(error);
          else resolve();
        };
        const interrupt = (): void => finish(new Stopped(interruptedStatus));
        const hangup = (): void => finish(new Stopped(hangupStatus));
        signal.addEventListener('abort', interrupt, { once: true });
        stream.once('close', hangup);
        stream.write(translate(text), (error) => finish(error ? new Stopped(hangupStatus) : undefined));
      }),
  };
}
