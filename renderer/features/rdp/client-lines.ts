import { displayText } from '../../../shared/model/display-text.ts';
import type { RdpClientId, RdpClients } from '../../../shared/model/rdp.ts';
import type { MenuLine } from '../../ui/menu-items.tsx';
import { showError } from '../../ui/toast.tsx';
import { clientName } from './client-choice.ts';
import { openWay, showDesktops } from './rdp-actions.ts';
import { rdpStore, type DesktopWish } from './rdp-store.ts';

/** The clients that were found, the usual one first, and the way for a program of one's own. */
export function clientLines(
  clients: RdpClients | undefined,
  usual: RdpClientId | undefined,
  wish: DesktopWish,
  open: (client: RdpClientId) => void,
): readonly MenuLine[] {
  const found = (clients?.found ?? []).toSorted((a, b) => Number(b.id === usual) - Number(a.id === usual));
  return [
    ...found.map((one): MenuLine => {
      const version = one.name.startsWith(clientName(one.id)) ? one.name : `${clientName(one.id)} (${one.name})`;
      return { kind: 'item', id: one.id, label: `Open in ${displayText(version, 60)}`, run: () => open(one.id) };
    }),
    ...(found.length === 0
      ? [{ kind: 'item', id: 'install', label: 'Get a client…', run: () => rdpStore.setState({ noClient: wish }) } as const]
      : []),
    ...(found.length === 0 ? [] : [{ kind: 'separator', id: 'before the way' } as const]),
    {
      kind: 'item',
      id: 'way',
      label: 'Keep the way open for another program',
      run: () => {
        openWay(wish).then(showDesktops, showError);
      },
    },
  ];
}
