import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { onViews, viewOf } from '../../terminals/registry.ts';
import type { TerminalView } from '../../terminals/view.ts';
import { terminals, type TerminalEntry } from './terminals-store.ts';

export function useTerminal(id: string): TerminalEntry | undefined {
  return useStore(terminals, ({ byId }) => byId.get(id));
}

export function useView(id: string): TerminalView | undefined {
  return useSyncExternalStore(onViews, () => viewOf(id));
}
