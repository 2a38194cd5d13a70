import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { changeLayout, layoutStore, useLayout } from '../../app/layout.ts';
import { useTexts } from '../../app/use-texts.ts';
import { classNames } from '../../ui/class-names.ts';
import { MIN_COLUMN_WIDTH, type Column } from './columns.ts';
import styles from './instance-grid.module.css';
import { nextSort } from './order.ts';

const c = classNames(styles);
const KEY_STEP = 12;

/** Heads of the columns: click or Enter sorts, the edge or Shift+arrow sets the width, a double click on the edge resets it. */
export function GridHeader({ columns }: { readonly columns: readonly Column[] }) {
  const { titles } = useTexts().instanceColumns;
  const sort = useLayout((layout) => layout.sort);
  const [current, setCurrent] = useState(0);
  const row = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent, index: number, column: Column): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) return setWidth(column, widthOf(column) + step * KEY_STEP);
    const next = Math.min(columns.length - 1, Math.max(0, index + step));
    setCurrent(next);
    row.current?.querySelectorAll('button')[next]?.focus();
  }

  return (
    <div className={c('header')} role="row" aria-rowindex={1} ref={row}>
      {columns.map((column, index) => {
        const sorted = sort.column === column.id;
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={index + 1}
            aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : 'none'}
            className={c('head', sorted && 'sorted')}
          >
            <button
              type="button"
              className={c('sort')}
              tabIndex={index === Math.min(current, columns.length - 1) ? 0 : -1}
              onFocus={() => setCurrent(index)}
              onClick={() => changeLayout({ sort: nextSort(sort, column.id) })}
              onKeyDown={(event) => onKeyDown(event, index, column)}
            >
              <span className={c('title')}>{titles[column.id]}</span>
              {sorted ? sort.descending ? <ArrowDown size={11} aria-hidden /> : <ArrowUp size={11} aria-hidden /> : null}
            </button>
            <Edge column={column} />
          </div>
        );
      })}
    </div>
  );
}

function Edge({ column }: { readonly column: Column }) {
  const start = useRef<{ x: number; width: number } | undefined>(undefined);
  const move = (event: PointerEvent): void => {
    if (start.current !== undefined) setWidth(column, start.current.width + event.clientX - start.current.x);
  };
  return (
    <div
      className={c('edge')}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: widthOf(column) };
      }}
      onPointerMove={move}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
      onDoubleClick={() => setWidth(column, column.width)}
    />
  );
}

function widthOf(column: Column): number {
  return layoutStore.getState().widths[column.id] ?? column.width;
}

function setWidth(column: Column, width: number): void {
  const { [column.id]: _, ...rest } = layoutStore.getState().widths;
  const next = Math.round(Math.max(MIN_COLUMN_WIDTH, width));
  changeLayout({ widths: next === column.width ? rest : { ...rest, [column.id]: next } });
}
