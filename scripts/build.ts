import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lockFolder, type FolderLock } from '../electron/store/folder-lock.ts';
import { AppError } from '../shared/model/errors.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Between two looks at a build that another process makes; milliseconds. */
const TURN_PAUSE = 200;
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

/** Builds the app into `out/` when that is missing or older than the sources. Of several that ask at once, one builds. */
export async function ensureBuilt(): Promise<void> {
  while (isStale()) {
    if (!mayWrite()) return withoutBuilding();
    const lock = await takeTurn();
    if (lock === undefined) {
      await delay(TURN_PAUSE);
      continue;
    }
    try {
      if (!isStale()) return;
      process.stderr.write('Building Gangway …\n');
      await buildAndSwap('error');
      // Sources that were changed meanwhile are the next build's business.
      return;
    } finally {
      lock.release();
    }
  }
}

/** Builds aside and puts the whole in place at once: an app that is started meanwhile finds the old build or the new one. */
async function buildAndSwap(logLevel: 'error' | 'info'): Promise<void> {
  const made = join(root, '.cache', 'build', `out-${process.pid}`);
  const old = join(root, '.cache', 'build', `old-${process.pid}`);
  const out = join(root, 'out');
  for (const folder of [made, old]) rmSync(folder, { recursive: true, force: true });
  process.env['GANGWAY_BUILD_OUT'] = made;
  try {
    const { build } = await import('electron-vite');
    await build({ root, logLevel });
    if (existsSync(out)) renameSync(out, old);
    renameSync(made, out);
  } finally {
    delete process.env['GANGWAY_BUILD_OUT'];
    for (const folder of [made, old]) rmSync(folder, { recursive: true, force: true });
  }
}

function mayWrite(): boolean {
  try {
    accessSync(root, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A user of somebody else's checkout takes the build that is there. */
function withoutBuilding(): void {
  if (RESULTS.every((name) => existsSync(join(root, name)))) return;
  process.stderr.write(`Gangway is not built, and this user may not write ${root}. Run \`npm run build\` there as its owner.\n`);
  process.exit(1);
}

async function takeTurn(): Promise<FolderLock | undefined> {
  const folder = join(root, '.cache', 'build');
  mkdirSync(folder, { recursive: true });
  try {
    return await lockFolder(folder);
  } catch (error) {
    if (error instanceof AppError && error.code === 'in-use') return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const lock = await takeTurn();
  if (lock === undefined) {
    process.stderr.write('Another build of this checkout is under way.\n');
    process.exit(1);
  }
  try {
    await buildAndSwap('info');
  } finally {
    lock.release();
  }
}
