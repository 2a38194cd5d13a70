import { useState } from 'react';
import { TextField } from '../../ui/text-field.tsx';

export interface NumberTextProps {
  readonly label: string;
  /** NaN while the text is no number. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly unit?: string | undefined;
  readonly describedBy?: string;
  readonly invalid?: boolean;
}

/** A whole number as text: what is typed stays as it is, and is called wrong beside the field instead of being changed. */
export function NumberText({ label, value, onChange, unit, describedBy, invalid = false }: NumberTextProps) {
  const [text, setText] = useState(String(value));
  const read = (typed: string): number => (/^\d{1,9}$/u.test(typed.trim()) ? Number(typed.trim()) : Number.NaN);
  // A reset, or another record, changes the value from outside.
  const shown = Object.is(read(text), value) ? text : String(value);
  return (
    <TextField
      inputMode="numeric"
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      value={shown}
      maxLength={12}
      after={unit}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(read(event.currentTarget.value));
      }}
    />
  );
}
