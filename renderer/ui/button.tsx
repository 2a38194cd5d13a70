import { Button as Base } from '@base-ui/react/button';
import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

const c = classNames(styles);

export type ButtonLook = 'plain' | 'primary' | 'danger' | 'quiet';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style'> {
  readonly look?: ButtonLook;
  readonly icon?: ReactNode;
}

/** A push button with a text. One `primary` at most in a dialog or a page. */
export function Button({ look = 'plain', icon, children, ...rest }: ButtonProps) {
  return (
    <Base type="button" {...rest} className={c('button', look)}>
      {icon}
      {children}
    </Base>
  );
}
