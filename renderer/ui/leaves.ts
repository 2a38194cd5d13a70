import type { FocusEvent } from 'react';

/** Whether the keyboard leaves an element with all that is in it, and not only its window: one comes back from there to where one was. */
export function leaves({ currentTarget, target, relatedTarget }: FocusEvent<HTMLElement>): boolean {
  return target !== document.activeElement && !currentTarget.contains(relatedTarget);
}
