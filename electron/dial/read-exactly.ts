import type { Duplex } from 'node:stream';
import { AppError } from '../../shared/model/errors.ts';
import { texts } from '../../shared/texts/current.ts';

/** Reads what a proxy answers, and leaves whatever comes after it in the stream for its next owner. */
export interface AnswerReader {
  /** Exactly so many bytes. */
  bytes(length: number): Promise<Buffer>;
  /** Up to and including `mark`; throws `protocol` when it is not among the first `limit` bytes. */
  until(mark: string, limit: number): Promise<Buffer>;
}

/**
 * `name` stands in the errors: `protocol` for an endless answer, `unreachable` when the stream ends or fails before. Rejects with
 * the signal's reason.
 */
export function createAnswerReader(stream: Duplex, name: string, signal: AbortSignal): AnswerReader {
  function take(find: (held: Buffer) => number | undefined): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      let held = Buffer.alloc(0);
      const settle = (how: () => void): void => {
        stream.off('readable', read);
        stream.off('end', gone);
        stream.off('close', gone);
        stream.off('error', gone);
        signal.removeEventListener('abort', aborted);
        how();
      };
      const aborted = (): void => settle(() => reject(signal.reason));
      const gone = (): void =>
        settle(() => {
          reject(
            new AppError('unreachable', texts().dialTexts.closedInstead(name), {
              hint: texts().dialTexts.checkProxy,
            }),
          );
        });
      const read = (): void => {
        for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) {
          held = Buffer.concat([held, chunk]);
          let end: number | undefined;
          try {
            end = find(held);
          } catch (error) {
            return settle(() => reject(error));
          }
          if (end === undefined) continue;
          const found = held.subarray(0, end);
          const rest = held.subarray(end);
          return settle(() => {
            if (rest.length > 0) stream.unshift(rest);
            resolve(found);
          });
        }
      };
      if (signal.aborted) return reject(signal.reason);
      if (stream.destroyed || stream.readableEnded) return gone();
      signal.addEventListener('abort', aborted, { once: true });
      stream.on('error', gone);
      stream.on('end', gone);
      stream.on('close', gone);
      stream.on('readable', read);
      read();
    });
  }

  return {
    bytes: (length) => take((held) => (held.length >= length ? length : undefined)),
    until: (mark, limit) =>
      take((held) => {
        const at = held.subarray(0, limit).indexOf(mark, 0, 'latin1');
        if (at >= 0) return at + mark.length;
        if (held.length < limit) return undefined;
        throw new AppError('protocol', texts().dialTexts.endless(name), { hint: texts().dialTexts.isProxy });
      }),
  };
}
