import type { CSSProperties } from 'react';
import { useLayout } from '../../app/layout.ts';
import { useTexts } from '../../app/use-texts.ts';
import { useSettings } from '../settings/settings-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { shownColumns } from './columns.ts';
import { GridHeader } from './grid-header.tsx';
import styles from './instance-grid.module.css';

const c = classNames(styles);
const ROWS = 14;
const SHARES = [64, 48, 80, 56, 72];

/** The grid before its first rows: same head, same rows, so that nothing moves when they come. */
export function GridSkeleton() {
  const t = useTexts().instances;
  const choice = useSettings((settings) => settings.columns);
  const widths = useLayout((layout) => layout.widths);
  const columns = shownColumns(choice);
  const template = columns.map((column) => `${widths[column.id] ?? column.width}px`).join(' ');
  return (
    <>
      <VisuallyHidden live>{t.loading}</VisuallyHidden>
      <div
        className={c('grid')}
        role="grid"
        aria-label={t.title}
        aria-busy="true"
        tabIndex={0}
        style={{ '--columns': `${template} minmax(0, 1fr)` } as CSSProperties}
      >
        <GridHeader columns={columns} />
        <div aria-hidden className={c('body')}>
          {Array.from({ length: ROWS }, (_, index) => (
            <div key={index} className={c('row')} style={{ transform: `translateY(${index * 22}px)`, opacity: 1 - index / ROWS }}>
              {columns.map((column, position) => (
                <span key={column.id} className={c('cell', position === 0 && 'name')}>
                  <Skeleton width={`${SHARES[(index + position) % SHARES.length] ?? 60}%`} />
                </span>
              ))}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}
