import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { AwsHome } from './aws-home.ts';
import { childOf, type Child } from './child.ts';

/** The built app in plain Node, with the meter of `host-probe.ts` beside it in the process. */
export interface App {
  readonly url: string;
  readonly host: Child;
  /** Milliseconds from the start of the process to its start line. */
  readonly readyMs: number;
  close(): Promise<void>;
}

const BUILD = fileURLToPath(new URL('../out', import.meta.url));
let copied: string | undefined;

/** A copy, made once a run: a build that comes in between must not change what is measured. */
export function builtApp(): string {
  if (copied !== undefined) return copied;
  if (!existsSync(join(BUILD, 'main/browser-host.js'))) throw new Error('The app is not built. Run `npm run build` first.');
  const folder = mkdtempSync(join(tmpdir(), 'gangway-bench-build-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(BUILD, join(folder, 'out'), { recursive: true });
  // The build's files are modules only beside a package.json that says so.
  cpSync(new URL('../package.json', import.meta.url), join(folder, 'package.json'));
  copied = folder;
  return folder;
}

/** `data`: the data folder, so that a second start finds what the first one kept. */
export async function startApp(home: AwsHome, options: { data?: string; probe?: boolean } = {}): Promise<App> {
  const entry = join(builtApp(), 'out/main/browser-host.js');
  const probe = options.probe === false ? [] : ['--import', new URL('./host-probe.ts', import.meta.url).href];
  const env = { ...process.env, ...home.env };
  delete env['SSH_AUTH_SOCK'];
  for (const name of Object.keys(env)) if (/^XDG_(CONFIG|DATA|CACHE|STATE)_HOME$/u.test(name)) delete env[name];
  const start = performance.now();
  const child = spawn(process.execPath, [...probe, entry, '--no-open', '--data-dir', options.data ?? join(home.folder, 'data')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const host = childOf(child);
  const url = await readyLine(child);
  return { url, host, readyMs: performance.now() - start, close: () => host.close() };
}

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The app ended with ${code} before it was ready.`)));
    if (child.stdout === null) return reject(new Error('The app has no output.'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /^Gangway is ready: (\S+)$/u.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

/** Resident memory of a process in bytes (Linux); of it `RssAnon` is its own, and the rest are pages of files and memory it shares. */
export function residentBytes(pid: number, part: 'VmRSS' | 'RssAnon' = 'VmRSS'): number {
  const kilobytes = new RegExp(`^${part}:\\s+(\\d+) kB$`, 'mu').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
