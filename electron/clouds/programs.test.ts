import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPrograms, type ProgramOrder } from './programs.ts';
import { hangingProgram, livingOf, startedOf } from './programs-for-tests.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gangway-programs-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

const order = (line: string, rest: Partial<ProgramOrder> = {}): ProgramOrder => ({
  ...{
    line,
    signal: new AbortController().signal,
    timeoutMs: 60_000,
    late: () => new Error('too late'),
    failed: (how: number | null | 'output') => new Error(`failed: ${how}`),
  },
  ...rest,
});

describe('a program', () => {
  it('is run by the shell, and gives what it prints', async () => {
    const { run } = createPrograms();
    expect(await run(order('echo "für  $((1+1))"; echo not this >&2'))).toBe('für  2\n');
  });

  it('that fails or is not there is told without its line', async () => {
    const { run } = createPrograms();
    for (const [line, how] of [
      ['echo hunter2; exit 3', '3'],
      ['/no/such/program hunter2', '127'],
      ['kill $$ # hunter2', 'null'],
    ] as const) {
      await expect(run(order(line))).rejects.toThrow(`failed: ${how}`);
    }
  });

  it('that asks gets no answer instead of waiting for one', async () => {
    expect(await createPrograms().run(order('read answer || echo none'))).toBe('none\n');
  });

  it('that prints without end is ended', async () => {
    await expect(createPrograms().run(order('yes'))).rejects.toThrow('failed: output');
  });
});

describe.skipIf(process.platform === 'win32')('a program that hangs, with what it has started, is ended', () => {
  it('when its time is over, though it does not want to', async () => {
    const line = await hangingProgram(folder);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const failed = expect(createPrograms().run(order(line, { timeoutMs: 600_000 }))).rejects.toThrow('too late');
    const pids = await startedOf(folder);
    await vi.advanceTimersByTimeAsync(600_000);
    await failed;
    expect(livingOf(pids)).toEqual(pids);
    await vi.waitFor(() => expect(livingOf(pids)).toEqual([]));
  });

  it('when nobody waits for it any more', async () => {
    const abort = new AbortController();
    const failed = expect(createPrograms().run(order(await hangingProgram(folder), { signal: abort.signal }))).rejects.toThrow('enough');
    const pids = await startedOf(folder);
    abort.abort(new Error('enough'));
    await failed;
    await vi.waitFor(() => expect(livingOf(pids)).toEqual([]));
  });

  it('when all are, and none is started after it', async () => {
    const { run, end } = createPrograms();
    const failed = expect(run(order(await hangingProgram(folder)))).rejects.toThrow('failed: null');
    const pids = await startedOf(folder);
    await end();
    await vi.waitFor(() => expect(livingOf(pids)).toEqual([]));
    await failed;
    await expect(run(order('echo'))).rejects.toThrow('failed: null');
  });

  it('without waiting for one that it has let go and that holds its output', async () => {
    const file = path.join(folder, 'pid');
    await writeFile(
      path.join(folder, 'hang.sh'),
      `setsid sh -c 'echo "$$" > "${file}.new"; mv "${file}.new" "${file}"; exec tail -f /dev/null' &\n`,
    );
    const abort = new AbortController();
    const failed = expect(createPrograms().run(order(`sh "${folder}/hang.sh"`, { signal: abort.signal }))).rejects.toThrow('enough');
    const pid = Number(await vi.waitFor(() => readFile(file, 'utf8')));
    abort.abort(new Error('enough'));
    await failed;
    process.kill(pid, 'SIGKILL');
  });
});
