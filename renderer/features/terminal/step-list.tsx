import { Check, X } from 'lucide-react';
import { displayText } from '../../../shared/model/display-text.ts';
import { classNames } from '../../ui/class-names.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { duration, type StepRow } from './steps.ts';
import styles from './step-list.module.css';

const c = classNames(styles);
const WORDS = { running: 'under way', done: 'done', failed: 'failed', info: '' } as const;

/** How connecting goes, step by step, with the time that each one took. */
export function StepList({ rows }: { readonly rows: readonly StepRow[] }) {
  return (
    <ol className={c('list')} aria-label="Steps of connecting">
      {rows.map((row, index) => (
        <li key={row.key} className={c('row', row.state)}>
          <span className={c('mark')}>
            <Mark state={row.state} />
          </span>
          {/* Once for the lines that belong together. */}
          <span className={c('label')}>{rows[index - 1]?.label === row.label && row.state === 'info' ? '' : row.label}</span>
          <span className={`${c('text')} selectable`}>{displayText(row.text, 600)}</span>
          <span className={c('took')}>
            {row.took === undefined ? '' : duration(row.took)}
            <span className={c('hidden')}> {WORDS[row.state]}</span>
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
