import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Editors write a file in several steps; looked at once they are done. Milliseconds. */
const SETTLE = 150;
/** How often the files are looked at besides: network drives tell nothing, and a folder may not be there yet. Milliseconds. */
const LOOK_EVERY = 5_000;

/** Tells files apart from their earlier selves without reading them. */
export async function fingerprint(paths: readonly string[]): Promise<string> {
  const marks = await Promise.all(
    paths.map(async (path) => {
      const entry = await stat(path, { bigint: true }).catch(() => undefined);
      return entry === undefined ? '-' : `${entry.dev}:${entry.ino}:${entry.size}:${entry.mtimeNs}:${entry.ctimeNs}`;
    }),
  );
  return marks.join('\n');
}

/**
 * Calls `changed` some time after the paths (files, then folders) have another fingerprint than `mark`: by the system's word where it gives one, and by looking every few
 * seconds in any case. Neither keeps the process alive. Returns what ends it.
 */
export function watchPaths(
  paths: { readonly files: readonly string[]; readonly folders: readonly string[] },
  mark: string,
  changed: () => void,
): () => void {
  // The folders, not the files: a file that is replaced by a rename is another one, and its watcher would stay with the old.
  const folders = new Set([...paths.files.map((file) => dirname(file)), ...paths.folders]);
  const watched = [...paths.files, ...paths.folders];
  const watchers: FSWatcher[] = [];
  let settling: NodeJS.Timeout | undefined;
  let last = mark;
  let ended = false;

  async function look(): Promise<void> {
    const now = await fingerprint(watched);
    if (now === last || ended) return;
    last = now;
    changed();
  }
  const settle = (): void => {
    clearTimeout(settling);
    settling = setTimeout(() => void look(), SETTLE).unref();
  };
  for (const folder of folders) {
    try {
      const watcher = watch(folder, { persistent: false }, settle);
      // A folder that is taken away; the looks go on.
      watcher.on('error', () => watcher.close());
      watchers.push(watcher);
    } catch {
      // Not there, or the system has no more watches: the looks do.
    }
  }
  // What changed before the watchers were there.
  settle();
  const looks = setInterval(() => void look(), LOOK_EVERY).unref();
  return () => {
    ended = true;
    clearTimeout(settling);
    clearInterval(looks);
    for (const watcher of watchers) watcher.close();
  };
}
