import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TEMPORARY_MARK } from './write-atomic.ts';

/**
 * Takes away what writes of a file left behind when a process died in their midst: names that `leftBehind` fits after the file's own. The
 * folder's lock says that nobody else writes; what this process writes at this moment stays.
 */
export async function sweepLeftBehind(file: string, leftBehind: RegExp): Promise<void> {
  const start = basename(file);
  const own = `${TEMPORARY_MARK}${process.pid}-`;
  const names = await readdir(dirname(file)).catch(() => []);
  for (const name of names) {
    const left = name.startsWith(`${start}.`) && leftBehind.test(name.slice(start.length)) && !name.includes(own);
    if (left) await rm(join(dirname(file), name), { force: true }).catch(() => {});
  }
}
