import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './visually-hidden.module.css';

const c = classNames(styles);

/** Text for screen readers only. `live` announces its changes. */
export function VisuallyHidden({ children, live = false }: { readonly children: ReactNode; readonly live?: boolean }) {
  return (
    <span className={c('hidden')} {...(live ? { role: 'status', 'aria-live': 'polite' as const } : {})}>
      {children}
    </span>
  );
}
