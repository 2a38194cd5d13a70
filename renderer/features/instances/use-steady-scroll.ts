import { useLayoutEffect, useRef, type RefObject } from 'react';
import type { Row } from './rows.ts';

/** Where the view stands: the first row in it, and how far that is scrolled out, in CSS pixels. */
interface Anchor {
  readonly key: string;
  readonly index: number;
}

/**
 * Keeps the rows that a person looks at where they are while data arrives: rows that come or go above the view move the scroll
 * position with them. `view` names what the person asked to see; when that changes, the list starts at its top again.
 */
export function useSteadyScroll(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  view: string,
  rowHeight: number,
): () => void {
  const anchor = useRef<Anchor | undefined>(undefined);
  const shown = useRef(view);
  // Kept, not asked for: an element that has just changed is laid out to say where it is scrolled to.
  const top = useRef(0);

  const remember = (): void => {
    top.current = scroller.current?.scrollTop ?? 0;
    const index = Math.floor(top.current / rowHeight);
    const row = rows[index];
    anchor.current = index === 0 || row === undefined ? undefined : { key: row.key, index };
  };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (shown.current !== view) {
      shown.current = view;
      anchor.current = undefined;
      if (top.current !== 0) element.scrollTo({ top: 0 });
      return;
    }
    const before = anchor.current;
    if (before === undefined) return;
    const index = rows.findIndex((row) => row.key === before.key);
    if (index < 0 || index === before.index) return;
    element.scrollBy({ top: (index - before.index) * rowHeight });
    anchor.current = { key: before.key, index };
  }, [rows, view, scroller, rowHeight]);

  return remember;
}
