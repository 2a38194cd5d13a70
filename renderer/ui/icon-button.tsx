import { Button as Base } from '@base-ui/react/button';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './icon-button.module.css';
import { Tooltip } from './tooltip.tsx';

const c = classNames(styles);

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style' | 'children' | 'aria-label' | 'title'> {
  /** Says what it does: its accessible name, and its tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Key shown in the tooltip, for example `Mod+K`. */
  readonly keys?: string;
  readonly pressed?: boolean;
}

/** A square button with an icon only. */
export function IconButton({ label, icon, keys, pressed, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
      <Base type="button" aria-label={label} aria-pressed={pressed} {...rest} className={c('button', pressed && 'pressed')}>
        {icon}
      </Base>
    </Tooltip>
  );
}
