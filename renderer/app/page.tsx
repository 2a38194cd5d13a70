import { createRoot } from 'react-dom/client';
import type { RpcClient } from '../../shared/rpc/client.ts';
import { Boundary } from './boundary.tsx';
import { speakAsSystem } from './language.ts';
import { Root } from './root.tsx';
import { start } from './start.ts';

/** Draws the page into its root element, and starts it over a Link that may still be opening. */
export function showPage(root: HTMLElement, client: Promise<RpcClient>): void {
  // First: what the host is asked for comes while the page draws.
  void start(client);
  // What is said before the settings are there; most people have the language of their system.
  void speakAsSystem();
  createRoot(root).render(
    <Boundary>
      <Root />
    </Boundary>,
  );
}
