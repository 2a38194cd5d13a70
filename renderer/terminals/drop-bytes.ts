import { spentBuffer } from '../../shared/rpc/release-bytes.ts';

let nowhere: MessagePort | undefined;

/**
 * What `releaseBytes` does for the host, for bytes that a page received. There a browser's own object holds the memory besides the
 * engine's, and keeps it until both were collected; it lets go at once of what is sent away, and a port without another end drops
 * what it is sent. The array is empty afterwards, and so is every other view of its buffer.
 */
export function dropBytes(bytes: Uint8Array): void {
  const buffer = spentBuffer(bytes);
  if (buffer === undefined) return;
  nowhere ??= portToNowhere();
  nowhere.postMessage(undefined, [buffer]);
}

function portToNowhere(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}
