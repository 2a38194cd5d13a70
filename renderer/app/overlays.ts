import { createStore } from 'zustand/vanilla';

/** What lies over the frame; at most one at a time. */
export type Overlay =
  | 'palette'
  | 'settings'
  | 'add-profile'
  | 'shortcuts'
  | 'quick-connect'
  | 'vault'
  | 'keys'
  | 'import'
  | 'export'
  | 'desktops';

export const overlay = createStore<{ readonly open: Overlay | undefined }>(() => ({ open: undefined }));

export function showOverlay(open: Overlay | undefined): void {
  overlay.setState({ open });
}
