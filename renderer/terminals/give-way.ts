/** How long output that nobody sees waits at most for the echo of a key, in milliseconds. A password has none. */
const ECHO_WAIT_MS = 50;

/** A terminal's `write`: the callback runs when the bytes were parsed. */
export type Write = (bytes: Uint8Array, parsed: () => void) => void;

/** Lets the keys of the terminal in front go before the output of those behind it. One for the page. */
export interface GiveWay {
  /** A key went to the shell: until its echo is parsed, the page and the host have nothing better to do. */
  keyTyped(): void;
  /** Output of the terminal in front was parsed. */
  echoParsed(): void;
  /** Calls back, in a task of its own, when nobody waits for an echo. */
  whenFree(run: () => void): void;
}

export function createGiveWay({
  later = laterTask,
  now = () => performance.now(),
}: {
  later?: (run: () => void) => void;
  now?: () => number;
} = {}): GiveWay {
  let until = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: (() => void)[] = [];

  function release(): void {
    clearTimeout(timer);
    timer = undefined;
    const due = waiting;
    waiting = [];
    for (const run of due) later(run);
  }

  return {
    keyTyped: () => void (until = now() + ECHO_WAIT_MS),
    echoParsed() {
      until = Number.NEGATIVE_INFINITY;
      if (waiting.length > 0) release();
    },
    whenFree(run) {
      const left = until - now();
      if (left <= 0) return later(run);
      waiting.push(run);
      timer ??= setTimeout(release, left);
    },
  };
}

/** Writes for one terminal: straight on while `direct` says so, else block by block with room for keys in between. */
export interface Writer {
  readonly write: Write;
  /** `direct` may have become true: what waits is written at once. */
  changed(): void;
}

/**
 * xterm.js parses for twelve milliseconds at a stretch, whatever else the page has to do. A terminal behind the one in front gets a
 * block only when it has parsed the last, and none while an echo is awaited. Order is kept.
 */
export function createWriter({ write, direct, way }: { write: Write; direct: () => boolean; way: GiveWay }): Writer {
  const queue: { readonly bytes: Uint8Array; readonly parsed: () => void }[] = [];
  /** A block is being parsed, or a step is asked for. */
  let busy = false;

  function next(): void {
    busy = false;
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      const { bytes, parsed } = one;
      // What is empty only marks a place, right before the block that follows.
      if (direct() || bytes.length === 0) {
        write(bytes, parsed);
        continue;
      }
      busy = true;
      write(bytes, () => {
        parsed();
        if (queue.length === 0) busy = false;
        else way.whenFree(next);
      });
      return;
    }
  }

  return {
    write(bytes, parsed) {
      if (queue.length === 0 && direct()) return write(bytes, parsed);
      queue.push({ bytes, parsed });
      if (busy) return;
      busy = true;
      way.whenFree(next);
    },
    changed() {
      if (direct()) next();
    },
  };
}

function laterTask(run: () => void): void {
  if (typeof scheduler === 'undefined') setTimeout(run, 0);
  else void scheduler.postTask(run, { priority: 'user-visible' });
}
