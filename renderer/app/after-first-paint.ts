import { useEffect, useState } from 'react';

/** Milliseconds. */
const LONGEST_MS = 500;

/** False until the page has been drawn once, then true: for what nobody sees at first and need not hold up what they do see. */
export function useAfterFirstPaint(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A hidden page draws no frame: there the time comes without one.
    const late = setTimeout(() => setPainted(true), LONGEST_MS);
    const frame = requestAnimationFrame(() => {
      // The frame itself is drawn after this; a task comes after that.
      timer = setTimeout(() => setPainted(true));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      clearTimeout(late);
    };
  }, []);
  return painted;
}
