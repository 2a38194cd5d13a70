import { displayText } from '../../../shared/model/display-text.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ErrorRow } from '../../ui/error-row.tsx';
import { refresh } from './instance-store.ts';
import styles from './instances-panel.module.css';
import type { Problem } from './loading.ts';

const c = classNames(styles);

/** What could not be loaded, each failure on its own line below the grid; the rest of the list is not touched by it. */
export function ProblemRows({ problems }: { readonly problems: readonly Problem[] }) {
  const t = useTexts().instances;
  if (problems.length === 0) return null;
  return (
    <section className={c('problems')} aria-label={t.problems} tabIndex={problems.length > 4 ? 0 : -1}>
      {problems.map((problem) => (
        <ErrorRow
          key={problem.key}
          subject={problem.subject}
          error={problem.error}
          actions={
            <Button look="quiet" aria-label={t.retryOf(displayText(problem.subject))} onClick={() => refresh(problem.retry)}>
              {t.retry}
            </Button>
          }
        />
      ))}
    </section>
  );
}
