import { ChevronDown } from 'lucide-react';
import type { RdpClientId } from '../../../shared/model/rdp.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Menu } from '../../ui/menu.tsx';
import { useSessions } from '../sessions/session-store.ts';
import { openLabel, usualClient } from './client-choice.ts';
import { clientLines } from './client-lines.ts';
import { useRdp, type DesktopWish } from './rdp-store.ts';
import styles from './rdp.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

export interface OpenDesktopProps {
  readonly wish: DesktopWish;
  readonly disabled?: boolean;
  readonly open: (client?: RdpClientId) => void;
}

/** Opens a remote desktop in the client that it names; the menu beside it has the others. */
export function OpenDesktop({ wish, disabled = false, open }: OpenDesktopProps) {
  const { desktops: t } = useTexts();
  const clients = useRdp((state) => state.clients);
  const wished = useSessions(({ book }) => book.defaults.rdpClient ?? 'auto');
  return (
    <div className={c('split')}>
      <Button look="primary" disabled={disabled} onClick={() => open()}>
        {openLabel(clients, wished)}
      </Button>
      <Menu
        align="end"
        trigger={
          <Button look="primary" aria-label={t.otherWays} disabled={disabled}>
            <ChevronDown size={13} aria-hidden />
          </Button>
        }
        lines={clientLines(clients, usualClient(clients, wished)?.id, wish, open)}
      />
    </div>
  );
}
