import { classNames } from './class-names.ts';
import styles from './skeleton.module.css';

const c = classNames(styles);

/** The place of a text that is still to come; `width` in CSS. */
export function Skeleton({ width }: { readonly width: string }) {
  return <span className={c('bone')} style={{ width }} aria-hidden />;
}
