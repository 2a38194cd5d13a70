import { Eye, EyeOff } from 'lucide-react';
import { useState, type RefObject } from 'react';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useTexts } from '../../app/use-texts.ts';

export interface SecretFieldProps {
  readonly label: string;
  /** The form reads the input through it and empties it: the text is in no state of the page. */
  readonly input: RefObject<HTMLInputElement | null>;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly purpose?: 'current-password' | 'new-password' | 'off';
  /** Something was typed. */
  readonly onInput?: () => void;
}

/** A field for a secret, hidden unless the person shows it. */
export function SecretField({ label, input, hint, error, purpose = 'off', onInput }: SecretFieldProps) {
  const { prompts: t } = useTexts();
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} error={error} {...(hint === undefined ? {} : { hint })}>
      <TextField
        ref={input}
        type={shown ? 'text' : 'password'}
        autoComplete={purpose}
        onInput={onInput}
        data-1p-ignore=""
        data-lpignore="true"
        mono={shown}
        after={
          <IconButton
            label={shown ? t.hide : t.show}
            pressed={shown}
            icon={shown ? <EyeOff size={13} aria-hidden /> : <Eye size={13} aria-hidden />}
            onClick={() => setShown(!shown)}
          />
        }
      />
    </Field>
  );
}

/** Takes the text out of a field and empties it. */
export function takeSecret(input: RefObject<HTMLInputElement | null>): string {
  const element = input.current;
  if (element === null) return '';
  const text = element.value;
  element.value = '';
  return text;
}
