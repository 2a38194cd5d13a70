import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** More files than this in one folder are not looked into. */
const FOLDER_LIMIT = 500;

export interface FoundKeyFile {
  readonly path: string | undefined;
  readonly lookedAt: readonly string[];
  /** What led to it. */
  readonly by?: 'name' | 'fingerprint';
  /** Why it was not looked for further. */
  readonly note?: string;
}

/** Looks for the file of a cloud key pair: `<folder>/<name>`, then with `.pem`, then with `.ppk`. */
export async function findKeyFile(keyName: string, folder: string): Promise<FoundKeyFile> {
  // The name comes from the cloud: it must not lead out of the folder.
  if (keyName === '' || keyName === '.' || keyName === '..' || /[/\\\0]/u.test(keyName)) return { path: undefined, lookedAt: [] };
  const candidates = ['', '.pem', '.ppk'].map((ending) => join(folder, keyName + ending));
  for (const path of candidates) {
    const info = await stat(path).catch(() => undefined);
    if (info?.isFile() === true) return { path, lookedAt: candidates };
  }
  return { path: undefined, lookedAt: candidates };
}

export interface ListedKeyFile {
  readonly path: string;
  /** For example `ssh-ed25519`; `unknown` where only the passphrase would tell. */
  readonly type: string;
  readonly encrypted: boolean;
}

/** The usable private keys in a folder, sorted by name. A folder that is not there has none. */
export async function listKeyFiles(folder: string): Promise<ListedKeyFile[]> {
  // Loaded when it is needed: it brings ssh2, and this module is part of what the window waits for.
  const { readKeyFile } = await import('./load-key.ts');
  const names = await readdir(folder).catch(() => []);
  const keys: ListedKeyFile[] = [];
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1)).slice(0, FOLDER_LIMIT)) {
    if (/\.pub$|^known_hosts|^authorized_keys|^config$/u.test(name)) continue;
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    if (info?.isFile() !== true) continue;
    const file = await readKeyFile(path).catch(() => undefined);
    if (file !== undefined) keys.push({ path, type: file.type ?? 'unknown', encrypted: file.encrypted });
  }
  return keys;
}
