import { ChevronRight } from 'lucide-react';
import { classNames } from './class-names.ts';
import styles from './tree.module.css';

const c = classNames(styles);

/** The triangle before a line; keeps its place on a leaf (`open` undefined). The keys of the tree do the same. */
export function TreeFold({ open, onToggle }: { readonly open: boolean | undefined; readonly onToggle: (open: boolean) => void }) {
  return (
    <span
      className={c('fold', open === true && 'open', open === undefined && 'none')}
      onClick={(event) => {
        if (open === undefined) return;
        event.stopPropagation();
        onToggle(!open);
      }}
    >
      <ChevronRight size={12} aria-hidden />
    </span>
  );
}
