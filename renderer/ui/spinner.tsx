import { classNames } from './class-names.ts';
import styles from './spinner.module.css';

const c = classNames(styles);

/** Something is under way. `label` is read out; leave it away where the text beside says it. */
export function Spinner({ size = 12, label }: { readonly size?: number; readonly label?: string }) {
  return (
    <span
      className={c('spinner')}
      style={{ width: size, height: size }}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}
