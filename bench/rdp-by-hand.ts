import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../e2e/testbed/home.ts';
import { call, processes, signal, until } from '../e2e/testbed/processes.ts';
import type { XDisplay } from '../e2e/testbed/x-display.ts';
import type { XrdpServer } from '../e2e/testbed/xrdp.ts';

/** A client as a person would start it, with the same window, clipboard and sound as Gangway's. */
export interface ByHand {
  readonly name: 'Remmina' | 'FreeRDP';
  /** All that a person would have ready before: the clock begins with what it gives. */
  prepare(options: {
    readonly server: XrdpServer;
    readonly display: XDisplay;
    readonly home: Home;
    readonly title: string;
  }): Promise<() => Promise<void>>;
}

const SIZE = { width: 1_280, height: 800 } as const;
const PROGRAMS = new Set(['remmina', 'xfreerdp']);
const END_TIMEOUT = 30_000;
let count = 0;

const remmina: ByHand = {
  name: 'Remmina',
  async prepare({ server, display, home, title }) {
    const profile = join(mkdtempSync(join(home.folder, 'by-hand-')), 'desk.remmina');
    const { width, height } = SIZE;
    writeFileSync(
      profile,
      `[remmina]
name=${title}
protocol=RDP
server=${server.host}:${server.port}
username=${server.user}
domain=
cert_ignore=1
colordepth=32
resolution_mode=2
viewmode=1
window_width=${width}
window_height=${height}
sound=off
vc=rdpsnd
disableautoreconnect=1
`,
      { mode: 0o600 },
    );
    // The person's own keyring and Remmina stay out of it.
    const env = { ...home.env, DISPLAY: display.name, DBUS_SESSION_BUS_ADDRESS: 'disabled:', NO_AT_BRIDGE: '1' };
    await call('/usr/bin/remmina', ['--update-profile', profile, '--set-option', 'password'], { env, input: `${server.password}\n` });
    return () =>
      started(
        spawn('/usr/bin/remmina', [`--gapplication-app-id=org.remmina.Remmina.bench${(count += 1)}`, '-c', profile], {
          env,
          stdio: 'ignore',
        }),
      );
  },
};

const freerdp: ByHand = {
  name: 'FreeRDP',
  prepare: async ({ server, display, home, title }) => {
    const env = { ...home.env, DISPLAY: display.name };
    const who = [`/v:${server.host}:${server.port}`, `/u:${server.user}`, '/d:', '/from-stdin:force'];
    const window = [`/t:${title}`, '/dynamic-resolution', `/size:${SIZE.width}x${SIZE.height}`, '+clipboard', '/sound', '/audio-mode:0'];
    return () => {
      const args = [...who, `/cert:fingerprint:sha256:${server.sha256}`, ...window];
      const child = spawn('/usr/bin/xfreerdp', args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
      child.stdin.on('error', () => {});
      child.stdin.end(`${server.password}\n`);
      return started(child);
    };
  },
};

export const BY_HAND: readonly ByHand[] = [remmina, freerdp];

/** Ends every client on the display, whoever started it. */
export async function endClients(display: XDisplay): Promise<void> {
  await until('the clients to end', END_TIMEOUT, () => {
    const own = processes().filter(({ pid, name }) => PROGRAMS.has(name) && environment(pid).includes(`DISPLAY=${display.name}`));
    for (const { pid } of own) signal(pid, 'SIGTERM');
    return own.length === 0;
  });
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
}

function environment(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
