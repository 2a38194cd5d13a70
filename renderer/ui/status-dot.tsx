import { classNames } from './class-names.ts';
import styles from './status-dot.module.css';

const c = classNames(styles);

export type DotTone = 'good' | 'busy' | 'idle' | 'bad' | 'off';

/** A state at a glance. Shape differs with the tone too, so that colour is not all; the word stands beside it. */
export function StatusDot({ tone }: { readonly tone: DotTone }) {
  return <span className={c('dot', tone)} aria-hidden />;
}
