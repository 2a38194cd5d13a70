import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import { classNames } from './class-names.ts';
import styles from './select.module.css';

const c = classNames(styles);

export interface SelectProps<V extends string> {
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
  readonly label?: string;
}

/** One choice of a few. */
export function Select<V extends string>({ value, options, onChange, label }: SelectProps<V>) {
  return (
    <Base.Root items={[...options]} value={value} onValueChange={(next) => next !== null && onChange(next)}>
      <Base.Trigger className={c('trigger')} {...(label === undefined ? {} : { 'aria-label': label })}>
        <Base.Value />
        <ChevronsUpDown size={12} aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={c('positioner')} sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={c('popup')}>
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className={c('item')}>
                <span className={c('mark')}>
                  <Base.ItemIndicator>
                    <Check size={12} aria-hidden />
                  </Base.ItemIndicator>
                </span>
                <Base.ItemText>{option.label}</Base.ItemText>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
