import { useRef } from 'react';
import { classNames } from './class-names.ts';
import styles from './resizer.module.css';

const c = classNames(styles);

export interface ResizerProps {
  readonly label: string;
  /** Width of the pane in CSS pixels; its height for one at the top or the bottom. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** The side of the line on which the pane lies. */
  readonly pane: 'left' | 'right' | 'bottom';
  readonly onChange: (value: number) => void;
}

const KEY_STEP = 16;

/** The line between two panes: dragged, or moved with the arrow keys. */
export function Resizer({ label, value, min, max, pane, onChange }: ResizerProps) {
  const start = useRef<{ from: number; value: number } | undefined>(undefined);
  const sign = pane === 'left' ? 1 : -1;
  const level = pane === 'bottom';
  const [less, more] = level ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  const set = (wanted: number): void => {
    const next = Math.round(Math.min(max, Math.max(min, wanted)));
    // A pane in a window too narrow for it has the width of the window's choice, which is not the person's.
    if (next !== value) onChange(next);
  };
  return (
    <div
      className={c('resizer', pane)}
      role="separator"
      tabIndex={0}
      aria-orientation={level ? 'horizontal' : 'vertical'}
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { from: level ? event.clientY : event.clientX, value };
      }}
      onPointerMove={(event) => {
        const at = level ? event.clientY : event.clientX;
        if (start.current !== undefined) set(start.current.value + sign * (at - start.current.from));
      }}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
      onKeyDown={(event) => {
        if (event.key === less) set(value - sign * KEY_STEP);
        else if (event.key === more) set(value + sign * KEY_STEP);
        else return;
        event.preventDefault();
      }}
    />
  );
}
