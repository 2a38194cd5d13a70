import { NumberField as Base } from '@base-ui/react/number-field';
import { Minus, Plus } from 'lucide-react';
import { classNames } from './class-names.ts';
import styles from './number-field.module.css';
import { texts } from '../../shared/texts/current.ts';

const c = classNames(styles);

export interface NumberFieldProps {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly label?: string;
  /** Called with a whole number within the bounds when the person has finished. */
  readonly onCommit: (value: number) => void;
}

/** A whole number with steps. */
export function NumberField({ value, min, max, step = 1, label, onCommit }: NumberFieldProps) {
  return (
    <Base.Root
      key={value}
      defaultValue={value}
      min={min}
      max={max}
      step={step}
      onValueCommitted={(next) => {
        if (next !== null) onCommit(Math.round(next));
      }}
    >
      <Base.Group className={c('group')}>
        <Base.Decrement className={c('step')} aria-label={texts().parts.less}>
          <Minus size={12} aria-hidden />
        </Base.Decrement>
        <Base.Input className={c('input')} {...(label === undefined ? {} : { 'aria-label': label })} />
        <Base.Increment className={c('step')} aria-label={texts().parts.more}>
          <Plus size={12} aria-hidden />
        </Base.Increment>
      </Base.Group>
    </Base.Root>
  );
}
