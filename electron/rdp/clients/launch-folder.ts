import { mkdir, mkdtemp } from 'node:fs/promises';
import { posix, join } from 'node:path';
import type { FoundClient } from './find-clients.ts';

/**
 * Where private folders of launches go for this client: below `base`, except where the client sees only a part of the disk. A Flatpak has a
 * private /tmp and sees its own folder of ~/.var/app; a Snap sees ~/snap/NAME/common and no hidden folders of the home folder.
 */
export function launchFolders(
  client: Pick<FoundClient, 'id' | 'variant'>,
  { home, base }: { readonly home: string; readonly base: string },
): string {
  if (client.id === 'remmina' && client.variant === 'flatpak') return posix.join(home, '.var/app/org.remmina.Remmina/cache/gangway');
  if (client.id === 'remmina' && client.variant === 'snap') return posix.join(home, 'snap/remmina/common/gangway');
  return base;
}

/** Makes the private folder of one launch, 0700. On Windows the access list of the person's own data folder protects it. */
export async function makeLaunchFolder(
  client: Pick<FoundClient, 'id' | 'variant'>,
  places: { readonly home: string; readonly base: string },
): Promise<string> {
  const parent = launchFolders(client, places);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  // mkdtemp(3) makes it 0700, with a name that was not there.
  return await mkdtemp(join(parent, 'rdp-'));
}
