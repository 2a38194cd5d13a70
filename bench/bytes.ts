import { createHash } from 'node:crypto';

/** The output that terminals are fed with: the same bytes in every run and on every machine. */

export const LOG_BYTES = 20 * 1024 * 1024;
export const SEQ_TO = 5_000_000;

/** A log as services write it today: time, coloured level, module, text of some length, some numbers. */
export function colouredLog(bytes = LOG_BYTES): Uint8Array {
  const levels = ['\u001b[32mINFO\u001b[0m ', '\u001b[33mWARN\u001b[0m ', '\u001b[1;31mERROR\u001b[0m', '\u001b[2;36mDEBUG\u001b[0m'];
  const words = 'request upstream retry cache miss handler accepted worker queue flushed id=é closed → timeout shard lease'.split(' ');
  const random = createRandom('coloured log');
  const lines: string[] = [];
  for (let size = 0, line = 0; size < bytes; line++) {
    const time = new Date(1_700_000_000_000 + line * 37).toISOString();
    const text = Array.from({ length: 4 + (random() % 12) }, () => words[random() % words.length]).join(' ');
    const level = levels[random() % 8] ?? levels[0];
    const full = `\u001b[90m${time}\u001b[0m ${level} \u001b[34m[svc-${random() % 40}]\u001b[0m ${text} \u001b[35m${random() % 100_000}\u001b[0mms\n`;
    lines.push(full);
    size += Buffer.byteLength(full);
  }
  return Buffer.from(lines.join(''));
}

export function seqOutput(to = SEQ_TO): Uint8Array {
  const lines: string[] = [];
  for (let n = 1; n <= to; n++) lines.push(`${n}\n`);
  return Buffer.from(lines.join(''));
}

/** What a PTY makes of it: line feeds become carriage return and line feed (ONLCR). */
export function throughPty(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}

/** Numbers from a seed, 0 to 2³²−1. */
export function createRandom(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  return () => {
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}
