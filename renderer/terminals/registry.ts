import '@xterm/xterm/css/xterm.css';
import type { TerminalSize } from '../../shared/model/terminal.ts';
import { DARK_THEME } from './terminal-theme.ts';
import { createView, type Appearance, type TerminalView, type ViewEvents } from './view.ts';

const views = new Map<string, TerminalView>();
const listeners = new Set<() => void>();
let appearance: Appearance = { theme: DARK_THEME, fontSize: 13, scrollback: 5_000, screenReader: false };
// The size that a new terminal will most likely get: that of the one fitted last.
let lastSize: TerminalSize = { cols: 80, rows: 24 };

/** Makes a terminal that is not known by an id yet. */
export function newView(events: ViewEvents): TerminalView {
  return createView({
    events: {
      ...events,
      resized(size) {
        lastSize = size;
        events.resized(size);
      },
    },
    appearance,
    size: lastSize,
    mac: isMac(),
  });
}

/** Keeps a terminal under its id until `dropView`. */
export function keepView(id: string, view: TerminalView): void {
  views.set(id, view);
  for (const changed of listeners) changed();
}

export function viewOf(id: string): TerminalView | undefined {
  return views.get(id);
}

export function dropView(id: string): void {
  const view = views.get(id);
  if (view === undefined) return;
  views.delete(id);
  view.dispose();
  for (const changed of listeners) changed();
}

/** Calls back when terminals come or go. Returns what ends it. */
export function onViews(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** Applies to every terminal, also to those still to come. */
export function setAppearance(next: Appearance): void {
  appearance = next;
  for (const view of views.values()) view.setAppearance(next);
}

export function isMac(): boolean {
  return /mac/iu.test(navigator.platform);
}
