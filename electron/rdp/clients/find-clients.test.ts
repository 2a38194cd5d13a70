import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findClients } from './find-clients.ts';
import { launchFolders, makeLaunchFolder } from './launch-folder.ts';
import { realProbes, type Probes } from './probes.ts';

const REMMINA = `org.remmina.Remmina - 1.4.29 (git n/a)

NAME                TYPE            DESCRIPTION
RDP                 Protocol        RDP - Remote Desktop Protocol   RDP plugin: 1.4.29, Compiled with libfreerdp 2.9.0, Running with libfreerdp 2.11.7 (rev 2.11.7)
RDPF                File            RDP - RDP File Handler`;
const XFREERDP2 = 'This is FreeRDP version 2.11.7 (2.11.7)\n';
const XFREERDP3 = 'This is FreeRDP version 3.15.0 (3.15.0)\n';

/** A computer with these programs, what they print, and these texts. */
function computer(
  programs: Readonly<Record<string, string | undefined>>,
  texts: Readonly<Record<string, string>> = {},
): Probes & { asked: { line: string; env: Readonly<Record<string, string>> }[] } {
  const asked: { line: string; env: Readonly<Record<string, string>> }[] = [];
  return {
    asked,
    exists: (path) => Promise.resolve(path in programs),
    output: (program, args, env) => {
      asked.push({ line: [program, ...args].join(' '), env });
      return Promise.resolve(programs[[program, ...args].join(' ')] ?? programs[program]);
    },
    text: (path) => Promise.resolve(texts[path]),
  };
}

const X11 = { PATH: '/usr/bin', DISPLAY: ':0', HOME: '/home/anna' };

