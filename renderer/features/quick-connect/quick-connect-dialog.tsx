import { useRef } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { QuickConnectField } from './quick-connect-field.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './quick-connect.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** The field over the page, for when the sidebar is closed. */
export function QuickConnectDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { quickConnect: t } = useTexts();
  const field = useRef<HTMLInputElement>(null);
  return (
    <Dialog open={open} title={t.title} width={460} onClose={onClose} initialFocus={field}>
      <div className={c('room')}>
        <QuickConnectField ref={field} onDone={onClose} />
        <p className={c('help')}>{t.help}</p>
      </div>
    </Dialog>
  );
}
