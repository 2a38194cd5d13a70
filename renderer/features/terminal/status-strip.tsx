import { ScrollText, Search } from 'lucide-react';
import { useStore } from 'zustand';
import type { TerminalView } from '../../terminals/view.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { useTerminalQuestion } from '../prompts/prompt-host.tsx';
import { EnterKey } from './enter-key.tsx';
import { LogFile, RunningForwards } from './running-parts.tsx';
import { statusLine } from './status-line.ts';
import styles from './status-strip.module.css';
import { attachTerminal, closeTerminal, reconnectTerminal } from './terminal-actions.ts';
import type { TerminalEntry } from './terminals-store.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/**
 * The line below a terminal. It is always there and always as high, so that nothing moves when a connection is lost or comes
 * back, and nothing of the screen is covered.
 */
export function StatusStrip({ terminal, view }: { readonly terminal: TerminalEntry; readonly view: TerminalView }) {
  const { terminal: t, parts } = useTexts();
  const { cols, rows, hover, logOpen, findOpen, detached } = useStore(view.state);
  const question = useTerminalQuestion(terminal.id);
  const { tone, word, text, full = text, hint } = statusLine(terminal, question !== undefined);
  const ended = terminal.state === 'ended';
  // Before there ever was a shell, the panel itself says what is wrong and has the buttons.
  const bar = ended && terminal.opened;
  const lost = bar && tone === 'bad';
  return (
    <footer className={c('strip', lost && 'lost')}>
      <StatusDot tone={tone} />
      <VisuallyHidden>{word}: </VisuallyHidden>
      <span className={`${c('text')} selectable`} role="status" title={hint === undefined ? full : `${full} ${hint}`}>
        {text}
        {hint === undefined || !bar ? null : <span className={c('hint')}> {hint}</span>}
      </span>
      {hover === undefined ? null : <span className={c('link')}>{hover}</span>}
      <span className={c('space')} />
      {detached !== undefined && !ended ? (
        <>
          <span className={c('text')}>{t.notShown(detached)}</span>
          <Button onClick={() => void attachTerminal(terminal.id)}>{t.showAgain}</Button>
        </>
      ) : null}
      <RunningForwards forwards={terminal.forwards} />
      {terminal.logFile === undefined ? null : <LogFile path={terminal.logFile} />}
      {bar ? (
        <>
          <Button look={lost ? 'primary' : 'plain'} onClick={() => reconnectTerminal(terminal.id)}>
            {terminal.end?.how === 'failed' ? t.retry : t.reconnect}{' '}
            <span className={c('spare')}>
              <EnterKey />
            </span>
          </Button>
          <span className={c('spare')}>
            <Button look="quiet" onClick={() => closeTerminal(terminal.id)}>
              {parts.close}
            </Button>
          </span>
        </>
      ) : (
        <span className={c('size')} title={t.size}>
          {cols}×{rows}
        </span>
      )}
      <span className={c('spare')}>
        <IconButton
          label={t.find}
          pressed={findOpen}
          icon={<Search size={13} aria-hidden />}
          onClick={() => view.state.setState({ findOpen: !findOpen })}
        />
      </span>
      <IconButton
        label={t.log}
        pressed={logOpen}
        icon={<ScrollText size={13} aria-hidden />}
        onClick={() => view.state.setState({ logOpen: !logOpen })}
      />
    </footer>
  );
}
