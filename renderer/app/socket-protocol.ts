/** What the page sends first, once: where to connect, and the port that carries the frames from then on. */
export interface SocketOrder {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly port: MessagePort;
}

/** What comes over the port beside the frames of the Link: the socket was opened; it could not be, or has ended. */
export const OPENED = 0;
export const ENDED = 1;
