/** What `watchPaints` leaves in the page. */
export interface PaintWindow {
  readonly benchPaints: {
    /** Milliseconds from the last key to the last picture that differed within the watched elements. */
    sinceKey(): number;
    /** Milliseconds between frames. */
    readonly frames: number[];
  };
}

/** Runs in the page: notes when changes of the elements reach the screen, and how evenly frames come. */
export function watchPaints(selector: string): void {
  let keyAt = 0;
  let paintedAt = 0;
  let waiting = false;
  const frames: number[] = [];
  window.addEventListener('keydown', (event) => void (keyAt = event.timeStamp), { capture: true });
  const changed = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      // A message that is sent in the frame is delivered when the frame has been drawn.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => {
        waiting = false;
        paintedAt = performance.now();
      });
      port1.start();
      port2.postMessage(0);
    });
  });
  for (const element of document.querySelectorAll(selector)) {
    changed.observe(element, { subtree: true, childList: true, characterData: true, attributes: true });
  }
  let last = performance.now();
  const frame = (at: number): void => {
    frames.push(at - last);
    last = at;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  (window as unknown as { benchPaints: object }).benchPaints = { sinceKey: () => paintedAt - keyAt, frames };
}
