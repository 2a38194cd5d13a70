import { app, dialog } from 'electron';
import { texts } from '../../shared/texts/current.ts';

/** Quitting takes no longer, whatever still hangs. Milliseconds. */
const CLOSE_LIMIT = 1_800;

/**
 * Closes everything before the app is gone, and lets it go after `CLOSE_LIMIT` in any case. Who quits while shells or remote desktops are
 * open is asked first; a signal asks nobody.
 */
export function endWithApp({
  close,
  liveTerminals,
  liveLaunches,
}: {
  close: () => Promise<void>;
  liveTerminals: () => number;
  liveLaunches: () => number;
}): void {
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

  async function ask(terminals: number, desktops: number): Promise<void> {
    state = 'asking';
    const { quit: t, common } = texts();
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: t.question(terminals, desktops),
      detail: [...(terminals === 0 ? [] : [t.shells]), ...(desktops === 0 ? [] : [t.desktops])].join(' '),
      buttons: [t.go, common.cancel],
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
    const terminals = liveTerminals();
    const desktops = liveLaunches();
    if (terminals + desktops === 0) end();
    else void ask(terminals, desktops);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}
