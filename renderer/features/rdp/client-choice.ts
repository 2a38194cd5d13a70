import type { RdpClient, RdpClientId, RdpClients, RdpSettings } from '../../../shared/model/rdp.ts';
import { texts } from '../../../shared/texts/current.ts';

const NAMES: Readonly<Record<Exclude<RdpClientId, 'mstsc'>, string>> = {
  'windows-app': 'Windows App',
  remmina: 'Remmina',
  freerdp: 'FreeRDP',
};

/** The client's name without its version. That of Windows is called by another name in each language of it. */
export function clientName(id: RdpClientId): string {
  return id === 'mstsc' ? texts().desktops.windowsClient : NAMES[id];
}

/** The client that a click uses: the chosen one where it is there, else the first that was found. */
export function usualClient(clients: RdpClients | undefined, wish: RdpSettings['rdpClient'] = 'auto'): RdpClient | undefined {
  return clients?.found.find(({ id }) => id === wish) ?? clients?.found[0];
}

/** What the button says: `Open in Remmina`. */
export function openLabel(clients: RdpClients | undefined, wish: RdpSettings['rdpClient'] = 'auto'): string {
  const usual = usualClient(clients, wish);
  return usual === undefined ? texts().desktops.desktop : texts().desktops.openIn(clientName(usual.id));
}
