import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { keepSettings } from '../features/settings/settings-store.ts';
import { showError } from '../ui/toast.tsx';
import { readLayout, usualLayout, type Layout } from './layout-shape.ts';

/** Between two messages to the host while a person drags an edge, in milliseconds. What they do once is kept at once: another window may follow. */
const SAVE_EVERY_MS = 250;
/** Below the host's limit, so that a dock of very many panels is not kept rather than refused. */
const MAX_LENGTH = 180_000;
/** Where the layout waits while the page is reloaded. */
const RELOAD_KEY = 'gangway-layout';

export const layoutStore = createStore<Layout>(() => usualLayout(window.innerWidth));

export function useLayout<T>(select: (layout: Layout) => T): T {
  return useStore(layoutStore, select);
}

let timer: ReturnType<typeof setTimeout> | undefined;
let savedAt = 0;
/** What the host may have: what it gave or has confirmed, and what was sent since. One text: it has that. */
let atHost: readonly string[] = [];
/** As it stood when it was taken over; until it changes there is nothing to keep. */
let untouched: string | undefined;
/** The last one could not be kept, as on a full disk, and the person was told: once, and not with every step of an edge. */
let refused = false;

function textNow(): string {
  return JSON.stringify(layoutStore.getState());
}

function isKept(text: string): boolean {
  return text === untouched || (atHost.length === 1 && text === atHost[0]);
}

function save(): void {
  clearTimeout(timer);
  timer = undefined;
  savedAt = performance.now();
  const text = textNow();
  if (isKept(text) || text.length > MAX_LENGTH) return;
  untouched = undefined;
  const sent = [...atHost, text];
  atHost = sent;
  keepSettings({ layout: text }).then(
    () => {
      // What was sent after this one is still under way.
      atHost = [text, ...atHost.slice(sent.length)];
      refused = false;
    },
    (error: unknown) => {
      if (!refused) showError(error);
      refused = true;
    },
  );
}

export function changeLayout(patch: Partial<Layout>): void {
  layoutStore.setState(patch);
  timer ??= setTimeout(save, Math.max(0, savedAt + SAVE_EVERY_MS - performance.now()));
}

/** Takes over the kept layout, and keeps what is still to be written when the page goes. */
export function startLayout(kept: string): void {
  const left = leftFor(kept);
  layoutStore.setState(readLayout(left ?? kept, usualLayout(window.innerWidth)));
  savedAt = performance.now();
  atHost = [kept];
  if (left === undefined) untouched = textNow();
  else save();
  window.addEventListener('pagehide', leave);
}

// What a page sends while it goes may come after the question of the next one, or not at all, as when the Link has ended: a reload finds it in
// the tab's own storage.
function leave(): void {
  // Of a page that the browser brought back instead of loading it anew.
  sessionStorage.removeItem(RELOAD_KEY);
  const text = textNow();
  if (isKept(text)) return;
  save();
  sessionStorage.setItem(RELOAD_KEY, JSON.stringify({ text, atHost }));
}

/** What this tab left behind, if the host still has what it had then: another window may have come in between, and its layout is the newer. */
function leftFor(kept: string): string | undefined {
  const left = sessionStorage.getItem(RELOAD_KEY);
  sessionStorage.removeItem(RELOAD_KEY);
  if (left === null) return undefined;
  try {
    const { text, atHost: had } = JSON.parse(left) as { readonly text: string; readonly atHost: readonly string[] };
    return had.includes(kept) ? text : undefined;
  } catch {
    return undefined;
  }
}
