/** The dock places a new panel within a frame or two; after these many frames nothing more is tried. */
const MOST_FRAMES = 12;

/**
 * Focuses an element of a panel that may not be on the page yet. `target` is asked anew each time; it returns nothing once the
 * keyboard is wanted elsewhere. Returns what ends the trying.
 */
export function focusWhenShown(target: () => HTMLElement | null | undefined): () => void {
  let frame: number | undefined;
  let left = MOST_FRAMES;
  const attempt = (): void => {
    frame = undefined;
    const element = target();
    if (element === null || element === undefined) return;
    element.focus();
    if (document.activeElement !== element && left-- > 0) frame = requestAnimationFrame(attempt);
  };
  attempt();
  return () => {
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}
