import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Kbd } from './kbd.tsx';
import styles from './menu.module.css';

const c = classNames(styles);

/** A line of a menu as data, so that a menu and a context menu can show the same list. */
export type MenuLine =
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly label: string;
      readonly icon?: ReactNode;
      readonly keys?: string;
      readonly disabled?: boolean;
      readonly danger?: boolean;
      readonly run: () => void;
    }
  | { readonly kind: 'check'; readonly id: string; readonly label: string; readonly checked: boolean; readonly set: (on: boolean) => void }
  | { readonly kind: 'separator'; readonly id: string }
  | { readonly kind: 'note'; readonly id: string; readonly text: string };

/** The lines of an open menu; used by `Menu` and `ContextMenu`. */
export function MenuItems({ lines }: { readonly lines: readonly MenuLine[] }) {
  return lines.map((line) => {
    switch (line.kind) {
      case 'item':
        return (
          <Base.Item
            key={line.id}
            className={c('item', line.danger === true && 'danger')}
            disabled={line.disabled ?? false}
            onClick={() => line.run()}
          >
            <span className={c('mark')}>{line.icon}</span>
            <span className={c('text')}>{line.label}</span>
            {line.keys === undefined ? null : <Kbd keys={line.keys} />}
          </Base.Item>
        );
      case 'check':
        return (
          <Base.CheckboxItem key={line.id} className={c('item')} checked={line.checked} onCheckedChange={(on) => line.set(on)}>
            <span className={c('mark')}>
              <Base.CheckboxItemIndicator>
                <Check size={12} aria-hidden />
              </Base.CheckboxItemIndicator>
            </span>
            <span className={c('text')}>{line.label}</span>
          </Base.CheckboxItem>
        );
      case 'separator':
        return <Base.Separator key={line.id} className={c('separator')} />;
      case 'note':
        return (
          <div key={line.id} className={c('note')} role="presentation">
            {line.text}
          </div>
        );
    }
  });
}
