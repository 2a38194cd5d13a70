import type { RefObject } from 'react';
import { displayText } from '../../../shared/model/display-text.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './connecting.module.css';
import { EnterKey } from './enter-key.tsx';
import { currentLog } from './status-line.ts';
import { StepList } from './step-list.tsx';
import { stepRows, stopped } from './steps.ts';
import { closeTerminal, reconnectTerminal } from './terminal-actions.ts';
import type { TerminalEntry } from './terminals-store.ts';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** What a terminal shows before it has a screen: each step of connecting, and why it failed if it did. */
export function Connecting({ terminal, retry }: { readonly terminal: TerminalEntry; readonly retry: RefObject<HTMLButtonElement | null> }) {
  const { terminal: t, common, parts } = useTexts();
  const error = terminal.state === 'ended' ? terminal.end?.error : undefined;
  const machine = displayText(terminal.name, 64);
  const rows = stepRows(currentLog(terminal)).filter((row) => row.step !== 'session');
  return (
    <div className={c('cover')}>
      <div className={c('column')}>
        <h2 className={c('title')}>{terminal.state === 'ended' ? t.connecting.not(machine) : t.connecting.to(machine)}</h2>
        <StepList rows={terminal.state === 'ended' ? stopped(rows) : rows} />
        {error === undefined ? null : (
          <div className={c('problem')} role="alert">
            <p className={`${c('message')} selectable`}>{displayText(error.message, 1_000)}</p>
            {error.hint === undefined ? null : <p className="selectable">{displayText(error.hint, 1_000)}</p>}
            {error.detail === undefined ? null : <p className={`${c('detail')} selectable`}>{displayText(error.detail, 1_000)}</p>}
          </div>
        )}
        {terminal.state === 'ended' ? (
          <div className={c('actions')}>
            <Button ref={retry} look="primary" onClick={() => reconnectTerminal(terminal.id)}>
              {t.retry} <EnterKey />
            </Button>
            <Button onClick={() => closeTerminal(terminal.id)}>{parts.close}</Button>
          </div>
        ) : (
          <div className={c('actions')}>
            <Button onClick={() => closeTerminal(terminal.id)}>{common.cancel}</Button>
          </div>
        )}
      </div>
    </div>
  );
}
