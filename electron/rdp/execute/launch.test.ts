import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJournal } from '../journal/journal.ts';
import type { Plan } from '../plan/plan-data.ts';
import { privateFolder, until } from '../testing/look.ts';
import { launchClient, type LaunchedClient } from './launch.ts';
import type { WindowsSteps } from './windows-steps.ts';

const PASSWORD = 'geheim $;(&"%!@*?\'\\ 🔑';

let base: string;
let folder: string;
let journalFile: string;
let clients: LaunchedClient[];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'gangway-launch-'));
  folder = privateFolder(base);
  journalFile = join(base, 'journal.json');
  clients = [];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const client of clients) {
    client.close();
    await client.cleaned;
  }
  rmSync(base, { recursive: true, force: true });
});

/** A client of our own making: a script that does what the test says. */
function program(script: string): string {
  const path = join(base, `client-${readdirSync(base).length}.sh`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function planOf(script: string, change: Partial<Plan> = {}, run: Partial<Plan['run']> = {}): Plan {
  return {
    client: 'freerdp',
    label: 'web',
    files: [{ path: join(folder, 'a.rdp'), mode: 0o600, content: 'a:s:é\r\n', encoding: 'utf-8', holdsSecret: false }],
    steps: [],
    run: { program: program(script), args: [], env: { OURS: 'yes' }, stdin: [{ secret: 'password' }, '\n'], life: 'process', ...run },
    cleanUp: [
      { kind: 'file', path: join(folder, 'a.rdp'), when: 'connected' },
      { kind: 'folder', path: folder, when: 'ended' },
    ],
    asksPassword: false,
    exits: [
      { code: 0, how: 'closed' },
      { code: 12, how: 'logged-off' },
      { code: 7, session: true, how: 'lost', error: { code: 'lost', message: 'It broke.' } },
      { code: 7, output: 'DENIED', how: 'failed', error: { code: 'auth-failed', message: 'It was refused.' } },
      { code: 7, how: 'failed', error: { code: 'unreachable', message: 'It did not answer.' } },
      { code: 'SIGSEGV', output: 'BROKEN OFF', session: true, how: 'closed' },
    ],
    ignored: [],
    ...change,
  };
}

function launch(plan: Plan, change: Partial<Parameters<typeof launchClient>[1]> = {}): LaunchedClient & { log: string[] } {
  const log: string[] = [];
  const client = launchClient(plan, {
    password: PASSWORD,
    journal: createJournal(journalFile),
    signal: new AbortController().signal,
    log: (text) => void log.push(text),
    env: { PATH: '/usr/bin:/bin', HOME: base, DISPLAY: ':1', AWS_SECRET_ACCESS_KEY: 'x', LD_PRELOAD: '', LC_TIME: 'C' },
    ...change,
  });
  clients.push(client);
  return { ...client, log };
}

const records = (): unknown => (JSON.parse(readFileSync(journalFile, 'utf8')) as { records: unknown }).records;
const started = (): Promise<true> => until('the client', () => (existsSync(join(base, 'started')) ? true : undefined));
/** Waits until a signal comes; `trap` says what then. */
const WAITING = (trap: string): string => `trap '${trap}' TERM; : > ${base}/started; while :; do sleep 0.1; done`;

describe('a launch', () => {
  it('hands the password over on standard input only, with a plain environment, and leaves nothing', async () => {
    const plan = planOf(
      `cat > ${base}/in; env > ${base}/env; cat ${folder}/a.rdp > ${base}/file; stat -c %a ${folder}/a.rdp > ${base}/mode`,
    );
    const { ended, cleaned } = launch(plan);
    expect(await ended).toEqual({ how: 'closed' });
    await cleaned;
    const read = (name: string): string => readFileSync(join(base, name), 'utf8');
    expect(read('in')).toBe(`${PASSWORD}\n`);
    expect(read('file')).toBe('a:s:é\r\n');
    expect(read('mode').trim()).toBe('600');
    const names = read('env')
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(new Set(names.filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name ?? '')))).toEqual(
      new Set(['DISPLAY', 'HOME', 'LC_TIME', 'OURS', 'PATH']),
    );
    expect(existsSync(folder)).toBe(false);
    expect(records()).toEqual([]);
  });

  it('writes files for Windows with their byte order mark', async () => {
    const plan = planOf(`cat ${folder}/a.rdp > ${base}/file`, {
      files: [{ path: join(folder, 'a.rdp'), mode: 0o600, content: 'a:s:é\r\n', encoding: 'utf-16le', holdsSecret: false }],
    });
    await launch(plan).cleaned;
    expect(readFileSync(join(base, 'file')).toString('hex')).toBe('fffe61003a0073003a00e9000d000a00');
  });

  it.each([
    ['exit 12', false, { how: 'logged-off' }],
    ['echo DENIED >&2; exit 7', false, { how: 'failed', error: { code: 'auth-failed' } }],
    ['exit 7', false, { how: 'failed', error: { code: 'unreachable' } }],
    ['exit 7', true, { how: 'lost', error: { code: 'lost' } }],
    [
      'echo something; exit 99',
      false,
      { how: 'failed', error: { code: 'internal', message: expect.stringContaining('code 99') as string, detail: 'something' } },
    ],
    ['kill -SEGV $$', false, { how: 'failed', error: { message: expect.stringContaining('SIGSEGV') as string } }],
    ['kill -SEGV $$', true, { how: 'lost', error: { message: expect.stringContaining('SIGSEGV') as string } }],
    ['echo BROKEN OFF >&2; kill -SEGV $$', true, { how: 'closed' }],
    ['echo BROKEN OFF >&2; kill -ABRT $$', true, { how: 'lost', error: { message: expect.stringContaining('SIGABRT') as string } }],
    ['kill -TERM $$', false, { how: 'closed' }],
  ])('of a client that does “%s” (after a session: %s) ends so', async (script, session, expected) => {
    const one = launch(planOf(script));
    if (session) one.connected();
    expect(await one.ended).toMatchObject(expected);
  });

  it('takes the password out of what the client prints', async () => {
    const one = launch(planOf('read -r secret; echo "got $secret at once"; exit 9'));
    const end = await one.ended;
    expect(end.error?.detail).toContain('got [removed] at once');
    expect(`${JSON.stringify(end.error?.toWire())}${one.log.join('')}`).not.toContain('geheim');
  });

  it('keeps only the end of what a client prints without end', async () => {
    const one = launch(planOf('yes "a line of text" | head -c 3000000; echo; echo the end; exit 9'));
    expect((await one.ended).error?.detail).toMatch(/the end$/u);
  });

  it.each([
    ['that is not there', '/nowhere/xfreerdp', 'not-found'],
    ['that may not be run', '', 'permission-denied'],
  ])('of a client %s fails and says so', async (_what, path, code) => {
    const file = path || join(base, 'plain');
    if (path === '') writeFileSync(file, 'text');
    const one = launch(planOf('', {}, { program: file }));
    expect(await one.ended).toMatchObject({ how: 'failed', error: { code, message: expect.stringContaining(file) as string } });
    await one.cleaned;
    expect(existsSync(folder)).toBe(false);
    expect(records()).toEqual([]);
  });

  it('without the password that its plan asks for fails before the client starts', async () => {
    const one = launchClient(planOf(`touch ${base}/started`), {
      journal: createJournal(journalFile),
      signal: new AbortController().signal,
      log: () => {},
    });
    expect(await one.ended).toMatchObject({ how: 'failed', error: { code: 'internal' } });
    await one.cleaned;
    expect(existsSync(join(base, 'started'))).toBe(false);
  });

  it('refuses a password with a line break, which would be read as something else', async () => {
    expect(await launch(planOf('cat'), { password: 'a\nb' }).ended).toMatchObject({ how: 'failed', error: { code: 'invalid-input' } });
  });

  it('does not touch a folder that others can write to', async () => {
    chmodSync(folder, 0o777);
    const one = launch(planOf('exit 0'));
    expect(await one.ended).toMatchObject({ how: 'failed', error: { code: 'internal' } });
    await one.cleaned;
    expect(existsSync(folder)).toBe(true);
  });
});

