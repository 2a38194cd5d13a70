import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** What the build is made of. */
const SOURCES = ['shared', 'electron', 'renderer', 'electron.vite.config.ts', 'package.json'];
/** All that it makes; each must be there. */
const RESULTS = ['out/main/main.js', 'out/main/browser-host.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** Whether a part of the build is missing or older than a source file. Tests are no part of it. */
export function isStale(folder = root): boolean {
  const results = RESULTS.map((name) => join(folder, name));
  if (!results.every((name) => existsSync(name))) return true;
  const built = Math.min(...results.map((name) => statSync(name).mtimeMs));
  return SOURCES.some((name) => newest(join(folder, name)) > built);
}

function newest(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  let latest = 0;
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
    if (/\.test\.tsx?$/u.test(name)) continue;
    const entry = statSync(join(path, name), { throwIfNoEntry: false });
    if (entry?.isFile() === true) latest = Math.max(latest, entry.mtimeMs);
  }
  return latest;
}

/** Builds the app into `out/` when that is missing or older than the sources. */
export async function ensureBuilt(): Promise<void> {
  if (!isStale()) return;
  process.stderr.write('Building Gangway …\n');
  const { build } = await import('electron-vite');
  await build({ root, logLevel: 'error' });
}
