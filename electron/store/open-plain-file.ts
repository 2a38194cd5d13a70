import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/**
 * Opens a file that the person named for reading, without ever waiting for it. Opening a pipe that nobody writes to would block a thread of
 * the process for good (open(2), FIFO), and with it the end of the process. Absent on Windows, which has no such files.
 */
export function openPlainFile(path: string): Promise<FileHandle> {
  // The constant is missing on Windows, whatever its type says.
  return open(path, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0));
}

/** Everything in an open file, or `undefined` where that is more than `most` bytes, whatever size the file says that it has. */
export async function readAtMost(handle: FileHandle, most: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let total = 0;
  for (;;) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null);
    if (bytesRead === 0) return Buffer.concat(parts, total);
    total += bytesRead;
    if (total > most) return undefined;
    parts.push(buffer.subarray(0, bytesRead));
  }
}

const CHUNK = 64 * 1024;
