import { classNames } from './class-names.ts';
import styles from './progress-line.module.css';

const c = classNames(styles);

export interface ProgressLineProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** Takes no room away from what is below when nothing is under way: the line stays, unseen. */
  readonly active: boolean;
}

/** A two-pixel line at the top of what loads. */
export function ProgressLine({ label, value, max, active }: ProgressLineProps) {
  const share = max === 0 ? 0 : Math.min(1, value / max);
  if (!active) return <div className={c('line')} />;
  return (
    <div className={c('line')} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={max} aria-valuenow={value}>
      <div className={c('bar')} style={{ transform: `scaleX(${Math.max(0.03, share)})` }} />
    </div>
  );
}
