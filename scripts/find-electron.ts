import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build.ts';

/** Some 110 MB have to come; on a line where that takes longer the browser is there meanwhile. Milliseconds. */
const FETCH_LIMIT = 180_000;

type Env = Readonly<Record<string, string | undefined>>;

export type Electron = { readonly binary: string } | { readonly missing: string };

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Env;
  /** Whether this is the superuser of a Unix. */
  readonly superuser: boolean;
}

/** Why no window can be shown here, whatever Electron can do; `undefined` when one can. */
export function noWindowBecause({ platform, env, superuser }: Surroundings): string | undefined {
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display';
  // Chromium refuses to run its sandbox as root, and Gangway does not run without it.
  if (platform === 'linux' && superuser) return 'Electron does not run as root';
  return undefined;
}

/** Electron's binary, fetched the first time by Electron's own installer. */
export async function findElectron(env: Env, folder = join(root, 'node_modules', 'electron')): Promise<Electron> {
  const found = installed(env, folder);
  if (found !== undefined) return { binary: found };
  if (!existsSync(join(folder, 'install.js'))) return { missing: 'Electron is not installed' };
  if (env['ELECTRON_SKIP_BINARY_DOWNLOAD']) return { missing: 'Electron is not to be fetched' };
  process.stderr.write('Fetching Electron, this once …\n');
  const ok = await fetch(env, folder);
  const binary = installed(env, folder);
  return ok && binary !== undefined ? { binary } : { missing: 'Electron could not be fetched' };
}

// As `electron/index.js` finds it, which would start fetching by itself when asked.
function installed(env: Env, folder: string): string | undefined {
  const pathFile = join(folder, 'path.txt');
  const path = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const binary = override ? join(override, path ?? 'electron') : path === undefined ? undefined : join(folder, 'dist', path);
  return binary !== undefined && existsSync(binary) ? binary : undefined;
}

function fetch(env: Env, folder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      env,
      stdio: 'ignore',
      timeout: FETCH_LIMIT,
      windowsHide: true,
    });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
