import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Runs a program with its arguments, no shell between. Rejects when it fails. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<unknown>;

const REG_TIMEOUT_MS = 20_000;
/** What PuTTY keeps on Windows. */
export const PUTTY_KEY = String.raw`HKCU\Software\SimonTatham\PuTTY`;

export const runProgram: RunProgram = (program, args) =>
  promisify(execFile)(program, [...args], { timeout: REG_TIMEOUT_MS, windowsHide: true });

/** PuTTY's branch of the live registry as the bytes of a `.reg` file; `undefined` where PuTTY was never used. */
export async function exportPuttyRegistry(run: RunProgram = runProgram): Promise<Buffer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'gangway-reg-'));
  const file = join(folder, 'putty.reg');
  try {
    // The tool of the system itself, not one of this name that lies earlier in the PATH.
    const reg = join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'reg.exe');
    try {
      await run(reg, ['export', PUTTY_KEY, file, '/y']);
    } catch {
      return undefined;
    }
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
