import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './empty-state.module.css';

const c = classNames(styles);

export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly text?: ReactNode;
  readonly actions?: ReactNode;
}

/** Where there is nothing to show: what it is, why, and what to do next. */
export function EmptyState({ icon, title, text, actions }: EmptyStateProps) {
  return (
    <div className={c('state')}>
      {icon === undefined ? null : <div className={c('icon')}>{icon}</div>}
      <h2 className={c('title')}>{title}</h2>
      {text === undefined ? null : <div className={c('text')}>{text}</div>}
      {actions === undefined ? null : <div className={c('actions')}>{actions}</div>}
    </div>
  );
}
