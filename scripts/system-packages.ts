import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

interface SystemPackage {
  readonly name: string;
  /** By which it is known to be there. */
  readonly file: string;
  readonly why: string;
}

/** Debian packages that the tests talk to. */
const PACKAGES: readonly SystemPackage[] = [
  { name: 'chromium', file: '/usr/bin/chromium', why: 'the page is driven in it' },
  { name: 'openssh-server', file: '/usr/sbin/sshd', why: 'terminals talk to it' },
  { name: 'openssh-client', file: '/usr/bin/ssh-keygen', why: 'oracle for keys and host keys' },
  { name: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf', why: 'the terminal has a monospace font' },
  { name: 'libpam-google-authenticator', file: '/usr/bin/google-authenticator', why: 'an sshd asks for a code' },
  { name: 'oathtool', file: '/usr/bin/oathtool', why: 'makes the codes' },
  { name: 'python3-asyncssh', file: '/usr/lib/python3/dist-packages/asyncssh/__init__.py', why: 'a server demands a new password' },
  { name: 'openssl', file: '/usr/bin/openssl', why: 'makes certificates, and is an oracle for keys' },
  { name: 'openssh-tests', file: '/usr/lib/openssh/regress/misc/sk-dummy/sk-dummy.so', why: 'a security key without hardware' },
];

/**
 * For remote desktops: about 55 MB and less than a minute. Where they are not to be had (names of Debian 12), or not wished
 * (GANGWAY_DESKTOPS=0), the tests that need them are skipped and say so in their names.
 */
const DESKTOP_PACKAGES: readonly SystemPackage[] = [
  { name: 'xrdp', file: '/usr/sbin/xrdp', why: 'remote desktops are opened on it' },
  { name: 'xorgxrdp', file: '/usr/lib/xorg/modules/libxorgxrdp.so', why: 'its display' },
  { name: 'xserver-xorg-core', file: '/usr/lib/xorg/Xorg', why: 'its display' },
  { name: 'xvfb', file: '/usr/bin/Xvfb', why: 'a display for the clients' },
  { name: 'openbox', file: '/usr/bin/openbox', why: 'closes windows there' },
  { name: 'xterm', file: '/usr/bin/xterm', why: 'the desktop that is looked at' },
  { name: 'x11-xserver-utils', file: '/usr/bin/xrefresh', why: 'repaints it' },
  { name: 'freerdp2-x11', file: '/usr/bin/xfreerdp', why: 'a client' },
  { name: 'freerdp2-shadow-x11', file: '/usr/bin/freerdp-shadow-cli', why: 'a server that demands network level authentication' },
  { name: 'winpr-utils', file: '/usr/bin/winpr-hash', why: 'its password file' },
  { name: 'remmina', file: '/usr/bin/remmina', why: 'a client' },
  {
    name: 'remmina-plugin-rdp',
    file: `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/remmina/plugins/remmina-plugin-rdp.so`,
    why: 'its remote desktop',
  },
  { name: 'xdotool', file: '/usr/bin/xdotool', why: 'types and finds windows' },
  { name: 'wmctrl', file: '/usr/bin/wmctrl', why: 'closes windows' },
  { name: 'imagemagick', file: '/usr/bin/import', why: 'looks at pixels' },
];

/** What a person runs to have the tests of remote desktops too. */
export const desktopInstallLine = installLine(DESKTOP_PACKAGES);

/** Installs what is missing when this runs as root on a Debian system, else says how. Returns whether all is there that must be. */
export function ensureSystemPackages(): boolean {
  if (process.platform !== 'linux') return true;
  const needed = missing(PACKAGES);
  const wished = process.env['GANGWAY_DESKTOPS'] === '0' ? [] : missing(DESKTOP_PACKAGES);
  if (needed.length + wished.length === 0) return true;
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!canInstall) {
    tell(needed);
    tell(wished, 'Tests of remote desktops are skipped without');
    return needed.length === 0;
  }
  if (!run('update', '-q')) return needed.length === 0;
  // Under systemd the package would start a server of its own, open to the network: that is for the person to decide.
  const services = existsSync('/run/systemd/system') ? wished.filter(({ name }) => name === 'xrdp') : [];
  tell(services, 'Not installed by itself, since it opens port 3389:');
  const harmless = wished.filter((one) => !services.includes(one));
  if (!install(harmless)) tell(harmless, 'Tests of remote desktops are skipped without');
  return install(needed);
}

function missing(packages: readonly SystemPackage[]): readonly SystemPackage[] {
  return packages.filter(({ file }) => !existsSync(file));
}

function tell(packages: readonly SystemPackage[], what = 'Missing:'): void {
  if (packages.length === 0) return;
  for (const { name, why } of packages) console.error(`${what} ${name} (${why}).`);
  console.error(`Run: ${installLine(packages)}`);
}

function installLine(packages: readonly SystemPackage[]): string {
  return `sudo apt-get install --no-install-recommends ${packages.map(({ name }) => name).join(' ')}`;
}

function install(packages: readonly SystemPackage[]): boolean {
  if (packages.length === 0) return true;
  const names = packages.map(({ name }) => name);
  console.log(`Installing ${names.join(' ')} …`);
  return run('install', '-q', '-y', '--no-install-recommends', ...names);
}

function run(...args: readonly string[]): boolean {
  return spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
}
