import type { Replay, TerminalSize } from '../../shared/model/terminal.ts';
import type { Write } from './give-way.ts';

/**
 * Plays what a terminal printed before into a fresh one, each part at the size at which it was printed: a program that moves the cursor
 * counts on the width of then. Returns the `write` for the stream's bytes: those of the replay are parsed part by part, those behind it
 * wait until `onEnd` was called, and go straight to `write` from then on.
 */
export function playBack({
  replay,
  write,
  resize,
  onEnd,
}: {
  replay: Replay;
  write: Write;
  resize: (size: TerminalSize) => void;
  /** Everything of the replay was parsed; the terminal has the size that the host knows. */
  onEnd: () => void;
}): Write {
  const queue: { bytes: Uint8Array; readonly parsed: () => void }[] = [];
  /** Bytes that were parsed. */
  let at = 0;
  let sizesDone = 0;
  let busy = false;
  let over = false;

  function go(): void {
    for (let size = replay.sizes[sizesDone]; size !== undefined && size.at <= at; size = replay.sizes[++sizesDone]) resize(size);
    if (at >= replay.bytes) {
      over = true;
      onEnd();
      for (const { bytes, parsed } of queue.splice(0)) write(bytes, parsed);
      return;
    }
    const [first] = queue;
    if (first === undefined) return;
    const end = Math.min(replay.sizes[sizesDone]?.at ?? replay.bytes, replay.bytes) - at;
    const part = first.bytes.subarray(0, end);
    busy = true;
    // One at a time: a size applies to all that was written before and is not parsed yet.
    write(part, () => {
      busy = false;
      at += part.length;
      first.bytes = first.bytes.subarray(part.length);
      if (first.bytes.length === 0) {
        queue.shift();
        first.parsed();
      }
      go();
    });
  }

  go();
  return (bytes, parsed) => {
    if (over) return write(bytes, parsed);
    queue.push({ bytes, parsed });
    if (!busy) go();
  };
}
