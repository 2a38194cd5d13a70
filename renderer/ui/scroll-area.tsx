import { ScrollArea as Base } from '@base-ui/react/scroll-area';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './scroll-area.module.css';

const c = classNames(styles);

/** Scrolls its content with thin bars that take no room, so that nothing moves when they come. */
export function ScrollArea({ children }: { readonly children: ReactNode }) {
  return (
    <Base.Root className={c('root')}>
      <Base.Viewport className={c('viewport')}>
        <Base.Content style={{ minWidth: 0 }}>{children}</Base.Content>
      </Base.Viewport>
      <Base.Scrollbar className={c('bar')} orientation="vertical">
        <Base.Thumb className={c('thumb')} />
      </Base.Scrollbar>
    </Base.Root>
  );
}