describe('on Linux', () => {
  it('Remmina comes before FreeRDP', async () => {
    const { found } = await findClients(X11, 'linux', computer({ '/usr/bin/remmina': REMMINA, '/usr/bin/xfreerdp': XFREERDP2 }));
    expect(found).toEqual([
      { id: 'remmina', name: 'Remmina 1.4.29', program: '/usr/bin/remmina', version: [1, 4, 29], library: 2 },
      { id: 'freerdp', name: 'FreeRDP 2.11.7', program: '/usr/bin/xfreerdp', version: [2, 11, 7] },
    ]);
  });

  it('Remmina without its RDP plugin is none', async () => {
    const without = REMMINA.replace(/^RDP .*$/mu, '');
    expect((await findClients(X11, 'linux', computer({ '/usr/bin/remmina': without }))).found).toEqual([]);
  });

  it('Remmina is asked away from the session bus, and without what is not its business', async () => {
    const probes = computer({ '/usr/bin/remmina': REMMINA });
    await findClients({ ...X11, AWS_SECRET_ACCESS_KEY: 'x' }, 'linux', probes);
    expect(probes.asked[0]).toEqual({
      line: '/usr/bin/remmina --full-version',
      env: { ...X11, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    });
  });

  it('a broken Remmina gives way to the Flatpak', async () => {
    const probes = computer({
      '/usr/bin/remmina': undefined,
      '/usr/bin/flatpak': undefined,
      '/usr/bin/flatpak info org.remmina.Remmina': 'Remmina\n\n        ID: org.remmina.Remmina\n   Version: v1.4.39\n',
    });
    expect((await findClients(X11, 'linux', probes)).found).toEqual([
      { id: 'remmina', name: 'Remmina 1.4.39 (Flatpak)', program: '/usr/bin/flatpak', version: [1, 4, 39], variant: 'flatpak' },
    ]);
  });

  it('a Remmina of snapd is known by its place', async () => {
    const { found } = await findClients(X11, 'linux', computer({ '/snap/bin/remmina': REMMINA }));
    expect(found).toMatchObject([{ id: 'remmina', program: '/snap/bin/remmina', variant: 'snap' }]);
  });

  it('the SDL client of FreeRDP 3 is taken before the X11 one, and version 2 last', async () => {
    const all = { '/usr/bin/sdl-freerdp3': XFREERDP3, '/usr/bin/xfreerdp3': XFREERDP3, '/usr/bin/xfreerdp': XFREERDP2 };
    expect((await findClients(X11, 'linux', computer(all))).found).toMatchObject([
      { program: '/usr/bin/sdl-freerdp3', version: [3, 15, 0], variant: 'sdl' },
    ]);
    const { '/usr/bin/sdl-freerdp3': _sdl, ...x11 } = all;
    expect((await findClients(X11, 'linux', computer(x11))).found).toEqual([
      { id: 'freerdp', name: 'FreeRDP 3.15.0', program: '/usr/bin/xfreerdp3', version: [3, 15, 0] },
    ]);
  });

  it('a client that does not start is passed over', async () => {
    const probes = computer({ '/usr/bin/xfreerdp3': undefined, '/usr/bin/xfreerdp': XFREERDP2 });
    expect((await findClients(X11, 'linux', probes)).found).toMatchObject([{ program: '/usr/bin/xfreerdp' }]);
  });

  it('on Wayland alone only what opens windows there counts', async () => {
    const env = { PATH: '/usr/bin', WAYLAND_DISPLAY: 'wayland-0' };
    const probes = computer({ '/usr/bin/xfreerdp': XFREERDP2, '/usr/bin/sdl-freerdp': XFREERDP3 });
    expect((await findClients(env, 'linux', probes)).found).toMatchObject([{ program: '/usr/bin/sdl-freerdp' }]);
  });

  it('without a display there is none', async () => {
    const probes = computer({ '/usr/bin/remmina': REMMINA, '/usr/bin/xfreerdp': XFREERDP2 });
    expect((await findClients({ PATH: '/usr/bin' }, 'linux', probes)).found).toEqual([]);
  });

  it('a relative folder of the PATH is not looked at', async () => {
    const probes = computer({ 'bin/xfreerdp': XFREERDP2, './xfreerdp': XFREERDP2, xfreerdp: XFREERDP2 });
    expect((await findClients({ ...X11, PATH: 'bin:.::' }, 'linux', probes)).found).toEqual([]);
  });

  it.each([
    ['Debian 12', 'ID=debian\nVERSION_ID="12"\n', 'sudo apt install remmina remmina-plugin-rdp', 'sudo apt install freerdp2-x11'],
    ['Debian 13', 'ID=debian\nVERSION_ID="13"\n', 'sudo apt install remmina remmina-plugin-rdp', 'sudo apt install freerdp3-x11'],
    ['Debian testing', 'ID=debian\n', 'sudo apt install remmina remmina-plugin-rdp', 'sudo apt install freerdp3-x11'],
    [
      'Ubuntu 22.04',
      'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\n',
      'sudo apt install remmina remmina-plugin-rdp',
      'sudo apt install freerdp2-x11',
    ],
    [
      'Ubuntu 24.04',
      'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n',
      'sudo apt install remmina remmina-plugin-rdp',
      'sudo apt install freerdp3-x11',
    ],
    [
      'Mint 22',
      'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="22"\n',
      'sudo apt install remmina remmina-plugin-rdp',
      'sudo apt install freerdp3-x11',
    ],
    ['Fedora', 'ID=fedora\nVERSION_ID=42\n', 'sudo dnf install remmina remmina-plugins-rdp', 'sudo dnf install freerdp'],
    [
      'Rocky',
      'ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\n',
      'sudo dnf install remmina remmina-plugins-rdp',
      'sudo dnf install freerdp',
    ],
    ['Arch', 'ID=arch\n', 'sudo pacman -S remmina freerdp', 'sudo pacman -S freerdp'],
    [
      'Tumbleweed',
      "ID='opensuse-tumbleweed'\nID_LIKE='opensuse suse'\n",
      'sudo zypper install remmina remmina-plugin-rdp',
      'sudo zypper install freerdp',
    ],
  ])('%s is told how to install one', async (_name, release, remmina, freerdp) => {
    const { install } = await findClients(X11, 'linux', computer({}, { '/etc/os-release': release }));
    expect(install.map(({ command }) => command)).toEqual([remmina, freerdp, 'flatpak install flathub org.remmina.Remmina']);
  });

  it('an unknown system is told of the Flatpak', async () => {
    const { install } = await findClients(X11, 'linux', computer({}));
    expect(install.map(({ command }) => command)).toEqual(['flatpak install flathub org.remmina.Remmina']);
  });
});

describe('on macOS', () => {
  const env = { PATH: '/usr/bin:/bin', HOME: '/Users/anna' };

  it('Windows App is found wherever it is, then the client that takes a password', async () => {
    const app = '/Users/anna/Tools/Windows App.app';
    const probes = computer({
      [app]: '',
      '/usr/bin/mdfind': `${app}\n`,
      [`/usr/bin/defaults read ${app}/Contents/Info CFBundleShortVersionString`]: '11.1.7\n',
      '/opt/homebrew/bin/sdl-freerdp': XFREERDP3,
    });
    expect((await findClients(env, 'darwin', probes)).found).toEqual([
      { id: 'windows-app', name: 'Windows App 11.1.7', program: app, version: [11, 1, 7] },
      { id: 'freerdp', name: 'FreeRDP 3.15.0', program: '/opt/homebrew/bin/sdl-freerdp', version: [3, 15, 0], variant: 'sdl' },
    ]);
  });

  it('without the index of the system the usual folders are looked at', async () => {
    const probes = computer({ '/Users/anna/Applications/Microsoft Remote Desktop.app': '' });
    expect((await findClients(env, 'darwin', probes)).found).toMatchObject([
      { id: 'windows-app', name: 'Microsoft Remote Desktop', version: [] },
    ]);
  });

  it('has ways to install one', async () => expect((await findClients(env, 'darwin', computer({}))).install.length).toBe(3));
});

describe('on Windows', () => {
  it('mstsc is where the system is', async () => {
    const { found } = await findClients({ SystemRoot: 'D:\\Win' }, 'win32', computer({ 'D:\\Win\\System32\\mstsc.exe': '' }));
    expect(found).toEqual([{ id: 'mstsc', name: 'Remote Desktop Connection', program: 'D:\\Win\\System32\\mstsc.exe', version: [] }]);
  });

  it('a 32-bit process takes the one of the system', async () => {
    const both = { 'C:\\Windows\\Sysnative\\mstsc.exe': '', 'C:\\Windows\\System32\\mstsc.exe': '' };
    const { found } = await findClients({ SystemRoot: 'C:\\Windows', PROCESSOR_ARCHITEW6432: 'AMD64' }, 'win32', computer(both));
    expect(found[0]?.program).toBe('C:\\Windows\\Sysnative\\mstsc.exe');
  });

  it('newer ones may have none, and are told so', async () => {
    const { found, install } = await findClients({}, 'win32', computer({}));
    expect([found, install.length]).toEqual([[], 1]);
  });
});

describe.skipIf(process.platform === 'win32')('this computer', () => {
  it('tells a program from a file, a folder and a dead link', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gangway-clients-'));
    try {
      writeFileSync(join(folder, 'file'), '#!/bin/sh\necho "This is FreeRDP version 3.1.4 (x)"\n');
      writeFileSync(join(folder, 'xfreerdp'), '#!/bin/sh\necho "This is FreeRDP version 3.1.4 (x)"\n');
      chmodSync(join(folder, 'xfreerdp'), 0o755);
      symlinkSync(join(folder, 'nowhere'), join(folder, 'dead'));
      expect(await realProbes.exists(join(folder, 'xfreerdp'), 'program')).toBe(true);
      expect(await realProbes.exists(join(folder, 'file'), 'program')).toBe(false);
      expect(await realProbes.exists(join(folder, 'dead'), 'program')).toBe(false);
      expect(await realProbes.exists(folder, 'program')).toBe(false);
      expect(await realProbes.exists(folder, 'folder')).toBe(true);
      expect(await realProbes.output(join(folder, 'xfreerdp'), ['/version'], {})).toContain('3.1.4');
      expect(await realProbes.output(join(folder, 'file'), [], {})).toBeUndefined();
      expect(await realProbes.output('/bin/sh', ['-c', 'exit 3'], {})).toBeUndefined();
      expect(await realProbes.text(join(folder, 'none'))).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('gives each launch a folder of its own where its client sees it', async () => {
    const home = mkdtempSync(join(tmpdir(), 'gangway-clients-'));
    try {
      const base = join(home, 'data', 'rdp');
      expect(launchFolders({ id: 'freerdp' }, { home, base })).toBe(base);
      for (const variant of ['flatpak', 'snap'] as const) {
        const folder = await makeLaunchFolder({ id: 'remmina', variant }, { home, base });
        expect(folder).toContain(
          variant === 'flatpak' ? '/.var/app/org.remmina.Remmina/cache/gangway/rdp-' : '/snap/remmina/common/gangway/rdp-',
        );
        expect(statSync(folder).mode & 0o777).toBe(0o700);
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
