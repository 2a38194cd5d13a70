import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** What the build of the page consists of. Anything else is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};

// Plain names only: no dot files, no empty or parent segment, nothing that any file system reads in its own way.
const PLAIN_PATH = /^(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*\/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*$/u;

export interface PageFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A file of the built page by the path of its URL (still encoded; `/` is `index.html`). `undefined`: there is none, or the path
 * is not a plain one. Files named by their content may be kept for ever, the page itself never.
 */
export async function readPageFile(folder: string, path: string): Promise<PageFile | undefined> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = TYPES[extname(name)];
  if (type === undefined || !PLAIN_PATH.test(name)) return undefined;
  try {
    const body = await readFile(join(folder, name));
    const keep = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-store';
    return { body, headers: { 'content-type': type, 'cache-control': keep } };
  } catch {
    return undefined;
  }
}
