import { StringDecoder } from 'node:string_decoder';
import iconv from 'iconv-lite';
import type { Encoding } from '../../../shared/model/session-settings.ts';
import type { Shell } from '../../ssh/ssh.ts';

/** What iconv-lite 0.7.3 keeps of a character that is not complete; only its multi-byte decoders do. */
interface HeldBytes {
  readonly prevBytes?: readonly number[];
}

/**
 * iconv-lite makes room for what a block can become, but not for what the bytes before it add: of a character beyond U+FFFF that a block
 * completes (GB 18030), a half or the last character of the block is lost. So held bytes go to a fresh decoder with the next block.
 */
function createDecoder(encoding: Encoding): { write(bytes: Uint8Array): string; end(): string } {
  let decoder = iconv.getDecoder(encoding);
  return {
    write(bytes) {
      const held = (decoder as HeldBytes).prevBytes ?? [];
      if (held.length === 0) return decoder.write(Buffer.from(bytes));
      decoder = iconv.getDecoder(encoding);
      return decoder.write(Buffer.concat([Buffer.from(held), bytes]));
    },
    end: () => decoder.end() ?? '',
  };
}

/**
 * A shell whose programs speak another encoding, as one that speaks UTF-8. What cannot be written in that encoding becomes `?`.
 * Characters that are split between two blocks wait for their rest. Credit is counted in the bytes that came over the network.
 */
export function withEncoding(shell: Shell, encoding: Encoding): Shell {
  if (encoding === 'utf-8') return shell;
  const decoder = createDecoder(encoding);
  const typed = new StringDecoder('utf8');
  // Blocks given to the terminal and not yet taken: bytes as decoded, bytes as they came.
  const blocks: { decoded: number; readonly received: number }[] = [];
  let undecoded = 0;
  let receive: ((bytes: Uint8Array) => void) | undefined;

  const deliver = (text: string, received: number): void => {
    const bytes = Buffer.from(text, 'utf8');
    undecoded += received;
    if (bytes.length === 0) return;
    blocks.push({ decoded: bytes.length, received: undecoded });
    undecoded = 0;
    receive?.(bytes);
  };

  return {
    ...shell,
    onData(next) {
      receive = next;
      shell.onData((bytes) => deliver(decoder.write(bytes), bytes.length));
    },
    onEnd: (ended) =>
      shell.onEnd((end) => {
        deliver(decoder.end(), 0);
        ended(end);
      }),
    write(bytes, written) {
      const text = typed.write(Buffer.from(bytes));
      if (text === '') written?.();
      else shell.write(iconv.encode(text, encoding), written);
    },
    consumed(n) {
      let left = n;
      let granted = 0;
      for (let first = blocks[0]; first !== undefined && left > 0; first = blocks[0]) {
        const part = Math.min(left, first.decoded);
        first.decoded -= part;
        left -= part;
        if (first.decoded > 0) break;
        granted += first.received;
        blocks.shift();
      }
      if (granted > 0) shell.consumed(granted);
    },
  };
}
