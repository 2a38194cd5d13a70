import type { Page } from 'playwright/test';

/**
 * Keeps what the host sends to the page from the next load of the page on, as it comes out of the page's port (to the thread that
 * holds its WebSocket, or to Electron): a way to see a terminal's bytes that passes by all of the page's own code. To be followed by a reload.
 */
export async function keepReceived(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const frames: Uint8Array[] = [];
    Object.assign(window, { receivedFrames: frames });
    for (const prototype of [MessagePort.prototype]) {
      const own = Object.getOwnPropertyDescriptor(prototype, 'onmessage');
      if (own === undefined) continue;
      Object.defineProperty(prototype, 'onmessage', {
        ...own,
        set(this: EventTarget, handler: unknown) {
          this.addEventListener('message', (event) => {
            const { data } = event as MessageEvent<unknown>;
            // Copied: the page gives a block's memory back when it has parsed it.
            if (data instanceof ArrayBuffer) frames.push(new Uint8Array(data.slice(0)));
            else if (data instanceof Uint8Array) frames.push(data.slice());
          });
          own.set?.call(this, handler);
        },
      });
    }
  });
}

/** Length and SHA-256 of the bytes of all streams that came between two texts, each of which must have come once. */
export function hashBetween(page: Page, before: string, after: string): Promise<{ bytes: number; sha256: string }> {
  return page.evaluate(
    async ([before, after]) => {
      const { receivedFrames: frames } = window as unknown as { receivedFrames: Uint8Array[] };
      // The first four bytes of a frame are the number of its stream.
      const all = new Uint8Array(frames.reduce((sum, frame) => sum + frame.length - 4, 0));
      let at = 0;
      for (const frame of frames) {
        all.set(frame.subarray(4), at);
        at += frame.length - 4;
      }
      const text = new TextDecoder('latin1').decode(all);
      const start = text.indexOf(before) + before.length;
      const end = text.indexOf(after, start);
      if (start < before.length || end < 0) throw new Error(`The marks did not come: ${text.slice(-300)}`);
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all.subarray(start, end)));
      return { bytes: end - start, sha256: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') };
    },
    [before, after] as const,
  );
}
