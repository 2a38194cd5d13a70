import { Check, X } from 'lucide-react';
import { displayText } from '../../../shared/model/display-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { duration, stepLabel, type StepRow } from './steps.ts';
import styles from './step-list.module.css';
import { useTexts } from '../../app/use-texts.ts';

const c = classNames(styles);

/** How connecting goes, step by step, with the time that each one took. */
export function StepList({ rows }: { readonly rows: readonly StepRow[] }) {
  const { terminal, terminalActions: t } = useTexts();
  const words = { running: t.underWay, done: t.done, failed: t.failed, info: '' };
  return (
    <ol className={c('list')} aria-label={terminal.connecting.steps}>
      {rows.map((row, index) => (
        <li key={row.key} className={c('row', row.state)}>
          <span className={c('mark')}>
            <Mark state={row.state} />
          </span>
          {/* Once for the lines that belong together. */}
          <span className={c('label')}>{rows[index - 1]?.step === row.step && row.state === 'info' ? '' : stepLabel(row.step)}</span>
          <span className={`${c('text')} selectable`}>{displayText(row.text, 600)}</span>
          <span className={c('took')}>
            {row.took === undefined ? '' : duration(row.took)}
            <span className={c('hidden')}> {words[row.state]}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

function Mark({ state }: { readonly state: StepRow['state'] }) {
  if (state === 'running') return <Spinner />;
  if (state === 'done') return <Check size={13} aria-hidden />;
  return state === 'failed' ? <X size={13} aria-hidden /> : null;
}
