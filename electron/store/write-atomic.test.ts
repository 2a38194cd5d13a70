import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/model/errors.ts';
import { fileError, writeAtomic } from './write-atomic.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('an atomic write', () => {
  it('keeps the content before under the name of the backup, each time anew', async () => {
    const file = join(folder, 'a');
    const backup = join(folder, 'a.bak');
    await writeAtomic({ file, content: '1', backup });
    expect(readdirSync(folder)).toEqual(['a']);
    await writeAtomic({ file, content: '2', backup });
    await writeAtomic({ file, content: '3', backup });
    expect([readFileSync(file, 'utf8'), readFileSync(backup, 'utf8')]).toEqual(['3', '2']);
    expect(readdirSync(folder).sort()).toEqual(['a', 'a.bak']);
  });

  it('leaves nothing behind when the rename fails', async () => {
    const file = join(folder, 'a');
    mkdirSync(file);
    writeFileSync(join(file, 'in the way'), '');
    await expect(writeAtomic({ file, content: '1' })).rejects.toBeDefined();
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'read-only'],
    ['EACCES', 'read-only'],
    ['EPERM', 'read-only'],
  ])('that ends with %s tells of %s, names the path and gives the next step', (code, expected) => {
    const error = fileError(Object.assign(new Error(code), { code }), '/data/settings.json', 'written');
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: expected, message: expect.stringContaining('/data/settings.json') as string });
    expect((error as AppError).hint).toBeTruthy();
  });
});
