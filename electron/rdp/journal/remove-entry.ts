import { lstat, rm, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ENDED, startOf } from '../../store/folder-lock.ts';
import type { JournalEntry } from './journal.ts';

/** A client that was told to end may still say goodbye to its server; then it is killed. Milliseconds. */
const END_GRACE_MS = 3_000;
const POLL_MS = 50;

/** Removes what only Windows has. */
export interface WindowsRemovers {
  /** Only while it carries this mark. */
  removeCredential(target: string, mark: string): Promise<void>;
  removeRegistryKey(key: string): Promise<void>;
}

/** Identity of a folder as the file system has it: a folder of the same name that came later is another one. */
export async function folderIdentity(path: string): Promise<string | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  return found?.isDirectory() === true ? `${found.dev}:${found.ino}` : undefined;
}

/** Removes one thing, if it is still the one that was made. What is gone already is no error. */
export async function removeEntry(entry: JournalEntry, windows: WindowsRemovers): Promise<void> {
  switch (entry.kind) {
    case 'file':
      // A symbolic link is removed itself, never what it leads to.
      if (entry.parent !== undefined && (await folderIdentity(dirname(entry.path))) !== entry.parent) return;
      return await unlink(entry.path).catch(notThere);
    case 'folder':
      if (entry.identity === undefined || (await folderIdentity(entry.path)) !== entry.identity) return;
      return await rm(entry.path, { recursive: true, force: true, maxRetries: 3 });
    case 'credential':
      return await windows.removeCredential(entry.target, entry.mark);
    case 'registry':
      return await windows.removeRegistryKey(entry.key);
    case 'process':
      return await endProcess(entry);
  }
}

/** Numbers of processes are used again: only one with the same start is ours. Where the system does not tell, nothing is ended. */
async function endProcess({ pid, started }: { readonly pid: number; readonly started?: string | undefined }): Promise<void> {
  const isOurs = (): boolean => {
    const now = startOf(pid);
    return now !== undefined && now !== ENDED && now === started;
  };
  if (!isOurs()) return;
  process.kill(pid, 'SIGTERM');
  const deadline = performance.now() + END_GRACE_MS;
  while (isOurs() && performance.now() < deadline) await delay(POLL_MS);
  if (isOurs()) process.kill(pid, 'SIGKILL');
}

function notThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
