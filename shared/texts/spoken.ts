import type { Texts } from './current.ts';

let catalogue: Texts | undefined;

/**
 * The present catalogue if it is another than the English one. For code that runs before the page's own and says next to nothing: it is not
 * to bring a whole catalogue along, which `texts()` does.
 */
export function spoken(): Texts | undefined {
  return catalogue;
}

export function setSpoken(next: Texts): void {
  catalogue = next;
}
