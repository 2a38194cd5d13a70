import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processes, signal, until } from './processes.ts';

const RECORD = 'processes.json';
/** X servers remove lock and socket when they are asked to end. Milliseconds. */
const END_PATIENCE = 3_000;
/** Until the kernel has ended what was killed. Milliseconds. */
const KILL_PATIENCE = 30_000;
const POLL = 10;
const X_SERVERS = new Set(['Xorg', 'Xvfb', 'X']);
/** Where X servers and xrdp keep what is named after a display. */
const DISPLAY_FILES = [
  { folder: '/tmp', name: /^\.X(\d+)-lock$/u },
  { folder: '/tmp/.X11-unix', name: /^X(\d+)$/u },
  { folder: '/run/xrdp/sockdir', name: /^xrdp[a-z_]*_(\d+)$/u },
] as const;

/** A process, and not a later one with the same number. `start`: in ticks since the kernel started. */
interface Known {
  readonly pid: number;
  readonly start: string;
}

interface Recorded {
  readonly owner: Known;
  readonly children: readonly Known[];
}

/** Notes in a folder who made it and which processes belong to it, for `sweepFolders` of a later run. Call it after each start. */
export function recordProcesses(folder: string, children: readonly { readonly pid?: number | undefined }[]): void {
  const known = [process.pid, ...children.map(({ pid }) => pid)].flatMap((pid): Known[] => {
    const start = pid === undefined ? undefined : startOf(pid);
    return pid === undefined || start === undefined ? [] : [{ pid, start }];
  });
  const [owner, ...rest] = known;
  if (owner !== undefined) writeFileSync(join(folder, RECORD), JSON.stringify({ owner, children: rest } satisfies Recorded));
}

/** Ends the processes and removes the folders of runs that died: folders whose name begins so and whose maker is gone. */
export async function sweepFolders(prefix: string): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const recorded = readRecord(folder);
    // One without a record was made just now.
    if (recorded === undefined || isAlive(recorded.owner)) continue;
    await endAll(() => recorded.children.filter(isAlive).map(({ pid }) => pid));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks processes to end, by force when they do not. `living` is asked again and again: whoever is forked meanwhile is found too. */
export async function endAll(living: () => readonly number[]): Promise<void> {
  for (const pid of living()) signal(pid, 'SIGTERM');
  await until('processes to end', END_PATIENCE, () => living().length === 0).catch(() => undefined);
  await until('killed processes to be gone', KILL_PATIENCE, () => {
    const left = living();
    for (const pid of left) signal(pid, 'SIGKILL');
    return left.length === 0;
  });
}

/** The same by force and at once, for a process that is about to end itself. */
export function killAll(living: () => readonly number[]): void {
  const deadline = performance.now() + KILL_PATIENCE;
  for (;;) {
    const left = living();
    if (left.length === 0 || performance.now() > deadline) return;
    for (const pid of left) signal(pid, 'SIGKILL');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL);
  }
}

/**
 * Removes locks and sockets of displays whose X server is gone. A server that was killed leaves them, and a server of another account can
 * neither remove nor use them: the display is lost until somebody does. `ours` tells by the owner of a file whether it may go.
 */
export function removeDisplayFiles(ours: (uid: number) => boolean): void {
  const servers = processes().filter(({ name }) => X_SERVERS.has(name));
  for (const { folder, name: pattern } of DISPLAY_FILES) {
    for (const name of namesIn(folder)) {
      const display = pattern.exec(name)?.[1];
      const path = join(folder, name);
      const uid = statSync(path, { throwIfNoEntry: false })?.uid;
      if (display === undefined || uid === undefined || !ours(uid)) continue;
      const pid = Number(read(`/tmp/.X${display}-lock`)?.trim());
      if (!servers.some((server) => server.pid === pid || server.args.includes(`:${display}`))) rmSync(path, { force: true });
    }
  }
}

function isAlive({ pid, start }: Known): boolean {
  return startOf(pid) === start;
}

function startOf(pid: number): string | undefined {
  // The name before it may hold anything.
  const [state, ...rest] =
    read(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /su, '')
      .split(' ') ?? [];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : rest[18];
}

function readRecord(folder: string): Recorded | undefined {
  const text = read(join(folder, RECORD));
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Recorded);
  } catch {
    // Being written.
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
