import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, root } from './build.ts';
import { endWithNpm } from './end-with-npm.ts';
import { findElectron, noWindowBecause, type Electron } from './find-electron.ts';

/** An Electron that cannot run here (no libraries, no display after all) ends sooner. Milliseconds. */
const SETTLED = 1_500;
const DEMO = join(root, 'e2e', 'demo.ts');

export interface StartOptions {
  /** Flags of the browser host; with `--port` or `--no-open` it is the browser host that is wanted. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** This is the demo itself: it offers no second one. */
  readonly demo: boolean;
  /** For tests. */
  readonly find?: (env: StartOptions['env']) => Promise<Electron>;
  readonly platform?: NodeJS.Platform;
  readonly superuser?: boolean;
  /** Tells the person, on one line. */
  readonly say?: (line: string) => void;
  readonly stdio?: 'inherit' | 'pipe';
}

/**
 * Starts the app, built first when need be: in a desktop window where there can be one, else in the browser, saying why. Gives
 * the process, whose end is the app's end.
 */
export async function startGangway(options: StartOptions): Promise<ChildProcess> {
  const say = options.say ?? ((line) => void process.stdout.write(`${line}\n`));
  await ensureBuilt();
  if (options.args.some((arg) => /^--(?:port|no-open)(?:=|$)/u.test(arg))) return startBrowser(options);
  const desktop = await startDesktop(options);
  if (typeof desktop !== 'string') return desktop;
  say(`No desktop window here (${desktop}); going on in the browser.`);
  return startBrowser(options);
}

/** Gives the process, or the reason why there is none. */
async function startDesktop(options: StartOptions): Promise<ChildProcess | string> {
  const { env, platform = process.platform, superuser = process.getuid?.() === 0 } = options;
  const reason = noWindowBecause({ platform, env, superuser });
  if (reason !== undefined) return reason;
  const electron = await (options.find ?? findElectron)(env);
  if ('missing' in electron) return electron.missing;
  const demo = options.demo ? [] : ['--demo-script', DEMO, '--demo-node', process.execPath];
  const child = spawn(electron.binary, [root, ...options.args, ...demo], { env, stdio: options.stdio ?? 'inherit', windowsHide: false });
  return await settled(child);
}

function startBrowser({ args, env, demo, stdio = 'inherit' }: StartOptions): ChildProcess {
  const program = join(root, 'out', 'main', 'browser-host.js');
  return spawn(process.execPath, [program, ...args, ...(demo ? [] : ['--demo-script', DEMO])], { env, stdio });
}

/** Waits until Electron either runs or has failed. A window that the person closed at once is no failure. */
function settled(child: ChildProcess): Promise<ChildProcess | string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(child), SETTLED);
    const end = (result: ChildProcess | string): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.once('error', (error: NodeJS.ErrnoException) => end(`Electron cannot be started: ${error.code ?? error.message}`));
    child.once('exit', (code, signal) => end(code === 0 ? child : `Electron ended at once with ${signal ?? `code ${code}`}`));
  });
}

/** Passes signals on to the app and takes over its end. */
export function follow(child: ChildProcess): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Ctrl-C reaches the whole group: a second one would cut the app's closing short.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  if (child.exitCode !== null) process.exit(child.exitCode);
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}

if (import.meta.main) {
  endWithNpm();
  follow(await startGangway({ args: process.argv.slice(2), env: process.env, demo: false }));
}
