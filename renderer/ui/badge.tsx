import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classNames } from './class-names.ts';

const c = classNames(styles);

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad';

/** A word or number in a small frame. */
export function Badge({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={c('badge', tone)}>{children}</span>;
}
