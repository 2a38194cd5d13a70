import type { Page } from 'playwright';

/**
 * Ends Playwright's record of what the page receives. It has Chromium encode every frame of a WebSocket as base64 and send it
 * on to this process: a load that no person's browser bears, and that the bare terminal beside it, which loads its data before, does not.
 * There is no public switch; with another Playwright this fails loudly instead of measuring something else.
 */
export async function endNetworkRecord(page: Page): Promise<void> {
  const { _connection: connection } = page as unknown as { _connection: { toImpl(page: Page): PageImplementation } };
  const { _sessions: sessions } = connection.toImpl(page).delegate._networkManager;
  if (sessions.size === 0) throw new Error('Playwright keeps its record elsewhere than it did.');
  // The page's own, and that of the thread that holds the socket.
  await Promise.all([...sessions.keys()].map((session) => session.send('Network.disable')));
}

interface PageImplementation {
  readonly delegate: { readonly _networkManager: { readonly _sessions: ReadonlyMap<{ send(method: string): Promise<unknown> }, unknown> } };
}
