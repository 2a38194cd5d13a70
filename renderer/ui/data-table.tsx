import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useId, useRef, type ComponentType, type KeyboardEvent, type ReactNode } from 'react';
import { Checkbox } from './checkbox.tsx';
import { classNames } from './class-names.ts';
import styles from './data-table.module.css';
import { VisuallyHidden } from './visually-hidden.tsx';
import { texts } from '../../shared/texts/current.ts';

const c = classNames(styles);
const ROW_PX = 24;
/** The head with its line; it stays where it is while the rows scroll under it. */
const HEAD_PX = 25;
const OVERSCAN = 10;
const PICK_TRACK = '18px';

export interface DataColumn<T> {
  readonly id: string;
  readonly title: string;
  /** The title is for screen readers only. */
  readonly hiddenTitle?: boolean;
  /** A track of CSS grid, for example `120px` or `minmax(0, 1fr)`. */
  readonly width: string;
  /** The cell as text, which is also its tooltip: it may be cut off. */
  readonly text?: (row: T) => string;
  readonly mono?: boolean;
  /** Its end is what tells, as in a path: the beginning is cut off. */
  readonly tail?: boolean;
  /** For a cell that is more than a text. */
  readonly Cell?: ComponentType<{ readonly row: T }>;
}

/** A tick before each row. */
export interface DataPick<T> {
  readonly picked: ReadonlySet<string>;
  readonly can: (row: T) => boolean;
  /** Name of the tick, for example `Take web-1`. */
  readonly label: (row: T) => string;
  readonly onPick: (key: string, on: boolean) => void;
}

export interface DataTableProps<T> {
  readonly label: string;
  readonly columns: readonly DataColumn<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  /** CSS pixels; the rows scroll within. */
  readonly height: number;
  readonly pick?: DataPick<T>;
  readonly dim?: (row: T) => boolean;
  readonly selected?: string | undefined;
  readonly onSelect?: (key: string) => void;
  /** What is shown where there are no rows. */
  readonly empty: ReactNode;
}

/**
 * Rows under a head, as many as there are: only those in view are in the page. With `onSelect` it is a grid: arrow keys choose a row, Space
 * sets its tick.
 */
export function DataTable<T>({ label, columns, rows, rowKey, height, pick, dim, selected, onSelect, empty }: DataTableProps<T>) {
  const base = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    getItemKey: useCallback(
      (index: number) => {
        const row = rows[index];
        return row === undefined ? index : rowKey(row);
      },
      [rows, rowKey],
    ),
  });
  const template = [...(pick === undefined ? [] : [PICK_TRACK]), ...columns.map(({ width }) => width)].join(' ');
  const at = selected === undefined ? -1 : rows.findIndex((row) => rowKey(row) === selected);
  const isGrid = onSelect !== undefined;
  const cellRole = isGrid ? 'gridcell' : 'cell';

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (onSelect === undefined || event.target !== event.currentTarget) return;
    const chosen = rows[at];
    if (event.key === ' ' && pick !== undefined && chosen !== undefined) {
      event.preventDefault();
      if (pick.can(chosen)) pick.onPick(rowKey(chosen), !pick.picked.has(rowKey(chosen)));
      return;
    }
    const next = step(event.key, at, rows.length, Math.max(1, Math.floor(height / ROW_PX) - 1));
    const row = next === undefined ? undefined : rows[next];
    if (row === undefined || next === undefined) return;
    event.preventDefault();
    onSelect(rowKey(row));
    virtual.scrollToIndex(next, { align: 'auto' });
  }

  return (
    <div className={c('table')}>
      <div
        ref={scroller}
        role={isGrid ? 'grid' : 'table'}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        className={c('scroller')}
        style={{ height: HEAD_PX + Math.min(height, rows.length * ROW_PX) }}
        {...(isGrid && rows.length > 0 ? { tabIndex: 0, onKeyDown } : {})}
        {...(isGrid && at >= 0 ? { 'aria-activedescendant': `${base}-${at}` } : {})}
      >
        <div role="rowgroup" className={c('group')}>
          <div className={c('head')} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
            {pick === undefined ? null : (
              <span role="columnheader">
                <VisuallyHidden>{texts().parts.take}</VisuallyHidden>
              </span>
            )}
            {columns.map(({ id, title, hiddenTitle }) => (
              <span key={id} role="columnheader" className={c('cell')}>
                {hiddenTitle === true ? <VisuallyHidden>{title}</VisuallyHidden> : title}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" style={{ height: rows.length * ROW_PX, position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const chosen = index === at;
            return (
              <div
                key={key}
                id={`${base}-${index}`}
                role="row"
                aria-rowindex={index + 2}
                {...(isGrid ? { 'aria-selected': chosen } : {})}
                className={c('row', chosen && 'chosen', dim?.(row) === true && 'dim')}
                style={{ gridTemplateColumns: template, transform: `translateY(${start - HEAD_PX}px)` }}
                onClick={() => onSelect?.(rowKey(row))}
              >
                {pick === undefined ? null : (
                  <span role={cellRole}>
                    <Checkbox
                      checked={pick.picked.has(rowKey(row))}
                      disabled={!pick.can(row)}
                      onChange={(on) => pick.onPick(rowKey(row), on)}
                    >
                      <VisuallyHidden>{pick.label(row)}</VisuallyHidden>
                    </Checkbox>
                  </span>
                )}
                {columns.map(({ id, text, mono, tail, Cell }) => (
                  <span
                    key={id}
                    role={cellRole}
                    className={c('cell', mono === true && 'mono', tail === true && 'tail')}
                    title={text?.(row)}
                  >
                    {Cell !== undefined ? <Cell row={row} /> : tail === true ? <bdi dir="ltr">{text?.(row)}</bdi> : text?.(row)}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {rows.length === 0 ? <div className={c('empty')}>{empty}</div> : null}
    </div>
  );
}

function step(key: string, at: number, count: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'PageDown':
      return Math.min(count - 1, Math.max(0, at) + page);
    case 'PageUp':
      return Math.max(0, at - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
