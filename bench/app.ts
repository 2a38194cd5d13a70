import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Another build than the checkout's own with `GANGWAY_OUT`. */
const BUILD = process.env['GANGWAY_OUT'] ?? fileURLToPath(new URL('../out', import.meta.url));
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

/** The same build whose host knows no Alibaba Cloud. Made anew at each call. */
export function builtWithoutAlibaba(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gangway-bench-without-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(builtApp(), folder, { recursive: true });
  const main = join(folder, 'out/main');
  const changed = readdirSync(main).filter((name) => {
    if (!name.endsWith('.js')) return false;
    const code = readFileSync(join(main, name), 'utf8');
    const next = code.replace(/,\s*createAlibabaCloud\(\{[^{}]*\}\)\s*\]/u, ']');
    if (next !== code) writeFileSync(join(main, name), next);
    return next !== code;
  });
  if (changed.length !== 1) throw new Error('The build does not put its clouds together as it did: see `createHost`.');
  return folder;
}

/** `data`: the data folder, so that a second start finds what the first one kept. */
export async function startApp(home: AwsHome, options: { data?: string; probe?: boolean; build?: string } = {}): Promise<App> {
  const entry = join(options.build ?? builtApp(), 'out/main/browser-host.js');
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

/** What a process has had of the processors so far, in milliseconds (Linux; in steps of ten). */
export function processorMs(pid: number): number {
  // After the name, which is in brackets and may hold anything: fields 14 and 15, in hundredths of a second.
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /su, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
