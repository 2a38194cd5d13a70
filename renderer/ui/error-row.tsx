import { ChevronRight, CircleAlert, TriangleAlert } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import type { WireError } from '../../shared/model/errors.ts';
import { displayText } from '../../shared/model/display-text.ts';
import { classNames } from './class-names.ts';
import styles from './error-row.module.css';
import { texts } from '../../shared/texts/current.ts';

const c = classNames(styles);

export interface ErrorRowProps {
  /** What failed, for example `prod · eu-central-1`. */
  readonly subject?: string;
  readonly error: WireError;
  readonly level?: 'error' | 'warning';
  /** What a person can do about it here. */
  readonly actions?: ReactNode;
}

/** A message of this many characters may not fit into the line. */
const LONG = 90;

/** One failure in one line: what, why; a click shows the next step and the detail. */
export function ErrorRow({ subject, error, level = 'error', actions }: ErrorRowProps) {
  const [open, setOpen] = useState(false);
  const more = useId();
  const message = displayText(error.message, 1_000);
  const what = subject === undefined ? undefined : displayText(subject);
  const long = message.length > LONG;
  const foldable = error.hint !== undefined || error.detail !== undefined || long;
  return (
    <div
      className={c('row', level)}
      role="group"
      aria-label={level === 'error' ? texts().parts.error(what ?? message) : texts().parts.warning(what ?? message)}
    >
      <div className={c('line')}>
        <button
          type="button"
          className={c('head')}
          aria-expanded={open}
          aria-controls={more}
          disabled={!foldable}
          onClick={() => setOpen((was) => !was)}
        >
          <ChevronRight size={12} aria-hidden className={c('fold', open && 'open', !foldable && 'none')} />
          {level === 'error' ? (
            <CircleAlert size={13} aria-hidden className={c('icon')} />
          ) : (
            <TriangleAlert size={13} aria-hidden className={c('icon')} />
          )}
          {what === undefined ? null : <span className={c('subject')}>{what}</span>}
          <span className={c('message')} title={message}>
            {message}
            {error.hint === undefined || open ? null : <span className={c('then')}>{displayText(error.hint, 400)}</span>}
          </span>
        </button>
        {actions}
      </div>
      {open ? (
        <div id={more} className={`${c('more')} selectable`}>
          {long ? <p>{message}</p> : null}
          {error.hint === undefined ? null : <p className={c('hint')}>{displayText(error.hint, 2_000)}</p>}
          {error.detail === undefined ? null : <pre className={c('detail')}>{displayText(error.detail, 4_000)}</pre>}
        </div>
      ) : null}
    </div>
  );
}
