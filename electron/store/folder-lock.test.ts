import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const contender = `
  import { lockFolder } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)};
  try {
    await lockFolder(process.argv[1]);
    console.log('mine');
    process.stdin.resume();
  } catch (error) {
    console.log(error.code);
  }
`;

/** A process of its own that tries for the lock, and keeps it until its input ends. */
async function contend(): Promise<{ said: string; pid: number; end(signal?: NodeJS.Signals): Promise<void> }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', contender, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const [said] = (await once(lines, 'line')) as [string];
  return {
    said,
    pid: child.pid ?? 0,
    async end(signal) {
      if (signal === undefined) child.stdin.end();
      else child.kill(signal);
      await exit;
    },
  };
}

describe('the lock of the data folder', () => {
  it('is refused to a second copy, which is told who has it', async () => {
    const holder = await contend();
    expect(holder.said).toBe('mine');
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringMatching(new RegExp(`process ${holder.pid}\\).*${folder}`, 'u')) as string,
    });
    await holder.end();
  });

  it('is free again when given back', async () => {
    const first = await lockFolder(folder);
    first.release();
    expect(readdirSync(folder)).toEqual([]);
    const second = await lockFolder(folder);
    // A late release of the first must not take it from the second.
    first.release();
    expect(existsSync(join(folder, 'lock'))).toBe(true);
    second.release();
  });

  it('is taken over from a process that was killed', async () => {
    const holder = await contend();
    await holder.end('SIGKILL');
    const lock = await lockFolder(folder);
    expect(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    lock.release();
  });

  it.runIf(process.platform === 'linux')('is taken over when the process number now belongs to another process', async () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.ppid, nonce: 'n', started: 'another-boot:1' }));
    (await lockFolder(folder)).release();
  });

  it.runIf(process.platform === 'linux')('is taken over from a process that has ended and was not waited for', async () => {
    // The shell becomes `sleep`, which never asks for the child that the shell had.
    const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    try {
      await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /u);
      writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: Number(pid), nonce: 'n' }));
      (await lockFolder(folder)).release();
    } finally {
      const exit = once(parent, 'exit');
      parent.kill();
      await exit;
    }
  });

  it.each(['', 'junk', '{"pid":"x"}'])('is taken over when it says %j', async (content) => {
    writeFileSync(join(folder, 'lock'), content);
    (await lockFolder(folder)).release();
  });

  it('goes to exactly one of several that find a dead one', async () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: 2 ** 22 - 1, nonce: 'dead' }));
    const all = await Promise.all(Array.from({ length: 4 }, () => contend()));
    expect(all.map(({ said }) => said).sort()).toEqual(['in-use', 'in-use', 'in-use', 'mine']);
    await Promise.all(all.map(({ end }) => end()));
  });
});
