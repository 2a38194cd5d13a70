import { useEffect, useRef } from 'react';
import { classNames } from './class-names.ts';
import styles from './tree.module.css';
import { texts } from '../../shared/texts/current.ts';

const c = classNames(styles);

/** The name of a line while it is typed: Enter and leaving the field keep it, Escape gives it up. */
export function RenameField({ name, onDone }: { readonly name: string; readonly onDone: (name: string | undefined) => void }) {
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const end = (next: string | undefined): void => {
    if (done.current) return;
    done.current = true;
    onDone(next === undefined || next.trim() === '' || next.trim() === name ? undefined : next.trim());
  };
  return (
    <input
      ref={field}
      className={c('rename')}
      aria-label={texts().parts.newName(name)}
      defaultValue={name}
      maxLength={200}
      spellCheck={false}
      autoComplete="off"
      onBlur={(event) => end(event.currentTarget.value)}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') end(event.currentTarget.value);
        if (event.key === 'Escape') {
          event.preventDefault();
          end(undefined);
        }
      }}
    />
  );
}
