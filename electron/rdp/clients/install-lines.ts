import type { RdpClients } from '../../../shared/model/rdp.ts';
import type { Probes } from './probes.ts';
import { texts } from '../../../shared/texts/current.ts';

type Line = RdpClients['install'][number];

/** What installs a client on this system, the best first. */
export async function installLines(platform: NodeJS.Platform, probes: Probes): Promise<readonly Line[]> {
  const { install: t } = texts().rdpClients;
  if (platform === 'win32') {
    return [
      {
        what: t.microsoft,
        command:
          'start https://learn.microsoft.com/windows-server/remote/remote-desktop-services/clients/uninstall-remote-desktop-connection',
      },
    ];
  }
  if (platform === 'darwin') {
    return [
      { what: t.appStore, command: 'open "macappstore://apps.apple.com/app/id1295203466"' },
      { what: t.homebrew, command: 'brew install --cask windows-app' },
      { what: t.byItself, command: 'brew install freerdp' },
    ];
  }
  const release = readOsRelease((await probes.text('/etc/os-release')) ?? (await probes.text('/usr/lib/os-release')) ?? '');
  return [...ofDistribution(release), { what: t.flathub, command: 'flatpak install flathub org.remmina.Remmina' }];
}

function ofDistribution({ ids, version }: OsRelease): readonly Line[] {
  const family = ids.find((id) => ['debian', 'ubuntu', 'fedora', 'rhel', 'arch', 'suse', 'opensuse'].includes(id));
  switch (family) {
    case 'debian':
    case 'ubuntu': {
      // Relatives (Mint, Pop) count their versions in their own way: the older name is the safer one there only if theirs is known to be old.
      const own = ids[0] === family;
      const three = own ? version >= (family === 'debian' ? 13 : 24.04) : version >= 22;
      return [
        { what: 'Remmina', command: 'sudo apt install remmina remmina-plugin-rdp' },
        { what: 'FreeRDP', command: `sudo apt install ${three ? 'freerdp3-x11' : 'freerdp2-x11'}` },
      ];
    }
    case 'fedora':
    case 'rhel':
      return [
        { what: 'Remmina', command: 'sudo dnf install remmina remmina-plugins-rdp' },
        { what: 'FreeRDP', command: 'sudo dnf install freerdp' },
      ];
    case 'arch':
      return [
        { what: 'Remmina', command: 'sudo pacman -S remmina freerdp' },
        { what: 'FreeRDP', command: 'sudo pacman -S freerdp' },
      ];
    case 'suse':
    case 'opensuse':
      return [
        { what: 'Remmina', command: 'sudo zypper install remmina remmina-plugin-rdp' },
        { what: 'FreeRDP', command: 'sudo zypper install freerdp' },
      ];
    default:
      return [];
  }
}

interface OsRelease {
  /** The system, then what it is like. */
  readonly ids: readonly string[];
  /** 0: it has none, as a rolling or testing system. */
  readonly version: number;
}

/** os-release(5): lines of shell assignments. Debian testing has no VERSION_ID; that is newer than any number. */
function readOsRelease(text: string): OsRelease {
  const field = (name: string): string | undefined => new RegExp(`^${name}=(["']?)(.*?)\\1\\s*$`, 'mu').exec(text)?.[2];
  const ids = [field('ID') ?? '', ...(field('ID_LIKE') ?? '').split(/\s+/u)].flatMap((id) =>
    id === '' ? [] : [id.replace(/^opensuse-.*/u, 'opensuse')],
  );
  const version = field('VERSION_ID');
  return { ids, version: version === undefined ? Number.POSITIVE_INFINITY : Number.parseFloat(version) || 0 };
}
