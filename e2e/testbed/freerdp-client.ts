import { spawn, type ChildProcess } from 'node:child_process';
import { end, missing, type XDisplay } from './x-display.ts';

/** Why FreeRDP cannot be started by hand here; empty: it can. */
export const noFreeRdp: string = missing(['/usr/bin/xfreerdp']);

export interface FreeRdpClient {
  readonly process: ChildProcess;
  /** Exit code; `null`: ended by a signal. */
  readonly ended: Promise<number | null>;
  output(): string;
  stop(): Promise<void>;
}

export interface FreeRdpOptions {
  readonly display: XDisplay;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Of the server's certificate; another one is refused. */
  readonly sha256: string;
  /** Title of the window. */
  readonly title: string;
}

/** Starts FreeRDP as a person would on a command line: to test the servers, and to compare with what Gangway starts. */
export function startFreeRdp({ display, host, port, user, password, sha256, title }: FreeRdpOptions): FreeRdpClient {
  const args = [`/v:${host}:${port}`, `/u:${user}`, '/d:', '/from-stdin:force', `/cert:fingerprint:sha256:${sha256}`, `/t:${title}`];
  const child = spawn('/usr/bin/xfreerdp', [...args, '/size:1024x700'], { env: display.env, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', reject);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(`${password}\n`);
  return { process: child, ended, output: () => output, stop: () => end(child) };
}
