import { useEffect, type RefObject } from 'react';

/** Puts the keyboard where a part begins that the person has just opened. */
export function useFirstFocus(first: RefObject<HTMLElement | null>): void {
  useEffect(() => first.current?.focus(), [first]);
}