describe('closing', () => {
  it('asks the client first', async () => {
    const one = launch(planOf(WAITING(`echo bye > ${base}/bye; exit 3`)));
    await started();
    one.close();
    expect(await one.ended).toEqual({ how: 'closed' });
    await one.cleaned;
    expect(readFileSync(join(base, 'bye'), 'utf8')).toBe('bye\n');
    expect(existsSync(folder)).toBe(false);
  });

  it('ends a client that does not listen', async () => {
    const one = launch(planOf(WAITING('')));
    await started();
    const pid = Number(
      /"pid": (\d+)/u.exec(
        await until('the journal', () =>
          readFileSync(journalFile, 'utf8').includes('"pid"') ? readFileSync(journalFile, 'utf8') : undefined,
        ),
      )?.[1],
    );
    one.close();
    expect(await one.ended).toEqual({ how: 'closed' });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('before anything was started starts nothing', async () => {
    const stop = new AbortController();
    const one = launch(planOf(`touch ${base}/started`), { signal: stop.signal });
    stop.abort();
    expect(await one.ended).toEqual({ how: 'closed' });
    await one.cleaned;
    expect(existsSync(join(base, 'started'))).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it('is how a client that returned at once ends', async () => {
    const one = launch(planOf(`: > ${base}/started`, {}, { life: 'relay', stdin: [] }));
    await started();
    const first = await Promise.race([
      one.ended,
      until('the client has ended', () => (existsSync(join(base, 'started')) ? 'open' : undefined)),
    ]);
    expect(first).toBe('open');
    one.close();
    expect(await one.ended).toEqual({ how: 'closed' });
  });
});

describe('what the client needed for its start only', () => {
  it('goes some seconds after a session is up', async () => {
    const one = launch(planOf(WAITING('exit 0')));
    await started();
    expect(existsSync(join(folder, 'a.rdp'))).toBe(true);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    one.connected();
    await vi.advanceTimersByTimeAsync(5_000);
    vi.useRealTimers();
    await until('the file is gone', () => !existsSync(join(folder, 'a.rdp')) || undefined);
    expect(existsSync(folder)).toBe(true);
  });
});

describe('a step', () => {
  const step = (script: string, timeoutMs = 5_000): Partial<Plan> => ({
    steps: [
      { kind: 'run', what: 'The tool', timeoutMs, program: program(script), args: ['x'], env: {}, stdin: [{ secret: 'password' }] },
      { kind: 'append', path: join(folder, 'a.rdp'), text: 'more\n' },
    ],
  });

  it('is done in its turn', async () => {
    const one = launch(planOf(`cat ${folder}/a.rdp > ${base}/file`, step(`cat >> ${folder}/a.rdp`)));
    expect(await one.ended).toEqual({ how: 'closed' });
    expect(readFileSync(join(base, 'file'), 'utf8')).toBe(`a:s:é\r\n${PASSWORD}more\n`);
  });

  it('that fails ends the launch, with what it printed but not the password', async () => {
    const one = launch(planOf('exit 0', step('echo "cannot: $(cat)"; exit 4')));
    const end = await one.ended;
    expect(end).toMatchObject({
      how: 'failed',
      error: { code: 'unsupported', message: 'The tool failed with code 4.', detail: 'cannot: [removed]' },
    });
  });

  it('that hangs is ended', async () => {
    const one = launch(planOf('exit 0', step('exec sleep 60', 300)));
    expect(await one.ended).toMatchObject({ how: 'failed', error: { code: 'timeout' } });
    await one.cleaned;
    expect(existsSync(folder)).toBe(false);
  });

  it('does not write through a symbolic link', async () => {
    writeFileSync(join(base, 'other'), '');
    const one = launch(planOf('exit 0', step(`rm ${folder}/a.rdp; ln -s ${base}/other ${folder}/a.rdp`)));
    expect(await one.ended).toMatchObject({ how: 'failed' });
    expect(readFileSync(join(base, 'other'), 'utf8')).toBe('');
  });
});

describe('the steps of Windows', () => {
  it('go to what does them, the password only to the credential, and are taken back', async () => {
    const calls: unknown[][] = [];
    const note =
      (name: string) =>
      (...args: unknown[]): Promise<never> => {
        calls.push([name, ...args]);
        return Promise.resolve('written' as never);
      };
    const windows: WindowsSteps = {
      writeCredential: note('writeCredential'),
      removeCredential: note('removeCredential'),
      writeRegistry: note('writeRegistry'),
      removeRegistryKey: note('removeRegistryKey'),
      endProcess: note('endProcess'),
    };
    const values = [{ name: 'UsernameHint', type: 'REG_SZ', data: 'anna' }] as const;
    const one = launch(
      planOf('exit 0', {
        steps: [
          { kind: 'registry', key: 'K', values },
          { kind: 'credential', target: 'TERMSRV/127.4.5.6', user: 'anna', mark: 'Gangway x', secret: 'password' },
        ],
        cleanUp: [
          { kind: 'registry', key: 'K', when: 'ended' },
          { kind: 'credential', target: 'TERMSRV/127.4.5.6', mark: 'Gangway x', when: 'connected' },
          { kind: 'folder', path: folder, when: 'ended' },
        ],
      }),
      { windows },
    );
    await one.cleaned;
    expect(calls).toEqual([
      ['writeRegistry', 'K', values],
      ['writeCredential', { target: 'TERMSRV/127.4.5.6', user: 'anna', mark: 'Gangway x', secret: PASSWORD }],
      ['removeRegistryKey', 'K'],
      ['removeCredential', 'TERMSRV/127.4.5.6', 'Gangway x'],
    ]);
    expect(readFileSync(journalFile, 'utf8')).not.toContain('geheim');
  });
});

/** Whether a small file system can be mounted: root, and a system that allows it. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const place = mkdtempSync(join(tmpdir(), 'gangway-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

describe.skipIf(!canMount())('a disk that is full', () => {
  it('fails the launch, says so, and is left without a part of the file', async () => {
    const disk = join(base, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=0700', 'tmpfs', disk]);
    try {
      folder = privateFolder(disk);
      const big = {
        path: join(folder, 'a.rdp'),
        mode: 0o600,
        content: 'x'.repeat(100_000),
        encoding: 'utf-8',
        holdsSecret: false,
      } as const;
      const one = launch(planOf(`touch ${base}/started`, { files: [big] }));
      expect(await one.ended).toMatchObject({
        how: 'failed',
        error: { code: 'disk-full', message: expect.stringContaining('a.rdp') as string },
      });
      await one.cleaned;
      expect(readdirSync(disk)).toEqual([]);
      expect(existsSync(join(base, 'started'))).toBe(false);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('a process that was killed while its client ran', () => {
  it('leaves the next start to end the client and to remove all of it, and nothing else', async () => {
    const kept = join(base, 'kept');
    mkdirSync(kept);
    writeFileSync(join(kept, 'mine'), 'mine');
    symlinkSync(kept, join(folder, 'link'));
    const parent = spawn(
      process.execPath,
      [join(dirname(fileURLToPath(import.meta.url)), '..', 'testing', 'launch-and-wait.ts'), journalFile, folder, program(WAITING(''))],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await started();
    const pid = await until('the client in the journal', () =>
      existsSync(journalFile) ? Number(/"pid": (\d+)/u.exec(readFileSync(journalFile, 'utf8'))?.[1]) || undefined : undefined,
    );
    const gone = new Promise((resolve) => parent.once('exit', resolve));
    parent.kill('SIGKILL');
    await gone;
    expect(() => process.kill(pid, 0)).not.toThrow();
    expect(statSync(folder).isDirectory()).toBe(true);
    const swept = await createJournal(journalFile).sweep();
    expect(swept.left).toEqual([]);
    await until('the client has ended', () => {
      try {
        return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ') || undefined;
      } catch {
        return true;
      }
    });
    expect(existsSync(folder)).toBe(false);
    expect(readFileSync(join(kept, 'mine'), 'utf8')).toBe('mine');
    expect(records()).toEqual([]);
  });
});
