import { classNames } from '../../ui/class-names.ts';
import { isMac, showKeys } from '../../ui/keys.ts';
import styles from './enter-key.module.css';

const c = classNames(styles);

/** The Enter key as a hint inside a button, in the button's own colour. */
export function EnterKey() {
  return (
    <kbd className={c('key')} aria-hidden>
      {showKeys('Enter', isMac())}
    </kbd>
  );
}
