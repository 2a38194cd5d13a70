import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { changeSettings } from '../features/settings/settings-store.ts';
import { readLayout, usualLayout, type Layout } from './layout-shape.ts';

const SAVE_AFTER_MS = 600;
/** Below the host's limit, so that a dock of very many panels is not kept rather than refused. */
const MAX_LENGTH = 180_000;

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

/** Takes over the kept layout, and writes what is still to be written when the page goes. */
export function startLayout(kept: string): void {
  layoutStore.setState(readLayout(kept, usualLayout(window.innerWidth)));
  window.addEventListener('pagehide', () => timer !== undefined && save());
}
