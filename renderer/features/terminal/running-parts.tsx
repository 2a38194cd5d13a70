import { ArrowLeftRight, CircleAlert, FileText } from 'lucide-react';
import { displayText } from '../../../shared/model/display-text.ts';
import type { ForwardState } from '../../../shared/model/terminal.ts';
import { classNames } from '../../ui/class-names.ts';
import { Copyable } from '../../ui/copyable.tsx';
import { Popover } from '../../ui/popover.tsx';
import styles from './running-parts.module.css';
import { useTexts } from '../../app/use-texts.ts';
import { texts } from '../../../shared/texts/current.ts';

const c = classNames(styles);

/** `2 forwards`, or how many of them failed; a click lists them. */
export function RunningForwards({ forwards }: { readonly forwards: readonly ForwardState[] }) {
  const { running: t } = useTexts().terminal;
  if (forwards.length === 0) return null;
  const text = forwardsText(forwards);
  const failed = forwards.some(({ state }) => state === 'failed');
  return (
    <Popover
      label={t.forwards}
      side="top"
      align="end"
      trigger={
        <button type="button" className={c('part', failed && 'failed')}>
          {failed ? <CircleAlert size={11} aria-hidden /> : <ArrowLeftRight size={11} aria-hidden />} {text}
        </button>
      }
    >
      <ul className={c('list')}>
        {forwards.map(({ text: what, state, error }, index) => (
          <li key={`${index} ${what}`}>
            <span className={c('what')}>{displayText(what, 200)}</span>{' '}
            <span className={c('state', state === 'failed' && 'failed')}>{state === 'open' ? t.open : t.failed}</span>
            {error === undefined ? null : (
              <p className={c('why')}>
                {displayText(error.message, 300)} {displayText(error.hint ?? '', 300)}
              </p>
            )}
          </li>
        ))}
      </ul>
    </Popover>
  );
}

/** `2 forwards`, `1 of 2 forwards failed`. */
export function forwardsText(forwards: readonly ForwardState[]): string {
  const { running: t } = texts().terminal;
  const failed = forwards.filter(({ state }) => state === 'failed').length;
  if (failed === 0) return t.count(forwards.length);
  return failed === forwards.length ? t.allFailed(failed) : t.someFailed(failed, forwards.length);
}

/** Says that the output goes to a file, and to which. */
export function LogFile({ path }: { readonly path: string }) {
  const { running: t } = useTexts().terminal;
  const name = path.split(/[/\\]/u).at(-1) ?? path;
  return (
    <Popover
      label={t.sessionLog}
      side="top"
      align="end"
      trigger={
        <button type="button" className={c('part', 'log')} title={t.loggingTo(displayText(path, 400))}>
          <FileText size={11} aria-hidden /> <span className={c('name')}>{t.logging(displayText(name, 60))}</span>
        </button>
      }
    >
      <p className={c('why')}>{t.aboutLog}</p>
      <Copyable text={path} what={t.logPath} mono />
    </Popover>
  );
}
