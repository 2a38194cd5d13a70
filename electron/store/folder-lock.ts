import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../shared/model/errors.ts';
import { fileError } from './write-atomic.ts';
import { texts } from '../../shared/texts/current.ts';

/** A holder writes its name in the same turn in which it creates the file: still empty after this, it died in between. Milliseconds. */
const EMPTY_LOCK_GRACE = 200;
/** A taking over lasts well under a millisecond; one this old belongs to a process that died in it. Milliseconds. */
const TAKEOVER_STALE = 5_000;
/** Looks at a lock that others fight over before giving up, and the pause between. */
const ATTEMPTS = 50;
const ATTEMPT_PAUSE = 20;
/** How far the clock's idea of the last boot may be off. Milliseconds. */
const BOOT_SLACK = 60_000;

export interface FolderLock {
  /** Gives the folder free; nothing happens when it is no longer ours. */
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly nonce: string;
  /** When that process started, as the system counts it (Linux), so that a process number used again is not taken for it. */
  readonly started?: string;
}

/**
 * Makes this process the only Gangway on the folder. A lock whose process is gone is taken over.
 * Throws `AppError`: `in-use` naming process and folder; `read-only`, `disk-full`.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(folder, 'lock');
  const started = startOf(process.pid);
  const mine: Holder = { pid: process.pid, nonce: randomBytes(12).toString('hex'), ...(started === undefined ? {} : { started }) };
  const isOurs = (): boolean => {
    const holder = readHolder(file);
    return typeof holder === 'object' && holder.nonce === mine.nonce;
  };
  const release = (): void => {
    if (isOurs()) rmSync(file, { force: true });
  };
  let emptySince: number | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (create(file, mine, folder)) return { release };
    const holder = readHolder(file);
    if (holder === 'gone') continue;
    if (holder === undefined) {
      emptySince ??= performance.now();
      if (performance.now() - emptySince < EMPTY_LOCK_GRACE) {
        await delay(ATTEMPT_PAUSE);
        continue;
      }
    } else if (isAlive(holder, file)) {
      throw inUse(folder, file, holder.pid);
    }
    if (takeOver(file, mine, folder) && isOurs()) return { release };
    await delay(ATTEMPT_PAUSE);
  }
  throw inUse(folder, file, undefined);
}

function inUse(folder: string, file: string, pid: number | undefined): AppError {
  const who = pid === undefined ? texts().storeErrors.another(folder) : texts().storeErrors.anotherProcess(pid, folder);
  return new AppError('in-use', who, {
    hint: texts().storeErrors.closeIt(file),
  });
}

/** Creates the file with our name; `false` when there is one. */
function create(file: string, mine: Holder, folder: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fileError(error, folder, 'written');
  }
  try {
    writeSync(handle, JSON.stringify(mine));
  } catch (error) {
    rmSync(file, { force: true });
    throw fileError(error, folder, 'written');
  } finally {
    closeSync(handle);
  }
  return true;
}

/**
 * Puts our name in place of a dead holder's. Only one may try at a time: the right to it is a second file, and under it the lock
 * is judged again, for it may have changed hands since.
 */
function takeOver(file: string, mine: Holder, folder: string): boolean {
  const right = `${file}.takeover`;
  if (!create(right, mine, folder)) {
    try {
      if (Date.now() - statSync(right).mtimeMs > TAKEOVER_STALE) rmSync(right, { force: true });
    } catch {
      // Its holder was done just now.
    }
    return false;
  }
  try {
    const holder = readHolder(file);
    if (holder === 'gone') return false;
    if (holder !== undefined && isAlive(holder, file)) return false;
    const next = `${file}.${mine.nonce}`;
    if (!create(next, mine, folder)) return false;
    renameSync(next, file);
    return true;
  } finally {
    rmSync(right, { force: true });
  }
}

/** `undefined`: there is a file, and it does not say whose. */
function readHolder(file: string): Holder | 'gone' | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : undefined;
  }
  try {
    const value = JSON.parse(text) as Partial<Holder> | null;
    if (value === null || typeof value.pid !== 'number' || typeof value.nonce !== 'string') return undefined;
    return { pid: value.pid, nonce: value.nonce, ...(typeof value.started === 'string' ? { started: value.started } : {}) };
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder, file: string): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: there is such a process, of another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const started = startOf(holder.pid);
  if (started === ENDED) return false;
  if (started !== undefined && holder.started !== undefined) return started === holder.started;
  // Where the system does not tell: a lock from before the last boot is nobody's.
  try {
    return statSync(file).mtimeMs > Date.now() - uptime() * 1000 - BOOT_SLACK;
  } catch {
    return false;
  }
}

/** A process that has ended and that nobody has asked about yet: it still has its number, and answers to signal 0. */
export const ENDED = 'ended';

/** Boot and start time of a process, from proc(5): field 22 of `stat` counts clock ticks since boot, field 3 is the state. */
export function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // Field 2 is the name in brackets and may hold blanks and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return ENDED;
    const ticks = fields[19];
    return ticks === undefined ? undefined : `${boot}:${ticks}`;
  } catch {
    return undefined;
  }
}
