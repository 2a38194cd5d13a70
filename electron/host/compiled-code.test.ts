import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compiledCodeFolder } from './compiled-code.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gangway-compiled-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A process that keeps its code, loads a module, does what `then` says, and tells where Node keeps it. */
function start(env: Record<string, string> = {}, then = ''): string {
  const late = join(home, 'late.mjs');
  writeFileSync(late, 'export const answer = 42;');
  const code = `import { keepCompiledCode, writeCompiledCode } from ${JSON.stringify(new URL('compiled-code.ts', import.meta.url).href)};
    keepCompiledCode();
    await import(${JSON.stringify(late)});
    ${then}
    console.log(process.getBuiltinModule('node:module').getCompileCacheDir() ?? 'none');`;
  const all = { PATH: process.env['PATH'], HOME: home, ...env };
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { env: all, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim();
}

const kept = (): string[] =>
  readdirSync(join(home, '.cache', 'gangway', 'compiled'), { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );

describe('the folder of compiled code', () => {
  it.each([
    ['linux', {}, '/home/me/.cache/gangway/compiled'],
    ['linux', { XDG_CACHE_HOME: '/fast' }, '/fast/gangway/compiled'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/me/.cache/gangway/compiled'],
    ['darwin', { XDG_CACHE_HOME: '/fast' }, '/home/me/Library/Caches/Gangway/compiled'],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(compiledCodeFolder({ platform, env, home: '/home/me' })).toBe(expected);
  });

  it('on Windows is in the local AppData', () => {
    expect(compiledCodeFolder({ platform: 'win32', env: { LOCALAPPDATA: 'C:\\Local' }, home: 'C:\\me' })).toContain('Local');
  });
});

describe.skipIf(process.platform === 'win32')('compiled code', () => {
  it('is kept for the person alone', () => {
    expect(start()).toContain(join(home, '.cache', 'gangway', 'compiled'));
    expect(statSync(join(home, '.cache', 'gangway', 'compiled')).mode & 0o777).toBe(0o700);
    expect(kept().length).toBeGreaterThan(0);
  });

  it('is there before the end when it was written', () => {
    start({}, 'writeCompiledCode(); process.kill(process.pid, "SIGKILL");');
    expect(kept().length).toBeGreaterThan(0);
  });

  it('is not taken from a folder that others can write to', () => {
    mkdirSync(join(home, '.cache', 'gangway', 'compiled'), { recursive: true });
    chmodSync(join(home, '.cache', 'gangway', 'compiled'), 0o777);
    expect(start()).toBe('none');
    expect(kept()).toEqual([]);
  });

  it.skipIf(process.geteuid?.() !== 0)('is not taken from the folder of somebody else', () => {
    mkdirSync(join(home, '.cache', 'gangway', 'compiled'), { recursive: true, mode: 0o700 });
    chownSync(join(home, '.cache', 'gangway', 'compiled'), 1, 1);
    expect(start()).toBe('none');
  });

  it('is not kept where it cannot be, and the start goes on', () => {
    writeFileSync(join(home, '.cache'), 'a file');
    expect(start()).toBe('none');
  });

  it('is not kept when the environment says so', () => {
    expect(start({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('none');
  });
});
