import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, connect } from 'node:net';

/** What one call of an outside program may take. Milliseconds. */
const CALL_TIMEOUT = 30_000;
const POLL = 20;

/** Runs a program to its end, within a time limit. `input` goes to its standard input. Rejects with what it printed. */
export function call(
  program: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string; readonly timeout?: number; readonly cwd?: string } = {},
): Promise<Buffer> {
  const { env = process.env, input, timeout = CALL_TIMEOUT, cwd } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { env, timeout, killSignal: 'SIGKILL', encoding: 'buffer', maxBuffer: 64 * 1_024 * 1_024, ...(cwd === undefined ? {} : { cwd }) },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const why = error.killed === true ? `took more than ${timeout} ms` : `ended with ${String(error.code ?? error.signal)}`;
        reject(new Error(`${program} ${why}: ${stderr.toString().trim().slice(-1_000)}`, { cause: error }));
      },
    );
    // A program that does not read its input is no reason to fail.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}

/** Waits until `look` gives something. Rejects after `within` milliseconds with `what` was waited for. */
export async function until<T>(
  what: string,
  within: number,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${within} ms for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL));
  }
}

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Of the user that it runs as. */
  readonly uid: number;
  /** As the kernel has it, at most 15 characters. */
  readonly name: string;
  readonly args: readonly string[];
}

/** The living processes of this computer, from /proc; those that have ended and were not waited for are left out. */
export function processes(): Process[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/u.test(entry)) return [];
    try {
      const [, name = '', state = '', parent = ''] = /^\d+ \((.*)\) (\S) (\d+)/su.exec(readFileSync(`/proc/${entry}/stat`, 'latin1')) ?? [];
      if (state === 'Z' || state === 'X' || state === '') return [];
      const args = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0').slice(0, -1);
      return [{ pid: Number(entry), parent: Number(parent), uid: statSync(`/proc/${entry}`).uid, name, args }];
    } catch {
      // Gone while it was looked at.
      return [];
    }
  });
}

/** Whether there was still somebody to hear it. */
export function signal(pid: number | undefined, name: NodeJS.Signals): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** A loopback port that was free just now, for programs that cannot choose one and say which. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

export function answers(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const settle = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
