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
