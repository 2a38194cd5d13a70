import { MonitorUp } from 'lucide-react';
import { memo } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { InstanceState } from '../../../shared/model/instance.ts';
import type { Texts } from '../../../shared/texts/current.ts';
import { classNames } from '../../ui/class-names.ts';
import { StatusDot, type DotTone } from '../../ui/status-dot.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import type { Column } from './columns.ts';
import styles from './instance-grid.module.css';
import type { Row } from './rows.ts';

const c = classNames(styles);

export const STATE_TONE: Readonly<Record<InstanceState, DotTone>> = {
  pending: 'busy',
  running: 'good',
  stopping: 'busy',
  stopped: 'idle',
  'shutting-down': 'busy',
  terminated: 'off',
  unknown: 'off',
};

export interface GridRowProps {
  readonly row: Row;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly Column[];
  readonly active: boolean;
  /** Set where the row is of an earlier list: `2 h ago`. */
  readonly age: string | undefined;
  /** The same for the narrow place beside the region: `2h`. */
  readonly shortAge: string | undefined;
  /** Its remote desktop is open now. */
  readonly desktop: boolean;
  /** Read once for all rows. */
  readonly texts: Texts;
}

export function rowId(key: string): string {
  return `row ${key}`.replaceAll(/\s/gu, '_');
}

/** One row of 22 px. It is drawn anew only when its instance, place or columns change. */
export const GridRow = memo(function GridRow({ row, index, top, columns, active, age, shortAge, desktop, texts }: GridRowProps) {
  const { instance } = row;
  const { instances: t, instanceColumns: words } = texts;
  return (
    <div
      id={rowId(row.key)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      data-key={row.key}
      className={c('row', active && 'active', index % 2 === 1 && 'zebra', age !== undefined && 'stale')}
      style={{ transform: `translateY(${top}px)` }}
      {...(age === undefined ? {} : { title: t.asItWas(age) })}
      // Of the row: the name of the cell stays that of the instance.
      {...(desktop ? { 'aria-description': t.desktopOpen } : {})}
    >
      {columns.map((column, position) => {
        const text = displayText(column.text(instance, words));
        const isAged = column.id === 'region' && age !== undefined;
        const shown = column.id === 'name' && text.trim() === '' ? <span className={c('unnamed')}>{t.noName}</span> : text;
        return (
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={position + 1}
            className={c('cell', column.mono === true && 'mono', column.id === 'name' && 'name', isAged && 'aged')}
            {...(text.length > 14 ? { title: text } : {})}
          >
            {column.id === 'state' ? (
              <span className={c('state')}>
                <StatusDot tone={STATE_TONE[instance.state]} />
                {words.states[instance.state]}
              </span>
            ) : isAged ? (
              <>
                <span className={c('region')}>{shown}</span>
                <span className={c('age')} title={t.asItWas(age)}>
                  <span aria-hidden>{shortAge}</span>
                  <VisuallyHidden> {age}</VisuallyHidden>
                </span>
              </>
            ) : (
              shown
            )}
            {column.id === 'name' && desktop ? <MonitorUp size={12} className={c('desktop')} aria-hidden /> : null}
          </div>
        );
      })}
    </div>
  );
});
