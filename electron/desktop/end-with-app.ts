import { app, dialog } from 'electron';

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
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: `${whatIsOpen(terminals, desktops)} open. Quit Gangway?`,
      detail: [
        ...(terminals === 0 ? [] : ['Their shells end, with what runs in them.']),
        ...(desktops === 0 ? [] : ['Remote desktops are disconnected; what runs on the machines goes on.']),
      ].join(' '),
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
    const terminals = liveTerminals();
    const desktops = liveLaunches();
    if (terminals + desktops === 0) end();
    else void ask(terminals, desktops);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}

function whatIsOpen(terminals: number, desktops: number): string {
  const counted = (count: number, what: string): string[] => (count === 0 ? [] : [count === 1 ? `one ${what}` : `${count} ${what}s`]);
  const text = [...counted(terminals, 'terminal'), ...counted(desktops, 'remote desktop')].join(' and ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} ${terminals + desktops === 1 ? 'is' : 'are'}`;
}
