import { ArrowDown, ArrowUp, CaseSensitive, Regex, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { TerminalView } from '../../terminals/view.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './find-bar.module.css';
import { useTexts } from '../../app/use-texts.ts';
import { texts } from '../../../shared/texts/current.ts';

const c = classNames(styles);
/** The addon stops counting here. */
const COUNTED = 1_000;

/**
 * Search in one terminal's scrollback. What was printed last is what is looked for: the first match is the last one, Enter goes up from
 * there, Shift+Enter down. Escape goes back to the shell.
 */
export function FindBar({ view }: { readonly view: TerminalView }) {
  const { finding: t, find: findLabel } = useTexts().terminal;
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [caseSensitive, setCase] = useState(false);
  const [regex, setRegex] = useState(false);
  const [problem, setProblem] = useState(false);
  const found = useStore(view.state, (state) => state.found);

  const find = (wanted: string, direction: 'next' | 'previous', options: { caseSensitive: boolean; regex: boolean }) => {
    try {
      view.find(wanted, options, direction);
      setProblem(false);
    } catch {
      setProblem(true);
    }
  };
  useEffect(() => {
    const selected = view.copy();
    if (selected !== '' && !selected.includes('\n') && selected.length <= 200) setText(selected);
    input.current?.focus();
    return () => view.endFind();
  }, [view]);
  useEffect(() => find(text, 'previous', { caseSensitive, regex }), [text, caseSensitive, regex]);

  const close = () => {
    view.state.setState({ findOpen: false });
    view.focus();
  };
  const options = { caseSensitive, regex };
  return (
    <search
      className={c('bar')}
      aria-label={t.label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          close();
        }
      }}
    >
      <TextField
        ref={input}
        aria-label={findLabel}
        placeholder={findLabel}
        value={text}
        aria-invalid={problem}
        onChange={(event) => setText(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          find(text, event.shiftKey ? 'next' : 'previous', options);
        }}
      />
      <output className={c('count', problem && 'bad')} aria-live="polite">
        {problem ? t.badPattern : countText(text, found)}
      </output>
      <IconButton
        label={t.case}
        pressed={caseSensitive}
        icon={<CaseSensitive size={15} aria-hidden />}
        onClick={() => setCase(!caseSensitive)}
      />
      <IconButton label={t.regex} pressed={regex} icon={<Regex size={14} aria-hidden />} onClick={() => setRegex(!regex)} />
      <IconButton label={t.previous} icon={<ArrowUp size={14} aria-hidden />} onClick={() => find(text, 'previous', options)} />
      <IconButton label={t.next} icon={<ArrowDown size={14} aria-hidden />} onClick={() => find(text, 'next', options)} />
      <IconButton label={t.close} icon={<X size={14} aria-hidden />} onClick={close} />
    </search>
  );
}

/** How many were found and which one is marked. */
export function countText(text: string, found: { index: number; count: number } | undefined): string {
  if (text === '' || found === undefined) return '';
  const { finding: t } = texts().terminal;
  if (found.count === 0) return t.none;
  const count = found.count >= COUNTED ? `${COUNTED}+` : `${found.count}`;
  return found.index < 0 ? count : t.of(found.index + 1, count);
}
