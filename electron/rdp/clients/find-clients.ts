import { posix, win32 } from 'node:path';
import type { RdpClient, RdpClients } from '../../../shared/model/rdp.ts';
import { clientEnvironment } from '../execute/client-environment.ts';
import { WINDOWS_APP_BUNDLE } from '../plan/windows-app.ts';
import { installLines } from './install-lines.ts';
import { realProbes, type Probes } from './probes.ts';
import { texts } from '../../../shared/texts/current.ts';

export interface FoundClient extends RdpClient {
  /** Absolute. */
  readonly program: string;
  /** Empty: it does not tell. */
  readonly version: readonly number[];
  readonly variant?: 'flatpak' | 'snap' | 'sdl';
  /** Of Remmina: the major version of the FreeRDP library that it runs with. Absent: it does not tell. */
  readonly library?: number;
}

export interface FoundClients extends RdpClients {
  /** One of each kind at most; the one that is taken by itself first. */
  readonly found: readonly FoundClient[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** Where programs are that a desktop application does not find in its PATH: macOS starts those with a short one. */
const MORE_FOLDERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/local/bin', '/usr/bin', '/bin', '/snap/bin', '/var/lib/flatpak/exports/bin'],
  darwin: ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin'],
};

const FREERDP = [
  { name: 'sdl-freerdp3', variant: 'sdl' },
  { name: 'sdl-freerdp', variant: 'sdl' },
  { name: 'xfreerdp3' },
  { name: 'xfreerdp' },
] as const;

/** The remote desktop clients of this computer, and what installs one. Asks each for its version at the same time: within about 0.3 s. */
export async function findClients(
  env: Env,
  platform: NodeJS.Platform = process.platform,
  probes: Probes = realProbes,
): Promise<FoundClients> {
  const install = await installLines(platform, probes);
  if (platform === 'win32') return { found: await findMstsc(env, probes), install };
  const search: Search = { env, platform, probes, child: clientEnvironment(env, platform) };
  const kinds = platform === 'darwin' ? [findWindowsApp(search), findFreerdp(search)] : [findRemmina(search), findFreerdp(search)];
  return { found: (await Promise.all(kinds)).filter((client) => client !== undefined), install };
}

interface Search {
  readonly env: Env;
  readonly platform: NodeJS.Platform;
  readonly probes: Probes;
  readonly child: Readonly<Record<string, string>>;
}

/** The first of that name in absolute folders of the PATH: what a relative one leads to depends on where one stands. */
async function inPath({ env, platform, probes }: Search, name: string): Promise<string | undefined> {
  const folders = [...(env['PATH'] ?? '').split(':'), ...(MORE_FOLDERS[platform] ?? [])].filter((folder) => folder.startsWith('/'));
  for (const folder of new Set(folders)) {
    const path = posix.join(folder, name);
    if (await probes.exists(path, 'program')) return path;
  }
  return undefined;
}

/** `1.4.29` in the first group of a pattern. */
function versionIn(text: string, pattern: RegExp): number[] {
  return pattern.exec(text)?.[1]?.split('.').map(Number) ?? [];
}

const titled = (name: string, version: readonly number[]): string => (version.length === 0 ? name : `${name} ${version.join('.')}`);

async function findRemmina(search: Search): Promise<FoundClient | undefined> {
  const { env, probes, child } = search;
  // It tells of its plugins only where it could open a window.
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return undefined;
  const program = await inPath(search, 'remmina');
  if (program !== undefined) {
    const told = await probes.output(program, ['--full-version'], { ...child, DBUS_SESSION_BUS_ADDRESS: 'disabled:' });
    // The RDP plugin is a package of its own.
    if (told !== undefined && /^RDP\s+Protocol\b/mu.test(told)) {
      const version = versionIn(told, /org\.remmina\.Remmina - (\d+(?:\.\d+)*)/u);
      // What snapd starts lies behind /snap/bin, and has a home folder of its own.
      const snap = program.startsWith('/snap/');
      const [library] = versionIn(told, /^RDP\s.*Running with libfreerdp (\d+(?:\.\d+)*)/mu);
      return {
        ...{ id: 'remmina', name: titled('Remmina', version), program, version },
        ...(snap ? { variant: 'snap' } : {}),
        ...(library === undefined ? {} : { library }),
      };
    }
  }
  const flatpak = await inPath(search, 'flatpak');
  const told = flatpak === undefined ? undefined : await probes.output(flatpak, ['info', 'org.remmina.Remmina'], { ...child, LC_ALL: 'C' });
  if (flatpak === undefined || told === undefined) return undefined;
  const version = versionIn(told, /^\s*Version:\s*v?(\d+(?:\.\d+)*)/mu);
  return { id: 'remmina', name: `${titled('Remmina', version)} (Flatpak)`, program: flatpak, version, variant: 'flatpak' };
}

async function findFreerdp(search: Search): Promise<FoundClient | undefined> {
  const { env, platform, probes, child } = search;
  for (const entry of FREERDP) {
    const sdl = 'variant' in entry;
    // XQuartz would be needed for the X11 client on macOS; the SDL client opens windows of the system itself.
    if (platform === 'darwin' ? !sdl : !env['DISPLAY'] && !(sdl && env['WAYLAND_DISPLAY'])) continue;
    const program = await inPath(search, entry.name);
    if (program === undefined) continue;
    const told = await probes.output(program, ['/version'], child);
    const version = versionIn(told ?? '', /FreeRDP version (\d+(?:\.\d+)*)/u);
    // Before 2.0 there was no pinning by fingerprint; and what tells no version does not work.
    if ((version[0] ?? 0) < 2) continue;
    return { id: 'freerdp', name: titled('FreeRDP', version), program, version, ...(sdl ? { variant: 'sdl' } : {}) };
  }
  return undefined;
}

async function findWindowsApp({ env, probes, child }: Search): Promise<FoundClient | undefined> {
  const listed = await probes.output('/usr/bin/mdfind', [`kMDItemCFBundleIdentifier == "${WINDOWS_APP_BUNDLE}"`], child);
  const home = env['HOME'] ?? '';
  const usual = ['/Applications', ...(home.startsWith('/') ? [posix.join(home, 'Applications')] : [])].flatMap((folder) =>
    ['Windows App.app', 'Microsoft Remote Desktop.app'].map((name) => posix.join(folder, name)),
  );
  const candidates = [...(listed ?? '').split('\n').filter((path) => path.startsWith('/') && path.endsWith('.app')), ...usual];
  for (const program of candidates) {
    if (!(await probes.exists(program, 'folder'))) continue;
    const told = await probes.output(
      '/usr/bin/defaults',
      ['read', posix.join(program, 'Contents', 'Info'), 'CFBundleShortVersionString'],
      child,
    );
    const version = versionIn(told ?? '', /^\s*(\d+(?:\.\d+)*)/u);
    return { id: 'windows-app', name: titled(posix.basename(program, '.app'), version), program, version };
  }
  return undefined;
}

async function findMstsc(env: Env, probes: Probes): Promise<FoundClient[]> {
  const windows = env['SystemRoot'] ?? env['SYSTEMROOT'] ?? 'C:\\Windows';
  // A 32-bit process sees another System32, whose mstsc starts the right one and ends at once.
  const folders = env['PROCESSOR_ARCHITEW6432'] === undefined ? ['System32'] : ['Sysnative', 'System32'];
  for (const folder of folders) {
    const program = win32.join(windows, folder, 'mstsc.exe');
    if (await probes.exists(program, 'program')) return [mstsc(program)];
  }
  return [];
}

/** Windows calls it by another name in each language. */
function mstsc(program: string): FoundClient {
  return {
    id: 'mstsc',
    get name() {
      return texts().desktops.windowsClient;
    },
    program,
    version: [],
  };
}
