/** Less than this is not worth the call. Bytes. */
const WORTH_BYTES = 16 * 1024;

/** The buffer of bytes that nobody reads any more, where it is worth giving back: large, theirs alone or for the most part, and not shared. */
export function spentBuffer(bytes: Uint8Array): ArrayBuffer | undefined {
  const { buffer } = bytes;
  if (bytes.length < WORTH_BYTES || bytes.length < buffer.byteLength / 2) return undefined;
  return buffer instanceof ArrayBuffer ? buffer : undefined;
}

/**
 * Gives the memory of bytes that nobody reads any more back at once. Buffers lie outside the heap: the collector, which looks at the
 * heap, lets tens of megabytes of a flood wait for its next round. The array is empty afterwards, and so is every other view of its
 * buffer; a buffer of which it is only a part stays as it is. Where the engine has no `ArrayBuffer.prototype.transfer` (ES2024) nothing
 * happens.
 */
export function releaseBytes(bytes: Uint8Array): void {
  const buffer = spentBuffer(bytes);
  if (buffer !== undefined && 'transfer' in buffer) buffer.transfer(0);
}
