import type { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import { hasRealGpu } from './gpu.ts';

/** Draws a visible terminal with WebGL where a graphics card does the work, and with DOM rows everywhere else. */
export interface Drawing {
  setVisible(visible: boolean): void;
  /** Whether a graphics card draws. */
  readonly fast: boolean;
  dispose(): void;
}

export function createDrawing(term: Terminal): Drawing {
  let addon: WebglAddon | undefined;
  let wanted = false;
  // Once a context was lost the driver is in trouble: DOM from then on.
  let lost = false;

  function stop(): void {
    addon?.dispose();
    addon = undefined;
  }

  async function start(): Promise<void> {
    if (lost || !hasRealGpu()) return;
    const { WebglAddon: Addon } = await import('@xterm/addon-webgl');
    if (!wanted || lost || addon !== undefined) return;
    const next = new Addon();
    next.onContextLoss(() => {
      lost = true;
      stop();
    });
    try {
      term.loadAddon(next);
      addon = next;
    } catch {
      lost = true;
      next.dispose();
    }
  }

  return {
    get fast() {
      return addon !== undefined;
    },
    // Browsers allow some sixteen contexts on a page: only what is seen holds one.
    setVisible(visible) {
      if (visible === wanted) return;
      wanted = visible;
      if (visible) void start();
      else stop();
    },
    dispose() {
      wanted = false;
      stop();
    },
  };
}
