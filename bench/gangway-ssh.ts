import { dialDirect } from '../electron/dial/direct.ts';
import { createSshConnect } from '../electron/ssh/connect.ts';
import { createHostKeys } from '../electron/ssh/host-keys/host-keys.ts';
import type { Shell, SshConnection } from '../electron/ssh/ssh.ts';

export interface SshTarget {
  readonly port: number;
  readonly user: string;
  readonly keyFile: string;
  readonly knownHosts: string;
}

export interface OpenShell {
  readonly connection: SshConnection;
  readonly shell: Shell;
}

/** As the app sizes a terminal's window. */
export const WINDOW = 1024 * 1024;

/** A shell through Gangway's own dialer and SSH, as a tab opens it; nothing may be asked, all is known. */
export async function openShell(target: SshTarget): Promise<OpenShell> {
  const signal = new AbortController().signal;
  const report = (): void => {};
  const { stream } = await dialDirect({ target: { host: '127.0.0.1', port: target.port }, report, signal });
  const connect = createSshConnect({ hostKeys: createHostKeys({ file: target.knownHosts }), sshFolder: '/nonexistent' });
  const connection = await connect({
    stream,
    target: {
      host: '127.0.0.1',
      port: target.port,
      user: target.user,
      title: 'bench',
      terminal: 'bench',
      identity: { kind: 'file', path: target.keyFile },
      userCandidates: [],
    },
    ask: (kind) => Promise.reject(new Error(`The connection asked for ${kind}.`)),
    report,
    signal,
  });
  const shell = await connection.shell({ size: { cols: 150, rows: 45 }, window: { least: WINDOW }, signal });
  return { connection, shell };
}

/** Reads and acknowledges everything; `until` resolves when the text comes after it was asked for. */
export function readShell(shell: Shell): { until(text: string): Promise<void>; bytes(): number } {
  let tail = '';
  let total = 0;
  let waiting: { text: string; resolve: () => void } | undefined;
  shell.onData((bytes) => {
    total += bytes.length;
    tail = (tail + Buffer.from(bytes.subarray(-256)).toString('latin1')).slice(-512);
    shell.consumed(bytes.length);
    if (waiting === undefined || !tail.includes(waiting.text)) return;
    const { resolve } = waiting;
    waiting = undefined;
    tail = '';
    resolve();
  });
  return {
    bytes: () => total,
    until: (text) =>
      new Promise((resolve) => {
        if (tail.includes(text)) {
          tail = '';
          return resolve();
        }
        waiting = { text, resolve };
      }),
  };
}

/** Closes and waits until the connection is gone. */
export async function closeShell({ connection, shell }: OpenShell): Promise<void> {
  const gone = new Promise<void>((resolve) => connection.onLost(() => resolve()));
  shell.close();
  connection.close();
  await gone;
}
