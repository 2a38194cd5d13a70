import { redactText } from '../../log/redact.ts';

/** Bytes of a program's output that are kept; FreeRDP prints a few kB, a client gone wrong without end. */
const MAX_OUTPUT = 64 * 1024;
const GONE = '[removed]';

/** The end of what a program prints, for telling why it failed. */
export interface OutputTail {
  take(chunk: Buffer): void;
  /** Whole lines, without the secrets and without whatever else looks like one. */
  text(): string;
  /** The last lines of it, short enough for a log or a person. */
  last(lines?: number): string;
}

export function outputTail(secrets: readonly string[]): OutputTail {
  let chunks: Buffer[] = [];
  let size = 0;
  let cut = false;
  const text = (): string => {
    let all = Buffer.concat(chunks).toString('utf8');
    // A line that lost its beginning may have lost the half of a secret by which it would be known.
    if (cut) all = all.slice(all.indexOf('\n') + 1);
    // The longest first: one may be a part of another.
    for (const secret of [...secrets].sort((one, other) => other.length - one.length)) {
      if (secret !== '') all = all.replaceAll(secret, GONE);
    }
    return redactText(all);
  };
  return {
    take(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= MAX_OUTPUT * 2) return;
      const kept = Buffer.concat(chunks).subarray(-MAX_OUTPUT);
      chunks = [Buffer.from(kept)];
      size = kept.length;
      cut = true;
    },
    text,
    last: (lines = 12) => text().trimEnd().split('\n').slice(-lines).join('\n').slice(-4_096),
  };
}
