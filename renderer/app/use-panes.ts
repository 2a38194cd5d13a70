import { useMemo, useSyncExternalStore } from 'react';
import { fitPanes, ROOM_FOR_ALL, type FittedPanes } from './fit-panes.ts';
import { useLayout } from './layout.ts';

/** The open panes as this window has room for them. */
export function usePanes(shown: { readonly sidebar: boolean; readonly details: boolean }): FittedPanes {
  const room = useSyncExternalStore(onResize, readRoom);
  const sidebar = useLayout((layout) => (layout.sidebar.open && shown.sidebar ? layout.sidebar.width : undefined));
  const details = useLayout((layout) => (layout.details.open && shown.details ? layout.details.width : undefined));
  return useMemo(() => fitPanes(room, { sidebar, details }), [room, sidebar, details]);
}

// Beyond it nothing is to be fitted, so that the frame is not drawn anew with each step of a window that has room.
function readRoom(): number {
  return Math.min(window.innerWidth, ROOM_FOR_ALL);
}

function onResize(tell: () => void): () => void {
  window.addEventListener('resize', tell);
  return () => window.removeEventListener('resize', tell);
}
