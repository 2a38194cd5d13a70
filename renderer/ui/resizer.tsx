import { useRef } from 'react';
import { classNames } from './class-names.ts';
import styles from './resizer.module.css';

const c = classNames(styles);

export interface ResizerProps {
  readonly label: string;
  /** Width of the pane in CSS pixels. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** The side of the line on which the pane lies. */
  readonly pane: 'left' | 'right';
  readonly onChange: (value: number) => void;
}

const KEY_STEP = 16;

/** The line between two panes: dragged, or moved with the arrow keys. */
export function Resizer({ label, value, min, max, pane, onChange }: ResizerProps) {
  const start = useRef<{ x: number; value: number } | undefined>(undefined);
  const sign = pane === 'left' ? 1 : -1;
  const set = (next: number): void => onChange(Math.round(Math.min(max, Math.max(min, next))));
  return (
    <div
      className={c('resizer', pane)}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, value };
      }}
      onPointerMove={(event) => {
        if (start.current !== undefined) set(start.current.value + sign * (event.clientX - start.current.x));
      }}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') set(value - sign * KEY_STEP);
        else if (event.key === 'ArrowRight') set(value + sign * KEY_STEP);
        else return;
        event.preventDefault();
      }}
    />
  );
}
