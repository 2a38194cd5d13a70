import { Field as Base } from '@base-ui/react/field';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

const c = classNames(styles);

export interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Shown in red and read out; replaces the hint. */
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

/** A label above one control, with a hint or an error below it. The control gets its name and description from here. */
export function Field({ label, hint, error, children }: FieldProps) {
  return (
    <Base.Root className={c('field')} invalid={error !== undefined}>
      <Base.Label className={c('label')}>{label}</Base.Label>
      {children}
      {error === undefined ? null : (
        <Base.Error match className={c('error')}>
          {error}
        </Base.Error>
      )}
      {error === undefined && hint !== undefined ? <Base.Description className={c('hint')}>{hint}</Base.Description> : null}
    </Base.Root>
  );
}
