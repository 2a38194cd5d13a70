import { Copy } from 'lucide-react';
import { displayText } from '../../shared/model/display-text.ts';
import { classNames } from './class-names.ts';
import { copyText } from './copy-text.ts';
import styles from './copyable.module.css';
import { texts } from '../../shared/texts/current.ts';

const c = classNames(styles);

export interface CopyableProps {
  readonly text: string;
  /** What it is, for the button's name: `Copy public IP`. */
  readonly what: string;
  readonly mono?: boolean;
  /** Shows the whole of it, in several lines where there is no room: for what has to be compared. */
  readonly whole?: boolean;
}

/** A value that can be selected, with a button that copies the whole of it. */
export function Copyable({ text, what, mono = false, whole = false }: CopyableProps) {
  const shown = displayText(text, 2_000);
  return (
    <span className={c('copyable')}>
      <span className={`${c('text', mono && 'mono', whole && 'whole')} selectable`} title={shown}>
        {shown}
      </span>
      <button
        type="button"
        className={c('button')}
        aria-label={texts().parts.copy(what)}
        onClick={() => void copyText(text, displayText(text, 60))}
      >
        <Copy size={12} aria-hidden />
      </button>
    </span>
  );
}
