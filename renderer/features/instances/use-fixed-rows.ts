import { useEffect, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';

export interface FixedRowsOptions {
  readonly count: number;
  /** CSS pixels of each row. */
  readonly rowPx: number;
  /** Of the head, which stays over the rows in the same scroller. */
  readonly headPx: number;
  /** Rows kept ready above and below what is seen. */
  readonly overscan: number;
}

export interface FixedRows {
  /** The rows to draw: `from` up to but without `to`. */
  readonly from: number;
  readonly to: number;
  /** Brings a row into view, by no more than is needed. */
  readonly scrollTo: (index: number) => void;
}

/**
 * Which of many rows of one height are in view. Where a row lies is its index times that height, so nothing here grows with the number of
 * rows: a search through 50,000 changes that number with each key.
 */
export function useFixedRows(scroller: RefObject<HTMLElement | null>, { count, rowPx, headPx, overscan }: FixedRowsOptions): FixedRows {
  const [first, setFirst] = useState(0);
  // Until the scroller was laid out it may be as high as the window.
  const [seen, setSeen] = useState(() => rowsIn(window.innerHeight, rowPx));

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // In time for the frame that shows the new place: later it would show a gap.
    const onScroll = (): void => flushSync(() => setFirst(Math.floor(Math.max(0, element.scrollTop) / rowPx)));
    const watcher = new ResizeObserver(([entry]) => entry !== undefined && setSeen(rowsIn(entry.contentRect.height - headPx, rowPx)));
    element.addEventListener('scroll', onScroll, { passive: true });
    watcher.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      watcher.disconnect();
    };
  }, [scroller, rowPx, headPx]);

  const scrollTo = (index: number): void => {
    const element = scroller.current;
    if (element === null) return;
    const highest = index * rowPx;
    const lowest = highest + rowPx + headPx - element.clientHeight;
    if (element.scrollTop > highest) element.scrollTo({ top: highest });
    else if (element.scrollTop < lowest) element.scrollTo({ top: lowest });
  };

  // Of a list that became shorter the browser shows the end, and says so later.
  const start = Math.min(first, Math.max(0, count - seen));
  return { from: Math.max(0, start - overscan), to: Math.min(count, start + seen + overscan), scrollTo };
}

function rowsIn(height: number, rowPx: number): number {
  return Math.max(0, Math.ceil(height / rowPx)) + 1;
}
