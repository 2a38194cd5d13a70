import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { WireError } from '../../shared/model/errors.ts';
import { openStores } from './open-stores.ts';

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mounts();

function mounts(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'gangway-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

it.runIf(canMount)('a list that a full disk has no room for is told once, until there is room again', async () => {
  const place = mkdtempSync(join(tmpdir(), 'gangway-stores-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', place]);
  try {
    const told: WireError[] = [];
    const platform = {
      shell: 'browser',
      version: '0',
      dataFolder: place,
      homeFolder: place,
      env: {},
      openExternal: () => Promise.resolve(),
    } as const;
    const { inventory } = openStores(platform, (problem) => told.push(problem));
    const filler = join(place, 'filler');
    const fill = (): void => {
      try {
        writeFileSync(filler, Buffer.alloc(64 * 1024));
      } catch {
        // Full, as it should be.
      }
    };
    fill();
    await expect(inventory.save({ scopes: [] })).rejects.toMatchObject({ code: 'disk-full' });
    await expect(inventory.save({ scopes: [] })).rejects.toMatchObject({ code: 'disk-full' });
    expect(told).toEqual([
      expect.objectContaining({
        code: 'disk-full',
        message: expect.stringContaining(join(place, 'instances.jsonl')) as string,
        hint: expect.any(String) as string,
      }),
    ]);
    rmSync(filler);
    await inventory.save({ scopes: [] });
    expect(existsSync(join(place, 'instances.jsonl')) && statSync(join(place, 'instances.jsonl')).size).toBeGreaterThan(0);
    fill();
    await expect(inventory.save({ scopes: [] })).rejects.toMatchObject({ code: 'disk-full' });
    expect(told).toHaveLength(2);
  } finally {
    execFileSync('umount', [place]);
    rmSync(place, { recursive: true, force: true });
  }
});
