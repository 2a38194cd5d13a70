import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { classNames } from './class-names.ts';
import { MenuItems, type MenuLine } from './menu-items.tsx';
import styles from './menu.module.css';

const c = classNames(styles);

export interface MenuProps {
  /** The button that opens it; must take a ref. */
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly lines: readonly MenuLine[];
  readonly align?: 'start' | 'end';
}

/** A menu under a button. */
export function Menu({ trigger, lines, align = 'start' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={c('positioner')} sideOffset={4} align={align} collisionPadding={6}>
          <Base.Popup className={c('popup')}>
            <MenuItems lines={lines} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
