import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { runProgram } from './run-program.ts';

it('a program for keys is ended with the wait for it, even if it does not listen', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gangway-program-'));
  try {
    const file = join(folder, 'pid');
    const script = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); require('fs').writeFileSync('${file}', String(process.pid))`;
    const abort = new AbortController();
    const printed = runProgram(`"${process.execPath}" -e "${script}"`, { env: process.env, signal: abort.signal });
    const refused = expect(printed).rejects.toThrow();
    await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, 'utf8')).toMatch(/^\d+$/u), { timeout: 10_000 });
    abort.abort();
    await refused;
    const pid = Number(readFileSync(file, 'utf8'));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/u), { timeout: 5_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
