import { useMemo } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { LaunchRow } from './launch-row.tsx';
import { useRdp } from './rdp-store.ts';
import styles from './rdp.module.css';
import { useNow } from './use-now.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** All remote desktops, the latest first. */
export function LaunchList({ compact = false }: { readonly compact?: boolean }) {
  const { desktops: t } = useTexts();
  const launches = useRdp((state) => state.launches);
  const list = useMemo(() => [...launches.values()].toReversed(), [launches]);
  const now = useNow(list.some(({ state, retryAt }) => state === 'connected' || (state === 'preparing' && retryAt !== undefined)));
  if (list.length === 0) {
    return <p className={c('empty')}>{t.list.empty}</p>;
  }
  return (
    <ul className={c('list')} aria-label={t.title}>
      {list.map((launch) => (
        <LaunchRow key={launch.id} launch={launch} now={now} compact={compact} />
      ))}
    </ul>
  );
}
