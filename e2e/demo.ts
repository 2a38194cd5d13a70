import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endWithNpm } from '../scripts/end-with-npm.ts';
import { findElectron } from '../scripts/find-electron.ts';
import { startGangway } from '../scripts/start.ts';
import { startDemoHosts } from './testbed/demo-host/hosts.ts';
import { makeHome } from './testbed/home.ts';
import { startWorld } from './testbed/world.ts';
import { demoWorldWithAlibaba } from './testbed/worlds/demo-alibaba.ts';

/** The app has this long to close after a signal, in milliseconds; all of the demo is to be gone after two seconds. */
const appCloseMs = 1_700;

interface DemoFolder {
  readonly path: string;
  /** Gives the folder back: the lock goes, and a folder made for this start alone. */
  release(): void;
}

/** `--folder DIR` is the demo's own; everything else is for the app. */
function readArguments(args: readonly string[]): { readonly folder: string | undefined; readonly rest: readonly string[] } {
  const rest: string[] = [];
  let folder: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--folder') folder = args[++at];
    else if (arg.startsWith('--folder=')) folder = arg.slice('--folder='.length);
    else rest.push(arg);
  }
  return { folder: folder === undefined || folder === '' ? undefined : resolve(folder), rest };
}

function cacheFolder(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'gangway-demo');
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? homedir(), 'gangway-demo');
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'gangway-demo');
}

/** One demo per folder: a second one would rewrite the addresses under the first, so it gets a folder of its own. */
function takeFolder(wanted: string): DemoFolder {
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  const lock = join(wanted, 'demo.pid');
  if (existsSync(lock) && isRunning(Number(readFileSync(lock, 'utf8')))) {
    const path = mkdtempSync(join(tmpdir(), 'gangway-demo-'));
    return { path, release: () => rmSync(path, { recursive: true, force: true }) };
  }
  writeFileSync(lock, String(process.pid));
  return { path: wanted, release: () => rmSync(lock, { force: true }) };
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A desktop window is authorised by a file that X11 looks for in the home folder, which is another one here. */
function displayEnv(): NodeJS.ProcessEnv {
  const authority = join(homedir(), '.Xauthority');
  return process.env['XAUTHORITY'] === undefined && existsSync(authority) ? { XAUTHORITY: authority } : {};
}

const { folder: chosen, rest } = readArguments(process.argv.slice(2));
const folder = takeFolder(chosen ?? cacheFolder());
const keysFolder = join(folder.path, 'keys');
const world = await startWorld(demoWorldWithAlibaba(), { keysFolder });
const hosts = await startDemoHosts(world, { folder: keysFolder });
const home = makeHome(world, { folder: join(folder.path, 'home') });

const instances = [...world.state.instances.values()];
process.stdout.write(
  [
    `Gangway's demo: 2 accounts on AWS, 2 on Alibaba Cloud, 6 regions and ${instances.length} instances, all played on this computer. No cloud is asked.`,
    `  Kept in   ${folder.path}  (delete it to start afresh)`,
    `  Key files ${Object.values(home.keys).join(', ')}`,
    '  Try       web-1: key   db-1: password "demo"   bastion: password "demo", code 424242   mall-web-1: password "demo"',
    '            Windows: the password is there; no remote desktop stands behind these instances',
    '  Ctrl-C ends it all.',
    '',
  ].join('\n'),
);

let ending = false;

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await Promise.all([hosts.close(), world.close()]);
  folder.release();
  process.exit(code);
}

let app: ChildProcess | undefined;
endWithNpm();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!app) return void end(0);
    // A Ctrl-C in a terminal has reached the app already; a second signal would cut its closing short.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) app.kill('SIGTERM');
    setTimeout(() => app?.kill('SIGKILL'), appCloseMs).unref();
  });
}
try {
  const args = ['--data-dir', join(folder.path, 'data'), ...rest];
  app = await startGangway({ args, env: { ...home.env, ...displayEnv() }, demo: true, find: () => findElectron(process.env) });
  app.once('exit', (code, signal) => void end(code ?? (signal === 'SIGKILL' ? 137 : 0)));
  if (app.exitCode !== null) await end(app.exitCode);
} catch (error) {
  process.stderr.write(`The app cannot be started: ${error instanceof Error ? error.message : String(error)}\n`);
  await end(1);
}
