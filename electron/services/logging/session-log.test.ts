import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AppError } from '../../../shared/model/errors.ts';
import { failure } from '../../../e2e/testbed/ssh-session.ts';
import { logFileName } from './log-file-name.ts';
import { createOpenLog, type LogFile, type LogWish } from './session-log.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gangway-log-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const now = (): Date => new Date(2026, 10, 3, 4, 5, 6);

function open(more: Partial<LogWish> = {}) {
  const onStopped = vi.fn<(error: AppError) => void>();
  const log = createOpenLog({ homeFolder: home, now })({ pattern: '~/logs/a.log', clash: 'new', host: 'h', port: 22, onStopped, ...more });
  return { log, onStopped };
}

async function write(text: string, more: Partial<LogWish> = {}): Promise<string> {
  const log = await open(more).log;
  log.write(Buffer.from(text));
  await log.close();
  return log.file;
}

describe('a log file', () => {
  test('is made for its owner alone, with its folder', async () => {
    const file = await write('one');
    expect(await readFile(file, 'utf8')).toBe('one');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, 'logs'))).mode & 0o777).toBe(0o700);
  });

  test('that is there already gets a number, more text, or is emptied', async () => {
    const first = await write('one');
    expect(await write('two')).toBe(join(home, 'logs', 'a-2.log'));
    expect(await write('three')).toBe(join(home, 'logs', 'a-3.log'));
    await chmod(first, 0o644);
    await write('+', { clash: 'append' });
    expect(await readFile(first, 'utf8')).toBe('one+');
    await write('new', { clash: 'overwrite' });
    expect(await readFile(first, 'utf8')).toBe('new');
    expect((await stat(first)).mode & 0o777).toBe(0o600);
  });

  test.each(['new', 'append', 'overwrite'] as const)('is never a folder, a device or a pipe (%s)', async (clash) => {
    await mkdir(join(home, 'folder.log'));
    await promisify(execFile)('mkfifo', [join(home, 'pipe.log')]);
    await symlink('/dev/full', join(home, 'link.log'));
    for (const name of ['folder', 'pipe', 'link']) {
      const { log } = open({ pattern: `~/${name}.log`, clash });
      // A new file beside it is fine.
      if (clash === 'new') expect((await log).file).toBe(join(home, `${name}-2.log`));
      else
        expect(await failure(log)).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('no ordinary file') as string });
      if (clash === 'new') await (await log).close();
    }
  });

  test('where a file is in the way of the folder is told', async () => {
    await writeFile(join(home, 'logs'), '');
    expect((await failure(open().log)).message).toContain('cannot be written');
  });

  test('has everything in order, however it came, and makes the shell wait for a slow disk', async () => {
    const written: Buffer[] = [];
    const gate = Promise.withResolvers<void>();
    const slow: LogFile = {
      async writeFile(bytes) {
        await gate.promise;
        written.push(Buffer.from(bytes));
      },
      close: () => Promise.resolve(),
    };
    const openLog = createOpenLog({ homeFolder: home, now, openFile: (file) => Promise.resolve({ file, handle: slow }) });
    const log = await openLog({ pattern: '~/x', clash: 'new', host: 'h', port: 22, onStopped: () => {} });
    const block = Buffer.alloc(300_000, 'abc');
    log.write(block);
    expect(log.room()).toBeUndefined();
    for (let count = 0; count < 5; count += 1) log.write(block);
    const room = log.room();
    expect(room).toBeInstanceOf(Promise);
    gate.resolve();
    await room;
    expect(log.room()).toBeUndefined();
    expect(Buffer.concat(written).equals(Buffer.concat(Array.from({ length: 6 }, () => block)))).toBe(true);
  });

  test('on a full disk stops once, is told, and takes no more', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const close = vi.fn(() => Promise.resolve());
    const handle: LogFile = { writeFile: () => Promise.reject(full), close };
    const openLog = createOpenLog({ homeFolder: home, now, openFile: (file) => Promise.resolve({ file, handle }) });
    const onStopped = vi.fn<(error: AppError) => void>();
    const log = await openLog({ pattern: '~/x', clash: 'new', host: 'h', port: 22, onStopped });
    log.write(Buffer.from('a'));
    await vi.waitFor(() => expect(onStopped).toHaveBeenCalledTimes(1));
    expect(onStopped.mock.calls[0]?.[0]).toMatchObject({ code: 'disk-full' });
    log.write(Buffer.alloc(5_000_000));
    expect(log.room()).toBeUndefined();
    await log.close();
    expect(onStopped).toHaveBeenCalledTimes(1);
    expect(close).toHaveBeenCalledTimes(1);
    expect(await readdir(home)).toEqual([]);
  });
});

test('of an imported session that names a file of keys goes elsewhere, whatever it says about old files', async () => {
  await mkdir(join(home, '.ssh'));
  const keys = join(home, '.ssh', 'authorized_keys');
  await writeFile(keys, 'mine');
  for (const clash of ['append', 'overwrite', 'new'] as const)
    await write('ssh-ed25519 AAAA evil\n', { pattern: '~/.ssh/authorized_keys', clash });
  expect(await readFile(keys, 'utf8')).toBe('mine');
  expect((await readdir(join(home, '.ssh'))).every((name) => name === 'authorized_keys' || name.endsWith('.log'))).toBe(true);
});

describe('the name of a log file', () => {
  const name = (pattern: string, host = 'web.example'): string =>
    logFileName(pattern, { host, port: 2222, at: now(), homeFolder: '/home/me' });

  test.each([
    ['~/logs/&H-&P-&Y&M&D-&T.log', '/home/me/logs/web.example-2222-20261103-040506.log'],
    ['/var/log/&h.&y', '/var/log/web.example.2026.log'],
    ['~/Notes.TXT', '/home/me/Notes.TXT'],
    ['plain.log', '/home/me/plain.log'],
    ['~/a&&b&x&', '/home/me/a&&b&x&.log'],
    ['~/.log', '/home/me/.log.log'],
  ])('%s is %s', (pattern, path) => expect(name(pattern)).toBe(path));

  test.each(['~/.ssh/authorized_keys', '~/x/../.bashrc', '/etc/cron.d/x', 'run.sh', '~/.config/autostart/a.desktop', '~/logs/&H', '~'])(
    '%s never names a file that something else reads',
    (pattern) => {
      expect(name(pattern)).toMatch(/\.log$/u);
      expect(name(pattern, 'authorized_keys')).toMatch(/\.log$/u);
    },
  );

  test('cannot be led elsewhere by the name of a host', () => {
    expect(name('~/logs/&H', '../../etc/passwd')).toBe('/home/me/logs/___.._etc_passwd.log');
    expect(name('~/logs/&H', '..')).toBe('/home/me/logs/__.log');
    expect(name('~/logs/&H', '')).toBe('/home/me/logs/_.log');
    expect(name('~/logs/&H', '2001:db8::1')).toBe('/home/me/logs/2001_db8__1.log');
    expect(name('~/logs/&H', 'NUL')).toBe('/home/me/logs/_NUL.log');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (host) => {
        const path = name('~/logs/&H', host);
        expect(path.startsWith(`/home/me/logs${sep}`)).toBe(true);
        expect(path.slice('/home/me/logs/'.length)).not.toMatch(/[/\\\u0000-\u001f]|^\.*$/u);
        expect(Buffer.byteLength(path)).toBeLessThan(600);
      }),
    );
  });
});
