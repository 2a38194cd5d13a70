import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { FileHandle } from 'node:fs/promises';

/** Where a process ends: at its `at`-th operation on files, before it, in its midst (a write, by `part` of its bytes) or after it. */
export interface CrashPoint {
  readonly at: number;
  readonly when: 'before' | 'midst' | 'after';
  /** 0 to 1. */
  readonly part: number;
}

/** What the store calls of `node:fs/promises`. */
const CALLS = ['realpath', 'open', 'link', 'rename', 'rm', 'copyFile', 'stat', 'readFile', 'readdir'] as const;
const HANDLE_CALLS = ['writeFile', 'sync', 'close'] as const;
type Call = (...input: unknown[]) => Promise<unknown>;

export interface Crashes {
  /** Counts operations from 1 again. `die` must not return to the caller's code: it never settles. */
  arm(point: CrashPoint, die: () => void): void;
  /** Counts only. */
  disarm(): void;
  count(): number;
}

/** Puts itself between the store and the disk. For a process that does nothing else: it changes `node:fs/promises` for all of it. */
export function interceptFiles(): Crashes {
  let armed: { point: CrashPoint; die: () => void } | undefined;
  let count = 0;
  const open = new Set<() => Promise<unknown>>();
  const never = new Promise<never>(() => {});

  async function step(call: () => Promise<unknown>, midst?: (part: number) => void): Promise<unknown> {
    count += 1;
    if (armed === undefined || count < armed.point.at) return await call();
    const { point, die } = armed;
    // The process is gone: nothing of it touches a file any more.
    if (count > point.at) return await never;
    if (point.when === 'midst') midst?.(point.part);
    if (point.when === 'after') leave(await call().catch(() => {}));
    die();
    return await never;
  }

  /** The process is gone before it could use what it opened. */
  function leave(result: unknown): void {
    if (typeof result === 'object' && result !== null && 'fd' in result) open.add(() => (result as FileHandle).close());
  }

  function watchHandle(handle: FileHandle): FileHandle {
    for (const name of HANDLE_CALLS) {
      const original = (handle[name] as Call).bind(handle);
      if (name === 'close') open.add(original);
      const fd = handle.fd;
      const replaced: Call = (...input) =>
        step(
          // What a process wrote outlives it without a sync; syncing for real would only make this slow.
          () => (name === 'sync' ? Promise.resolve() : original(...input)),
          name === 'writeFile'
            ? (part) => {
                const bytes = Buffer.from(input[0] as string);
                fs.writeSync(fd, bytes, 0, Math.floor(bytes.length * part));
              }
            : undefined,
        );
      Object.defineProperty(handle, name, { value: replaced });
    }
    return handle;
  }

  const promises = fs.promises as unknown as Record<string, Call>;
  for (const name of CALLS) {
    const original = promises[name];
    if (original === undefined) continue;
    promises[name] = async (...input) => {
      const result = await step(() => original(...input));
      return name === 'open' ? watchHandle(result as FileHandle) : result;
    };
  }
  syncBuiltinESMExports();
  return {
    arm(point, die) {
      // The system closes the files of a process that it ends.
      for (const close of open) void close().catch(() => {});
      open.clear();
      count = 0;
      armed = { point, die };
    },
    disarm: () => {
      count = 0;
      armed = undefined;
    },
    count: () => count,
  };
}
