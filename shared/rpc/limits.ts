/** Bounds of the Link. All in bytes unless said otherwise. */

/** A control frame from the page: a call with its input. Pasted text does not come this way, it is a stream. */
export const MAX_CONTROL_FRAME = 256 * 1024;
/** A binary frame from the page. */
export const MAX_BINARY_FRAME = 256 * 1024 + 4;
/** Calls, subscriptions and streams that one page may have open at a time (count). */
export const MAX_OPEN_CALLS = 1_000;
export const MAX_OPEN_STREAMS = 256;
/** The most a receiver may have granted and not yet received on one stream. */
export const MAX_CREDIT = 16 * 1024 * 1024;
/** What the host lets the page type ahead on a terminal stream. */
export const INPUT_WINDOW = 256 * 1024;
/** What a sender may keep waiting for credit before the stream is given up. */
export const MAX_QUEUED = 64 * 1024 * 1024;
