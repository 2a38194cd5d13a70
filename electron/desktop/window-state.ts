import { join } from 'node:path';
import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { z } from 'zod';
import { createDocument } from '../store/document.ts';

const size = z.int().min(200).max(30_000);
const place = z.int().min(-100_000).max(100_000);
const schema = () =>
  z.strictObject({
    bounds: z.strictObject({ x: place, y: place, width: size, height: size }).optional(),
    maximized: z.boolean(),
  });
type WindowState = z.infer<ReturnType<typeof schema>>;

/** CSS pixels. */
const FIRST_SIZE = { width: 1280, height: 800 };
/** So much of the title bar must lie on a screen for the window to be caught by the mouse. */
const REACHABLE = 64;

export interface WindowMemory {
  /** Where the window was, if a screen is still there; and its size in any case. */
  readonly options: Partial<Rectangle>;
  /** Maximizes as before, and keeps what the person does with the window. */
  follow(window: BrowserWindow): void;
  /** Resolves when all that was to be kept is on the disk: the last of it comes as the window closes, and the app ends right behind. */
  written(): Promise<void>;
}

/** Remembers size and place of the window in the data folder. What cannot be kept is not worth a word. */
export async function createWindowMemory(dataFolder: string): Promise<WindowMemory> {
  const document = createDocument<WindowState>({
    file: join(dataFolder, 'window.json'),
    version: 1,
    schema,
    empty: { maximized: false },
  });
  const { value } = await document.load();
  let written = Promise.resolve();
  return {
    options: restorable(value.bounds),
    follow(window) {
      if (value.maximized) window.maximize();
      const keep = (): void => {
        if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
        written = document.save({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }).catch(() => {});
      };
      // `resized` and `moved` come once, at the end, on macOS and Windows; `close` is there on all systems.
      window.on('resized', keep);
      window.on('moved', keep);
      window.on('close', keep);
    },
    written: () => written,
  };
}

function restorable(bounds: Rectangle | undefined): Partial<Rectangle> {
  if (bounds === undefined) return FIRST_SIZE;
  const seen = screen.getAllDisplays().some(({ workArea }) => {
    const right = Math.min(bounds.x + bounds.width, workArea.x + workArea.width);
    const left = Math.max(bounds.x, workArea.x);
    return right - left >= REACHABLE && bounds.y >= workArea.y && bounds.y <= workArea.y + workArea.height - REACHABLE;
  });
  return seen ? bounds : { width: bounds.width, height: bounds.height };
}
