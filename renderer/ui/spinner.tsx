import { classNames } from './class-names.ts';
import styles from './spinner.module.css';

const c = classNames(styles);

/** All turn in step: four of them, each at its own time, would make four times the pictures. */
function inStep(element: HTMLElement | null): void {
  if (element === null || !('getAnimations' in element)) return;
  for (const animation of element.getAnimations()) animation.startTime = 0;
}

interface SpinnerProps {
  /** CSS pixels. */
  readonly size?: number;
  /** Read out; leave it away where the text beside says it. */
  readonly label?: string;
  /** Does not turn: for what goes on beside a person's work, and has figures that move. A turning ring takes pictures from terminals. */
  readonly still?: boolean;
}

/** Something is under way. */
export function Spinner({ size = 12, label, still = false }: SpinnerProps) {
  return (
    <span
      ref={inStep}
      className={c('spinner', !still && 'turning')}
      style={{ width: size, height: size }}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}
