import { MonitorUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Popover } from '../../ui/popover.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { launchCounts } from './launch-line.ts';
import { LaunchList } from './launch-list.tsx';
import { showDesktops } from './rdp-actions.ts';
import { useRdp } from './rdp-store.ts';
import styles from './rdp.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** Remote desktops in the status bar, whatever the dock shows. `className` is that of the bar's buttons. */
export function DesktopsStatus({ className, badClassName }: { readonly className: string; readonly badClassName: string }) {
  const { desktops: t } = useTexts();
  const launches = useRdp((state) => state.launches);
  const [open, setOpen] = useState(false);
  const text = launchCounts(launches.values());
  const states = [...launches.values()].map(({ state }) => state);
  // The last one left while the list is open: it says so, rather than vanish from under the pointer.
  if (text === '' && !open) return null;
  const busy = states.includes('preparing') || states.includes('launching');
  const bad = states.includes('failed') && !states.includes('connected');
  return (
    <Popover
      label={t.title}
      side="top"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={bad ? badClassName : className}>
          {busy ? <Spinner size={10} /> : <MonitorUp size={12} aria-hidden />} {text === '' ? t.counts.none : text}
        </button>
      }
    >
      <div className={c('popover')}>
        <div className={c('popoverHead')}>
          <h2 className={c('heading')}>{t.title}</h2>
          <Button
            look="quiet"
            onClick={() => {
              setOpen(false);
              showDesktops();
            }}
          >
            {t.list.details}
          </Button>
        </div>
        <LaunchList compact />
      </div>
    </Popover>
  );
}
