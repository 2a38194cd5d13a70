/** Credit goes out in such parts of the window: few messages, and nearly all of the window is always under way or on the screen's side. */
const GRANT_SHARE = 8;
/** A shorter round trip is filled by the smallest window. Milliseconds. */
const LONG_MS = 10;
/** Of the window, what has to come in a round trip for the window to be what held the server back. */
const FULL = 0.6;

export interface WindowLimits {
  /** Bytes that may be under way at first, and always. */
  readonly least: number;
  /** How far that may be raised on a long link. */
  readonly most: number;
}

export interface ReceiveWindowOptions extends WindowLimits {
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/**
 * What a server may send on a channel before its consumer has taken it (RFC 4254, section 5.2): as little as keeps the consumer at work,
 * since all of it is still shown after Ctrl-C. On a long link the server waits for credit while the consumer has nothing left; then the window
 * is doubled, and halved again when the consumer falls behind.
 */
export interface ReceiveWindow {
  /** A question was answered after so many milliseconds: no round trip takes longer. */
  measured(roundTrip: number): void;
  /** So many bytes came. False: more than was allowed. */
  took(bytes: number): boolean;
  /** The consumer is done with so many. How many more the server may send now; 0 while it is not worth a message. */
  given(bytes: number): number;
}

export function createReceiveWindow({ least, most, now = () => performance.now() }: ReceiveWindowOptions): ReceiveWindow {
  let window = least;
  /** What the server may still send, as far as it was told. */
  let open = least;
  /** With the consumer. */
  let untaken = 0;
  let roundTrip = 0;
  // Since the last look, a round trip ago.
  let since = Number.NEGATIVE_INFINITY;
  let came = 0;
  let lowest = 0;

  function look(past: number): void {
    if (lowest > window / 2) window = Math.max(least, window / 2);
    // After a pause the count says nothing.
    else if (lowest === 0 && came >= FULL * window && roundTrip >= LONG_MS && past <= 2 * roundTrip) window = Math.min(most, 2 * window);
  }

  return {
    measured: (milliseconds) => void (roundTrip = milliseconds),
    took(bytes) {
      if (bytes > open) return false;
      const at = now();
      if (at - since >= roundTrip) {
        look(at - since);
        since = at;
        came = 0;
        lowest = untaken;
      }
      open -= bytes;
      untaken += bytes;
      came += bytes;
      return true;
    },
    given(bytes) {
      // Never below nothing: a consumer that counts wrongly must not open the gates.
      untaken = Math.max(0, untaken - bytes);
      lowest = Math.min(lowest, untaken);
      const more = window - open - untaken;
      if (more < window / GRANT_SHARE) return 0;
      open += more;
      return more;
    },
  };
}
