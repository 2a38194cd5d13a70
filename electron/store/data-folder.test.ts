import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultDataFolder, openDataFolder } from './data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the place of the data folder', () => {
  it.each([
    ['linux', {}, '/home/me/.local/share/gangway'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/gangway'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/me/.local/share/gangway'],
    ['linux', { XDG_DATA_HOME: '' }, '/home/me/.local/share/gangway'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/home/me/Library/Application Support/Gangway'],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(defaultDataFolder({ platform, env, home: '/home/me' })).toBe(expected);
  });

  it('on Windows is the roaming AppData', () => {
    expect(defaultDataFolder({ platform: 'win32', env: { APPDATA: 'C:\\Roaming' }, home: 'C:\\me' })).toContain('Roaming');
  });
});

describe('the data folder', () => {
  it('is made for its owner only, with what lies above it', async () => {
    const path = join(folder, 'a', 'b');
    const data = await openDataFolder(path);
    expect([data.folder, data.problem, statSync(path).mode & 0o777]).toEqual([path, undefined, 0o700]);
    data.release();
  });

  it('in use by another copy is refused, with its process', async () => {
    const data = await openDataFolder(folder);
    await expect(openDataFolder(folder)).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(String(process.pid)) as string,
    });
    data.release();
  });

  it.each(['file', 'file/below'])('that is a file or below one (%s) is refused with its name', async (name) => {
    writeFileSync(join(folder, 'file'), '');
    await expect(openDataFolder(join(folder, name))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(join(folder, name)) as string,
    });
  });

  it.skipIf(process.getuid?.() === 0)('without permission to write lets the app run in memory', async () => {
    chmodSync(folder, 0o500);
    expect((await openDataFolder(folder)).problem).toMatchObject({ code: 'read-only' });
    chmodSync(folder, 0o700);
  });

  // Making a file system read-only is for root alone.
  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'on a read-only or full disk lets the app run in memory, and says so',
    async (context) => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'none', disk], { stdio: 'ignore' });
      } catch {
        context.skip('no file systems can be mounted here');
      }
      try {
        writeFileSync(join(disk, 'filler'), Buffer.alloc(8192));
        expect((await openDataFolder(disk)).problem).toMatchObject({ code: 'disk-full' });
        rmSync(join(disk, 'filler'));
        execFileSync('mount', ['-o', 'remount,ro', disk]);
        const data = await openDataFolder(disk);
        expect(data.problem).toMatchObject({ code: 'read-only', message: expect.stringMatching(/Nothing is kept/u) as string });
        expect((await openDataFolder(join(disk, 'new'))).problem).toMatchObject({ code: 'read-only' });
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );
});
