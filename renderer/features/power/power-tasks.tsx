import { CircleAlert, CircleCheck } from 'lucide-react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { PowerTask } from '../../../shared/model/power.ts';
import { useTexts } from '../../app/use-texts.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { connectTask } from './power-actions.ts';
import styles from './power.module.css';
import { forgetTask, usePower } from './power-store.ts';

const c = classNames(styles);

/** What changes now, below the grid: how far it is, and what can be done about it. */
export function PowerTasks() {
  const tasks = usePower((state) => state.tasks);
  const t = useTexts().power;
  if (tasks.length === 0) return null;
  return (
    <ul className={c('tasks')} aria-label={t.tasks}>
      {tasks.map((task) => (
        <TaskRow key={task.key} task={task} />
      ))}
    </ul>
  );
}

function TaskRow({ task }: { readonly task: PowerTask }) {
  const t = useTexts().power;
  const { phase, error } = task;
  const failed = phase === 'failed';
  return (
    <li className={c('task', failed && 'failed')}>
      {failed ? <CircleAlert size={13} aria-hidden /> : phase === 'ready' ? <CircleCheck size={13} aria-hidden /> : <Spinner />}
      <span className={c('taskText')} role={failed ? 'alert' : 'status'}>
        {failed && error !== undefined ? (
          <>
            <strong>{displayText(error.message, 300)}</strong> {displayText(error.hint ?? '', 300)}
          </>
        ) : (
          phaseText(task, t)
        )}
      </span>
      {phase === 'ready' ? (
        <Button look="quiet" onClick={() => connectTask(task)}>
          {t.connect}
        </Button>
      ) : null}
      {phase === 'asking' ? null : (
        <Button look="quiet" onClick={() => forgetTask(task)}>
          {failed || phase === 'ready' ? t.dismiss : t.stopWaiting}
        </Button>
      )}
    </li>
  );
}

function phaseText(task: PowerTask, t: ReturnType<typeof useTexts>['power']): string {
  const name = displayText(task.name, 80);
  switch (task.phase) {
    case 'asking':
      return t.phase.asking(name);
    case 'probing':
      return t.phase.probing(name, task.address ?? '');
    case 'ready':
      return t.phase.ready(name);
    default:
      return { start: t.phase.starting, stop: t.phase.stopping, reboot: t.phase.restarting }[task.action](name);
  }
}
