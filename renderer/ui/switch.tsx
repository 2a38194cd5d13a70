import { Switch as Base } from '@base-ui/react/switch';
import { classNames } from './class-names.ts';
import styles from './switch.module.css';

const c = classNames(styles);

export interface SwitchProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly label: string;
  readonly disabled?: boolean;
}

/** On or off, at once. `label` is its accessible name; show it beside. */
export function Switch({ checked, onChange, label, disabled = false }: SwitchProps) {
  return (
    <Base.Root className={c('track')} checked={checked} disabled={disabled} aria-label={label} onCheckedChange={(next) => onChange(next)}>
      <Base.Thumb className={c('thumb')} />
    </Base.Root>
  );
}
