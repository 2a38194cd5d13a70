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

/**
 * Bytes that the terminal in front gets at a time. xterm.js parses for twelve milliseconds, then goes on in a timer that its last one
 * set; browsers make the fifth of such a row and all later ones wait four milliseconds, a quarter of a flood's time. What is handed
 * over in a new task begins a new row, and this much is parsed before the fifth.
 */
const BATCH_BYTES = 256 * 1024;

/** Writes for one terminal: in batches while `direct` says so, else block by block with room for keys in between. */
export interface Writer {
  readonly write: Write;
  /** `direct` may have become true: what waits need not wait any longer. */
  changed(): void;
}

/**
 * A terminal behind the one in front gets a block only when it has parsed the last, and none while an echo is awaited; the one in front
 * gets the next batch as soon as it has parsed the last. Output that comes when nothing is being parsed is written at once there.
 * Order is kept.
 */
export function createWriter({
  write,
  direct,
  way,
  later = laterTask,
}: {
  write: Write;
  direct: () => boolean;
  way: GiveWay;
  later?: (run: () => void) => void;
}): Writer {
  const queue: { readonly bytes: Uint8Array; readonly parsed: () => void }[] = [];
  /** Bytes that are being parsed. */
  let inside = 0;
  /** A step is asked for. */
  let asked = false;

  function ask(): void {
    if (asked) return;
    asked = true;
    if (direct()) later(next);
    else way.whenFree(next);
  }

  function hand(bytes: Uint8Array, parsed: () => void): void {
    inside += bytes.length;
    write(bytes, () => {
      inside -= bytes.length;
      parsed();
      if (inside === 0 && queue.length > 0) ask();
    });
  }

  function next(): void {
    asked = false;
    if (inside > 0) return;
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      hand(one.bytes, one.parsed);
      // What is empty only marks a place, right before the block that follows.
      if (one.bytes.length > 0 && inside >= (direct() ? BATCH_BYTES : 1)) return;
    }
  }

  return {
    write(bytes, parsed) {
      if (queue.length === 0 && inside === 0 && direct()) return hand(bytes, parsed);
      queue.push({ bytes, parsed });
      if (inside === 0) ask();
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
