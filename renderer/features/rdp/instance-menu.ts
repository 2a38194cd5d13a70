import type { Instance } from '../../../shared/model/instance.ts';
import type { MenuLine } from '../../ui/menu-items.tsx';
import { desktopOf, notNow, openInstanceDesktop } from '../instances/actions.ts';
import { openLabel, usualClient } from './client-choice.ts';
import { clientLines } from './client-lines.ts';
import { wishedClient } from './rdp-actions.ts';
import { rdpStore } from './rdp-store.ts';

/** The menu of a Windows row: its first line names the client that opens, the other clients follow. */
export function withClients(lines: readonly MenuLine[], instance: Instance): readonly MenuLine[] {
  const { clients } = rdpStore.getState();
  const wished = wishedClient();
  const usual = usualClient(clients, wished)?.id;
  const stopped = notNow(instance) !== undefined;
  const others = clientLines(clients, usual, desktopOf(instance), (chosen) => void openInstanceDesktop(instance, chosen))
    .filter(({ id }) => id !== usual)
    .map((line) => (line.kind === 'item' ? { ...line, disabled: stopped } : line));
  return lines.flatMap((line) =>
    line.id === 'rdp.open' && line.kind === 'item' ? [{ ...line, label: openLabel(clients, wished) }, ...others] : [line],
  );
}
