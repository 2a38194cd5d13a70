import { useEffect, useId, useState, type KeyboardEvent, type ReactNode, type Ref } from 'react';
import { classNames } from './class-names.ts';
import styles from './combobox.module.css';
import { TextField } from './text-field.tsx';
import { texts } from '../../shared/texts/current.ts';

const c = classNames(styles);

export interface ComboOption {
  readonly id: string;
  readonly text: string;
  readonly icon?: ReactNode;
  /** What tells it from others of the same name, dimmed at the end. */
  readonly where?: string;
}

export interface ComboboxProps {
  readonly id?: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly ComboOption[];
  readonly onValue: (text: string) => void;
  /** An option was clicked, or Enter was pressed on it. */
  readonly onChoose: (id: string) => void;
  /** Enter without an option. */
  readonly onEnter?: () => void;
  readonly placeholder?: string;
  readonly before?: ReactNode;
  readonly after?: ReactNode;
  /** Shown in the list instead of options: what is wrong with the text. */
  readonly problem?: string | undefined;
  readonly mono?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
  readonly onEscape?: () => void;
  /** The first option is chosen by Enter at once. */
  readonly eager?: boolean;
}

/** A field that offers what its text may mean (ARIA combobox with a list). */
export function Combobox(props: ComboboxProps) {
  const { id, label, value, options, onValue, onChoose, onEnter, placeholder, before, after, problem, mono = false, ref, onEscape } = props;
  const { eager = true } = props;
  const list = useId();
  const [open, setOpen] = useState(false);
  const first = eager ? 0 : -1;
  const [at, setAt] = useState(first);
  const shown = open && (options.length > 0 || problem !== undefined);
  const index = Math.min(at, options.length - 1);

  useEffect(() => {
    if (shown) document.getElementById(`${list}-${index}`)?.scrollIntoView({ block: 'nearest' });
  }, [shown, index, list]);

  const choose = (option: ComboOption | undefined): void => {
    if (option === undefined) return;
    setOpen(false);
    setAt(first);
    onChoose(option.id);
  };

  function onKeyDown(event: KeyboardEvent): void {
    const last = options.length - 1;
    switch (event.key) {
      case 'ArrowDown':
        if (shown) setAt(index >= last ? 0 : index + 1);
        setOpen(true);
        break;
      case 'ArrowUp':
        if (shown) setAt(index <= 0 ? last : index - 1);
        setOpen(true);
        break;
      case 'Enter':
        if (open && options[index] !== undefined) choose(options[index]);
        else if (onEnter !== undefined) onEnter();
        else return;
        break;
      case 'Escape':
        if (shown) setOpen(false);
        else if (onEscape !== undefined) onEscape();
        else return;
        // Not also the dialog around it.
        event.stopPropagation();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  return (
    <div className={c('box')} onBlur={() => setOpen(false)}>
      <TextField
        {...(id === undefined ? {} : { id })}
        {...(ref === undefined ? {} : { ref })}
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={shown ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={shown && index >= 0 && options[index] !== undefined ? `${list}-${index}` : undefined}
        mono={mono}
        value={value}
        before={before}
        after={after}
        maxLength={1_024}
        placeholder={placeholder}
        onChange={(event) => {
          onValue(event.currentTarget.value);
          setAt(first);
          setOpen(true);
        }}
        onClick={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      {shown ? (
        // The mouse must not take the keyboard out of the field before the click is there.
        <div className={c('popup')} onMouseDown={(event) => event.preventDefault()}>
          {options.length === 0 ? null : (
            <div role="listbox" id={list} aria-label={texts().parts.suggestions(label)}>
              {options.map((option, position) => (
                <div
                  key={option.id}
                  id={`${list}-${position}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={position === index}
                  className={c('option', position === index && 'at')}
                  onMouseMove={() => setAt(position)}
                  onClick={() => choose(option)}
                >
                  {option.icon}
                  <span className={c('text')}>{option.text}</span>
                  {option.where === undefined ? null : <span className={c('where')}>{option.where}</span>}
                </div>
              ))}
            </div>
          )}
          {problem === undefined ? null : (
            <p className={c('problem')} role="status" {...(options.length === 0 ? { id: list } : {})}>
              {problem}
            </p>
          )}
        </div>
      ) : null}
    </div>
  );
}
