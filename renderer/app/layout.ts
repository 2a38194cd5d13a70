import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { changeSettings } from '../features/settings/settings-store.ts';
import { readLayout, usualLayout, type Layout } from './layout-shape.ts';

const SAVE_AFTER_MS = 600;
/** Below the host's limit, so that a dock of very many panels is not kept rather than refused. */
const MAX_LENGTH = 180_000;
/** Where the layout waits while the page is reloaded. */
const RELOAD_KEY = 'gangway-layout';

export const layoutStore = createStore<Layout>(() => usualLayout(window.innerWidth));

export function useLayout<T>(select: (layout: Layout) => T): T {
  return useStore(layoutStore, select);
}

let timer: ReturnType<typeof setTimeout> | undefined;

function save(): void {
  clearTimeout(timer);
  timer = undefined;
  const text = JSON.stringify(layoutStore.getState());
  if (text.length <= MAX_LENGTH) changeSettings({ layout: text });
}

export function changeLayout(patch: Partial<Layout>): void {
  layoutStore.setState(patch);
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_AFTER_MS);
}

/** Takes over the kept layout, and keeps what is still to be written when the page goes. */
export function startLayout(kept: string): void {
  const left = sessionStorage.getItem(RELOAD_KEY);
  sessionStorage.removeItem(RELOAD_KEY);
  layoutStore.setState(readLayout(left ?? kept, usualLayout(window.innerWidth)));
  if (left !== null) save();
  window.addEventListener('pagehide', leave);
}

// What a page sends while it goes may come after the question of the next one, or not at all: a reload finds it in the tab's own storage.
function leave(): void {
  // Of a page that the browser brought back instead of loading it anew.
  sessionStorage.removeItem(RELOAD_KEY);
  if (timer === undefined) return;
  save();
  sessionStorage.setItem(RELOAD_KEY, JSON.stringify(layoutStore.getState()));
}
