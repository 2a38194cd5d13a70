import { Menu as Base } from '@base-ui/react/menu';
import { useState } from 'react';
import { classNames } from './class-names.ts';
import { MenuItems, type MenuLine } from './menu-items.tsx';
import styles from './menu.module.css';

const c = classNames(styles);

/** Where a context menu opens, in CSS pixels of the window. */
export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

export interface ContextMenuProps {
  /** Open while set. From the mouse, or from the corner of what has the focus when a key opened it. */
  readonly at: MenuPoint | undefined;
  readonly lines: readonly MenuLine[];
  readonly onClose: () => void;
}

/** A menu at a point: one for a whole grid or tree, whose rows are too many to carry one each. */
export function ContextMenu(props: ContextMenuProps) {
  // Most are never opened; one that was stays in place, for its closing is drawn too.
  const [wanted, setWanted] = useState(false);
  if (props.at !== undefined && !wanted) setWanted(true);
  return wanted ? <Opened {...props} /> : null;
}

function Opened({ at, lines, onClose }: ContextMenuProps) {
  const anchor = at === undefined ? undefined : { getBoundingClientRect: () => DOMRect.fromRect({ ...at, width: 0, height: 0 }) };
  return (
    <Base.Root open={at !== undefined} onOpenChange={(open) => !open && onClose()} modal={false}>
      <Base.Portal>
        <Base.Positioner className={c('positioner')} anchor={anchor} align="start" side="bottom" sideOffset={0} collisionPadding={6}>
          <Base.Popup className={c('popup')}>
            <MenuItems lines={lines} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
