import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PasteRisk } from './paste.ts';

/** A question that the terminal itself asks, before it sends or opens something. */
export type ViewQuestion =
  | { readonly kind: 'paste'; readonly text: string; readonly risks: readonly PasteRisk[] }
  | { readonly kind: 'link'; readonly url: string; readonly why: string };

/** What the frame around one terminal shows. No output is in here, and nothing typed. */
export interface ViewState {
  /** As the remote program set it, fit for one line; empty if it never did. Never the only name of a tab. */
  readonly title: string;
  /** Output came while the terminal was hidden. */
  readonly unread: boolean;
  /** Why output does not come any more although the terminal is not over. */
  readonly detached: string | undefined;
  readonly cols: number;
  readonly rows: number;
  /** Where the link under the pointer leads. */
  readonly hover: string | undefined;
  readonly question: ViewQuestion | undefined;
  /** A short sentence on something that was just refused. */
  readonly notice: string | undefined;
  readonly findOpen: boolean;
  readonly logOpen: boolean;
  /** Matches of the search; `index` is -1 while none is the current one. */
  readonly found: { readonly index: number; readonly count: number } | undefined;
}

export type ViewStore = StoreApi<ViewState>;

export function createViewState(cols: number, rows: number): ViewStore {
  return createStore<ViewState>(() => ({
    title: '',
    unread: false,
    detached: undefined,
    cols,
    rows,
    hover: undefined,
    question: undefined,
    notice: undefined,
    findOpen: false,
    logOpen: false,
    found: undefined,
  }));
}
