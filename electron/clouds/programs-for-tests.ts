import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { vi } from 'vitest';

/** A line that runs a program which neither ends by itself nor when it is asked to, and another one below it. */
export async function hangingProgram(folder: string): Promise<string> {
  const script = path.join(folder, 'hang.sh');
  const pids = path.join(folder, 'pids');
  await writeFile(
    script,
    `trap '' TERM\ntail -f /dev/null &\necho "$$ $!" > "${pids}.new"\nmv "${pids}.new" "${pids}"\nwait\ntail -f /dev/null\n`,
  );
  return `sh "${script}" --token hunter2`;
}

/** The process ids of the hanging program, once it runs. */
export async function startedOf(folder: string): Promise<readonly number[]> {
  const text = await vi.waitFor(() => readFile(path.join(folder, 'pids'), 'utf8'));
  return text.trim().split(' ').map(Number);
}

export function livingOf(pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => {
    try {
      process.kill(pid, 0);
      // One that nobody has collected yet does no more.
      return !existsSync('/proc/self/stat') || !/^\d+ \(.*\) Z/su.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
    } catch {
      return false;
    }
  });
}
