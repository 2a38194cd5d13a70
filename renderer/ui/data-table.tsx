import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef, type ComponentType, type KeyboardEvent, type ReactNode } from 'react';
import { Checkbox } from './checkbox.tsx';
import { classNames } from './class-names.ts';
import styles from './data-table.module.css';
import { VisuallyHidden } from './visually-hidden.tsx';

const c = classNames(styles);
const ROW_PX = 24;
const OVERSCAN = 10;
const PICK_TRACK = '18px';

export interface DataColumn<T> {
  readonly id: string;
  readonly title: string;
  /** A track of CSS grid, for example `120px` or `minmax(0, 1fr)`. */
  readonly width: string;
  /** The cell as text, which is also its tooltip: it may be cut off. */
  readonly text?: (row: T) => string;
  readonly mono?: boolean;
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

/** Rows under a head, as many as there are: only those in view are in the page. Arrow keys choose a row. */
export function DataTable<T>({ label, columns, rows, rowKey, height, pick, dim, selected, onSelect, empty }: DataTableProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    getItemKey: useCallback(
      (index: number) => {
        const row = rows[index];
        return row === undefined ? index : rowKey(row);
      },
      [rows, rowKey],
    ),
  });
  const template = [...(pick === undefined ? [] : [PICK_TRACK]), ...columns.map(({ width }) => width)].join(' ');

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    if (onSelect === undefined || event.target !== event.currentTarget) return;
    const at = rows.findIndex((row) => rowKey(row) === selected);
    const next = step(event.key, at, rows.length);
    const row = next === undefined ? undefined : rows[next];
    if (row === undefined || next === undefined) return;
    event.preventDefault();
    onSelect(rowKey(row));
    virtual.scrollToIndex(next, { align: 'auto' });
  }

  return (
    <div className={c('table')} role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div role="rowgroup">
        <div className={c('head')} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
          {pick === undefined ? null : <span role="columnheader" aria-label="Take" />}
          {columns.map(({ id, title }) => (
            <span key={id} role="columnheader" className={c('cell')}>
              {title}
            </span>
          ))}
        </div>
      </div>
      {rows.length === 0 ? <div className={c('empty')}>{empty}</div> : null}
      <div
        ref={scroller}
        role="rowgroup"
        className={c('scroller')}
        style={{ height: rows.length === 0 ? 0 : Math.min(height, rows.length * ROW_PX + 2) }}
        tabIndex={onSelect === undefined || rows.length === 0 ? -1 : 0}
        aria-label={`Rows of ${label}`}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const chosen = rowKey(row) === selected;
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                data-chosen={chosen || undefined}
                className={c('row', chosen && 'chosen', dim?.(row) === true && 'dim')}
                style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
                onClick={() => onSelect?.(rowKey(row))}
              >
                {pick === undefined ? null : (
                  <span role="cell">
                    <Checkbox
                      checked={pick.picked.has(rowKey(row))}
                      disabled={!pick.can(row)}
                      onChange={(on) => pick.onPick(rowKey(row), on)}
                    >
                      <VisuallyHidden>{pick.label(row)}</VisuallyHidden>
                    </Checkbox>
                  </span>
                )}
                {columns.map(({ id, text, mono, Cell }) => (
                  <span key={id} role="cell" className={c('cell', mono === true && 'mono')} title={text?.(row)}>
                    {Cell === undefined ? text?.(row) : <Cell row={row} />}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function step(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
