import { Copy, X } from 'lucide-react';
import { useLayoutEffect, useRef, type RefObject } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { copyText } from '../../ui/copy-text.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import styles from './log-pane.module.css';
import { stepLabel } from './steps.ts';
import type { TerminalEntry } from './terminals-store.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);
/** Pixels from the end that still count as the end. */
const NEAR_END = 24;

export interface LogPaneProps {
  readonly terminal: TerminalEntry;
  /** The list, which has the keyboard while the log is shown. */
  readonly lines: RefObject<HTMLOListElement | null>;
  readonly onClose: () => void;
}

/** Every line of a terminal's log, over its screen: what was tried, when, and how it went. The newest is in view until one scrolls up. */
export function LogPane({ terminal, lines, onClose }: LogPaneProps) {
  const { logPane: t } = useTexts().terminal;
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (atEnd.current) lines.current?.scrollTo({ top: lines.current.scrollHeight });
  }, [lines, terminal.log]);
  return (
    <section
      className={c('pane')}
      aria-label={t.label}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className={c('header')}>
        <h2 className={c('title')}>{t.title(displayText(terminal.name, 64))}</h2>
        <IconButton label={t.copy} icon={<Copy size={13} aria-hidden />} onClick={() => void copyText(logText(terminal), t.copied)} />
        <IconButton label={t.close} icon={<X size={14} aria-hidden />} onClick={onClose} />
      </header>
      {/* biome-ignore lint: a list that scrolls must be reachable by keyboard */}
      <ol
        ref={lines}
        className={`${c('lines')} selectable`}
        tabIndex={0}
        aria-label={t.lines}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          atEnd.current = scrollTop + clientHeight >= scrollHeight - NEAR_END;
        }}
      >
        {terminal.log.map((line, index) => (
          <li key={`${line.at}-${index}`} className={c('line', line.state)}>
            <time className={c('time')}>{clock(line.at)}</time>
            <span className={c('step')}>{stepLabel(line.step)}</span>
            <span className={c('text')}>{displayText(line.text, 2_000)}</span>
          </li>
        ))}
      </ol>
      {terminal.end?.error === undefined ? null : (
        <p className={`${c('end')} selectable`}>
          {displayText(terminal.end.error.message, 1_000)} {displayText(terminal.end.error.hint ?? '', 1_000)}
        </p>
      )}
    </section>
  );
}

function logText({ log }: TerminalEntry): string {
  return log.map(({ at, step, state, text }) => `${new Date(at).toISOString()}  ${stepLabel(step)}  ${state}  ${text}`).join('\n');
}

/** Time of day with milliseconds, as the person's clock shows it. */
export function clock(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
