import { displayText } from '../../../shared/model/display-text.ts';
import type { RdpClientId, RdpClients } from '../../../shared/model/rdp.ts';
import type { MenuLine } from '../../ui/menu-items.tsx';
import { showError } from '../../ui/toast.tsx';
import { clientName } from './client-choice.ts';
import { openWay, showDesktops } from './rdp-actions.ts';
import { rdpStore, type DesktopWish } from './rdp-store.ts';
import { texts } from '../../../shared/texts/current.ts';

/** The clients that were found, the usual one first, and the way for a program of one's own. */
export function clientLines(
  clients: RdpClients | undefined,
  usual: RdpClientId | undefined,
  wish: DesktopWish,
  open: (client: RdpClientId) => void,
): readonly MenuLine[] {
  const { desktops: t } = texts();
  const found = (clients?.found ?? []).toSorted((a, b) => Number(b.id === usual) - Number(a.id === usual));
  return [
    ...found.map((one): MenuLine => {
      const name = clientName(one.id);
      // The one that comes with Windows has no version of its own, and another name in each language.
      const version = one.id === 'mstsc' ? name : one.name.startsWith(name) ? one.name : `${name} (${one.name})`;
      return { kind: 'item', id: one.id, label: t.openIn(displayText(version, 60)), run: () => open(one.id) };
    }),
    ...(found.length === 0
      ? [{ kind: 'item', id: 'install', label: t.getClient, run: () => rdpStore.setState({ noClient: wish }) } as const]
      : []),
    ...(found.length === 0 ? [] : [{ kind: 'separator', id: 'before the way' } as const]),
    {
      kind: 'item',
      id: 'way',
      label: t.keepOpen,
      run: () => {
        openWay(wish).then(showDesktops, showError);
      },
    },
  ];
}
