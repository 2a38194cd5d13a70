import { useRef } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { QuickConnectField } from './quick-connect-field.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './quick-connect.module.css';

const c = classNames(styles);

/** The field over the page, for when the sidebar is closed. */
export function QuickConnectDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <Dialog open={open} title="Connect to…" width={460} onClose={onClose} initialFocus={field}>
      <div className={c('room')}>
        <QuickConnectField ref={field} onDone={onClose} />
        <p className={c('help')}>
          user@host:port, ssh://…, [IPv6]:port, an instance’s name or ID, a session, or an alias of your SSH config.
        </p>
      </div>
    </Dialog>
  );
}
