import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian packages that the tests talk to, and a file by which each is known to be there. */
const PACKAGES: readonly { name: string; file: string; why: string }[] = [
  { name: 'chromium', file: '/usr/bin/chromium', why: 'the page is driven in it' },
  { name: 'openssh-server', file: '/usr/sbin/sshd', why: 'terminals talk to it' },
  { name: 'openssh-client', file: '/usr/bin/ssh-keygen', why: 'oracle for keys and host keys' },
  { name: 'fonts-dejavu-core', file: '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf', why: 'the terminal has a monospace font' },
  { name: 'libpam-google-authenticator', file: '/usr/bin/google-authenticator', why: 'an sshd asks for a code' },
  { name: 'oathtool', file: '/usr/bin/oathtool', why: 'makes the codes' },
  { name: 'python3-asyncssh', file: '/usr/lib/python3/dist-packages/asyncssh/__init__.py', why: 'a server demands a new password' },
  { name: 'openssh-tests', file: '/usr/lib/openssh/regress/misc/sk-dummy/sk-dummy.so', why: 'a security key without hardware' },
];

/** Installs what is missing when this runs as root on a Debian system, else says how. Returns whether all is there. */
export function ensureSystemPackages(): boolean {
  if (process.platform !== 'linux') return true;
  const missing = PACKAGES.filter(({ file }) => !existsSync(file));
  if (missing.length === 0) return true;
  const names = missing.map(({ name }) => name).join(' ');
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    for (const { name, why } of missing) console.error(`Missing: ${name} (${why}).`);
    console.error(`Run: sudo apt-get install --no-install-recommends ${names}`);
    return false;
  }
  const run = (...args: string[]): boolean =>
    spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status === 0;
  console.log(`Installing ${names} …`);
  return run('update', '-q') && run('install', '-q', '-y', '--no-install-recommends', ...missing.map(({ name }) => name));
}
