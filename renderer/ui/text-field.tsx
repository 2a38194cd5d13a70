import { Input } from '@base-ui/react/input';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './text-field.module.css';

const c = classNames(styles);

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'className' | 'style' | 'size' | 'prefix'> {
  /** Stands in the field before the text, for example a search icon. */
  readonly before?: ReactNode;
  /** Stands after the text, for example a count or a button. */
  readonly after?: ReactNode;
  readonly mono?: boolean;
}

/** One line of text. Inside a `Field` it is labelled by it; elsewhere give `aria-label`. Never spell-checked, never completed. */
export function TextField({ before, after, mono = false, ...rest }: TextFieldProps) {
  return (
    <span className={c('box', mono && 'mono')}>
      {before}
      <Input spellCheck={false} autoComplete="off" autoCapitalize="off" autoCorrect="off" {...rest} className={c('input')} />
      {after}
    </span>
  );
}
