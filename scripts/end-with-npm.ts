/** How often the parent is looked at. Milliseconds. */
const LOOK_MS = 400;

/**
 * npm passes SIGTERM on to the shell that it runs a script in, and that shell ends without telling anyone: the app would go on with
 * nobody to end it, and hold its data folder. A parent that is gone counts as the signal here. Outside of npm, and on Windows, nothing is done.
 */
export function endWithNpm(): void {
  if (process.env['npm_lifecycle_event'] === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  timer.unref();
}
