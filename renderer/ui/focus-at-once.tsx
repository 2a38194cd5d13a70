import { useLayoutEffect, type RefObject } from 'react';

/**
 * Inside a popup: gives the focus to its first field before the next key can come. The popup itself does so with the next frame only, and on
 * a busy machine that is late: what a person types in the same breath as the shortcut would go to what lies below.
 */
export function FocusAtOnce({ target }: { readonly target: RefObject<HTMLElement | null> }) {
  // After the popup noted who had the focus before, to give it back there.
  useLayoutEffect(() => queueMicrotask(() => target.current?.focus()), [target]);
  return null;
}
