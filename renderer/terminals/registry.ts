import { AppError } from '../../shared/model/errors.ts';
import type { TerminalSettings, TerminalSize } from '../../shared/model/terminal.ts';
import { appearanceOf, type CommonLook, type OwnLook } from './appearance.ts';
import { texts } from '../../shared/texts/current.ts';
import type { TerminalView, ViewEvents } from './view.ts';

const views = new Map<string, TerminalView>();
const listeners = new Set<() => void>();
const looks = new Map<string, OwnLook>();
let common: CommonLook = { dark: true, fontSize: 13, scrollback: 5_000, screenReader: false };
// The size that a new terminal will most likely get: that of the one fitted last.
let lastSize: TerminalSize = { cols: 80, rows: 24 };

let loading: Promise<typeof import('./view.ts')> | undefined;

/**
 * The terminal's code, a quarter of the page's: fetched when the page has nothing else to do, at the latest with the first terminal. Rejects
 * with an `AppError` when it cannot be had; the next call asks again.
 */
export function loadTerminalCode(): Promise<typeof import('./view.ts')> {
  loading ??= import('./view.ts').catch((error: unknown) => {
    loading = undefined;
    const t = texts().terminal;
    throw new AppError('lost', t.notLoaded, { hint: t.notLoadedHint, cause: error });
  });
  return loading;
}

/** Makes a terminal that is not known by an id yet. */
export async function newView(events: ViewEvents): Promise<TerminalView> {
  const { createView } = await loadTerminalCode();
  return createView({
    events: {
      ...events,
      resized(size) {
        lastSize = size;
        events.resized(size);
      },
    },
    appearance: appearanceOf(common, undefined),
    size: lastSize,
    mac: isMac(),
  });
}

/** Keeps a terminal under its id until `dropView`. */
export function keepView(id: string, view: TerminalView): void {
  views.set(id, view);
  if (looks.has(id)) view.setAppearance(appearanceOf(common, looks.get(id)));
  for (const changed of listeners) changed();
}

export function viewOf(id: string): TerminalView | undefined {
  return views.get(id);
}

export function dropView(id: string): void {
  looks.delete(id);
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
export function setCommonLook(next: CommonLook): void {
  common = next;
  for (const [id, view] of views) view.setAppearance(appearanceOf(common, looks.get(id)));
}

/** What one terminal's settings ask for; may come before its view. */
export function setTerminalSettings(id: string, settings: TerminalSettings): void {
  if (looks.get(id)?.settings === settings) return;
  looks.set(id, { settings, fontSize: common.fontSize, scrollback: common.scrollback });
  views.get(id)?.setAppearance(appearanceOf(common, looks.get(id)));
}

export function isMac(): boolean {
  return /mac/iu.test(navigator.platform);
}
