import { isMac, showKeys } from './keys.ts';
import { classNames } from './class-names.ts';
import styles from './kbd.module.css';

const c = classNames(styles);

/** A key or chord as this system writes it: `Mod+K` becomes `Ctrl+K`, or `⌘K` on macOS. */
export function Kbd({ keys }: { readonly keys: string }) {
  return <kbd className={c('kbd')}>{showKeys(keys, isMac())}</kbd>;
}
