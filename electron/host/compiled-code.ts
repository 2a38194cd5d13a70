import { mkdirSync, statSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

interface System {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** Where the system wants what an app can make again: XDG Base Directory Specification, Library/Caches, local AppData. */
export function compiledCodeFolder({ platform, env, home }: System): string {
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'Gangway', 'compiled');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Gangway', 'Cache', 'compiled');
  const cache = env['XDG_CACHE_HOME'];
  return join(cache?.startsWith('/') === true ? cache : join(home, '.cache'), 'gangway', 'compiled');
}

/**
 * Lets Node keep what V8 made of the code that is loaded from here on, for the next start: https://nodejs.org/api/module.html#module-compile-cache
 * What is kept there is run unseen, so it has to be a folder that nobody else writes to; where there is none, or where an environment says
 * otherwise (`NODE_COMPILE_CACHE`, `NODE_DISABLE_COMPILE_CACHE`), the code is compiled as always. Never throws.
 */
export function keepCompiledCode(system: System = { platform: process.platform, env: process.env, home: homedir() }): void {
  try {
    const folder = compiledCodeFolder(system);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (isOwn(folder)) enableCompileCache(folder);
  } catch {
    // A start that is a little slower, no more.
  }
}

/**
 * Writes what was compiled so far, as the process does at its end: for who changes flags of V8, which mark all that is written after them.
 * Blocks for some milliseconds where there is anything new. Never throws.
 */
export function writeCompiledCode(): void {
  try {
    flushCompileCache();
  } catch {
    // Before Node 22.10 there is no such thing.
  }
}

// Windows has no such modes: what lies in the profile of a person is theirs.
function isOwn(folder: string): boolean {
  const me = process.geteuid?.();
  if (me === undefined) return true;
  const { uid, mode } = statSync(folder);
  return uid === me && (mode & 0o022) === 0;
}
