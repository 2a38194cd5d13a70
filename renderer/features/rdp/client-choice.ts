import type { RdpClient, RdpClientId, RdpClients, RdpSettings } from '../../../shared/model/rdp.ts';

const NAMES: Readonly<Record<RdpClientId, string>> = {
  mstsc: 'Remote Desktop Connection',
  'windows-app': 'Windows App',
  remmina: 'Remmina',
  freerdp: 'FreeRDP',
};

/** The client's name without its version. */
export function clientName(id: RdpClientId): string {
  return NAMES[id];
}

/** The client that a click uses: the chosen one where it is there, else the first that was found. */
export function usualClient(clients: RdpClients | undefined, wish: RdpSettings['rdpClient'] = 'auto'): RdpClient | undefined {
  return clients?.found.find(({ id }) => id === wish) ?? clients?.found[0];
}

/** What the button says: `Open in Remmina`. */
export function openLabel(clients: RdpClients | undefined, wish: RdpSettings['rdpClient'] = 'auto'): string {
  const usual = usualClient(clients, wish);
  return usual === undefined ? 'Remote desktop' : `Open in ${clientName(usual.id)}`;
}
