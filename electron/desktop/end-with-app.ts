import { app, dialog } from 'electron';

/** Quitting takes no longer, whatever still hangs. Milliseconds. */
const CLOSE_LIMIT = 1_800;

/**
 * Closes everything before the app is gone, and lets it go after `CLOSE_LIMIT` in any case. Who quits while shells are open is
 * asked first; a signal asks nobody.
 */
export function endWithApp({ close, liveTerminals }: { close: () => Promise<void>; liveTerminals: () => number }): void {
  let state: 'running' | 'asking' | 'closing' | 'closed' = 'running';

  function end(): void {
    if (state === 'closing' || state === 'closed') return;
    state = 'closing';
    const done = (): void => {
      if (state === 'closed') return;
      state = 'closed';
      app.exit(0);
    };
    const limit = setTimeout(done, CLOSE_LIMIT);
    void close()
      .catch(() => {})
      .finally(() => {
        clearTimeout(limit);
        done();
      });
  }

  async function ask(count: number): Promise<void> {
    state = 'asking';
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: count === 1 ? 'One terminal is open. Quit Gangway?' : `${count} terminals are open. Quit Gangway?`,
      detail: 'Their shells end, with what runs in them.',
      buttons: ['Quit', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
    });
    // A signal may have ended it meanwhile.
    if (state !== 'asking') return;
    state = 'running';
    if (response === 0) end();
  }

  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state !== 'running') return;
    const count = liveTerminals();
    if (count === 0) end();
    else void ask(count);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}
