import { createRoot } from 'react-dom/client';
import type { Link } from '../../shared/rpc/link.ts';
import { Root } from './root.tsx';
import { start } from './start.ts';

/** Draws the page into its root element, and starts it over a Link that may still be opening. */
export function showPage(root: HTMLElement, link: Promise<Link>): void {
  // First: what the host is asked for comes while the page draws.
  void start(link);
  createRoot(root).render(<Root />);
}
