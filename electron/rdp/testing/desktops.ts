import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash, X509Certificate, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Colours of the two desktops, by which a screenshot is known. */
export const XRDP_COLOUR = [20, 83, 45] as const;
export const SHADOW_COLOUR = [124, 45, 18] as const;

const DEADLINE_MS = 20_000;
const POLL_MS = 50;
/** xrdp and its session manager find each other by this port; so only one pair can run. */
const SESMAN_PORT = 3_350;

const PROGRAMS: readonly (readonly [path: string, name: string])[] = [
  ['/usr/sbin/xrdp', 'xrdp'],
  ['/usr/lib/xorg/modules/drivers/xrdpdev_drv.so', 'xorgxrdp'],
  ['/usr/bin/Xvfb', 'xvfb'],
  ['/usr/bin/openbox', 'openbox'],
  ['/usr/bin/xterm', 'xterm'],
  ['/usr/bin/xrefresh', 'x11-xserver-utils'],
  ['/usr/bin/xfreerdp', 'freerdp2-x11'],
  ['/usr/bin/freerdp-shadow-cli', 'freerdp2-shadow-x11'],
  ['/usr/bin/winpr-hash', 'winpr-utils'],
  ['/usr/bin/remmina', 'remmina'],
  ['/usr/bin/xdotool', 'xdotool'],
  ['/usr/bin/wmctrl', 'wmctrl'],
  ['/usr/bin/import', 'imagemagick'],
  ['/usr/bin/openssl', 'openssl'],
];

/** Why real desktops cannot be started here; empty: they can. */
export function whyNoDesktops(): string {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root for the test account';
  return PROGRAMS.filter(([path]) => !existsSync(path))
    .map(([, name]) => name)
    .join(', ');
}

/** Waits for a condition, and says what it waited for when that does not come. */
export async function until<Result>(
  what: string,
  check: () => Promise<Result | undefined> | Result | undefined,
  deadline = DEADLINE_MS,
): Promise<Result> {
  const end = performance.now() + deadline;
  for (;;) {
    const result = await check();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > end) throw new Error(`Waited ${deadline / 1000} s in vain for: ${what}`);
    await delay(POLL_MS);
  }
}

const accepts = (port: number, host = '127.0.0.1'): Promise<true | undefined> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve((socket.destroy(), true)));
    socket.once('error', () => resolve(undefined));
  });

/** A port that nobody listens on at the moment; the servers here cannot choose one by themselves. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + (randomBytes(2).readUInt16BE() % 12_000);
    if ((await accepts(port)) === undefined) return port;
  }
}

/** Ends a process by its number, and waits for that. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await gone;
  clearTimeout(force);
}

export interface Display {
  readonly name: string;
  /** The colour at a place of the window with this title, once there is one; `undefined`: there is none. */
  colourOf(title: string): readonly number[] | undefined;
  /** As the person who clicks the cross. */
  closeWindow(title: string): void;
  type(title: string, text: string): void;
  /** To the window that is in front. */
  press(key: string): void;
  titles(): string;
  close(): Promise<void>;
}

/** A screen with a window manager, on a number that is free. */
export async function startDisplay(folder: string, name: string, manager = true): Promise<Display> {
  const numberFile = join(folder, `${name}.display`);
  const fd = openSync(numberFile, 'w+');
  const xvfb = spawn('/usr/bin/Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  closeSync(fd);
  const number = await until('the number of the display', () => readFileSync(numberFile, 'utf8').trim() || undefined);
  const display = `:${number}`;
  const env = { PATH: '/usr/bin:/bin', HOME: folder, DISPLAY: display };
  const openbox = manager ? spawn('/usr/bin/openbox', [], { env, stdio: 'ignore' }) : undefined;
  const run = (program: string, args: readonly string[]): Buffer | undefined => {
    const { status, stdout } = spawnSync(program, args, { env, timeout: 5_000, stdio: ['ignore', 'pipe', 'ignore'] });
    return status === 0 ? stdout : undefined;
  };
  if (manager) await until('a window manager', () => run('/usr/bin/wmctrl', ['-m']));
  const windowOf = (title: string): string | undefined =>
    run('/usr/bin/xdotool', ['search', '--name', `^${title}$`])
      ?.toString()
      .trim()
      .split('\n')
      .at(-1) || undefined;
  return {
    name: display,
    colourOf(title) {
      const id = windowOf(title);
      // Without a window it would wait for a click.
      const pixel = id === undefined ? undefined : run('/usr/bin/import', ['-window', id, '-crop', '1x1+500+400', '-depth', '8', 'rgb:-']);
      return pixel === undefined || pixel.length < 3 ? undefined : [...pixel.subarray(0, 3)];
    },
    closeWindow: (title) => void run('/usr/bin/wmctrl', ['-c', title]),
    type(title, text) {
      const id = windowOf(title);
      if (id === undefined) return;
      run('/usr/bin/xdotool', ['windowactivate', '--sync', id]);
      run('/usr/bin/xdotool', ['mousemove', '--window', id, '500', '400', 'click', '1', 'type', '--delay', '60', text]);
      run('/usr/bin/xdotool', ['key', 'Return']);
    },
    press: (key) => void run('/usr/bin/xdotool', ['key', key]),
    titles: () => run('/usr/bin/wmctrl', ['-l'])?.toString() ?? '',
    async close() {
      if (openbox !== undefined) await end(openbox);
      await end(xvfb);
    },
  };
}

export interface TestServer {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly certificate: { readonly sha256: string; readonly sha1: string };
  close(): Promise<void>;
}

export interface TestDesktop extends TestServer {
  /** Logs the user off: ends what the session shows. */
  logOff(): Promise<void>;
  /** Processes of the user's sessions; none: no session. */
  sessions(): number[];
}

/** Every kind of character that a shell, an ini file or a command line might take for something else; with an emoji where the server takes one. */
export const nastyPassword = (): string => `p${randomBytes(4).toString('hex')} $;(&"%!@*?'\\#|~`;

const fingerprints = (pem: string): TestServer['certificate'] => {
  const { fingerprint, fingerprint256 } = new X509Certificate(pem);
  return { sha256: fingerprint256, sha1: fingerprint };
};

/** Processes of a user, from /proc. */
function processesOf(uid: number, name?: string): number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/u.test(entry)) return [];
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      const ours = new RegExp(`^Uid:\\t${uid}\\t`, 'mu').test(status) && !/^State:\tZ/mu.test(status);
      return ours && (name === undefined || /^Name:\t(.*)$/mu.exec(status)?.[1] === name) ? [Number(entry)] : [];
    } catch {
      return [];
    }
  });
}

/** A real xrdp with a real Xorg session of a test account: TLS, no NLA. Close it, or the account stays. */
export async function startXrdp(): Promise<TestDesktop> {
  if (await accepts(SESMAN_PORT, '::1')) throw new Error(`An xrdp-sesman is running already (port ${SESMAN_PORT}).`);
  const folder = mkdtempSync('/tmp/gangway-xrdp-');
  // The session runs as another user and reads its start script here.
  chmodSync(folder, 0o755);
  const user = `gwr${randomBytes(3).toString('hex')}`;
  const password = nastyPassword();
  execFileSync('/usr/sbin/useradd', ['-m', '-s', '/bin/bash', user]);
  execFileSync('/usr/sbin/chpasswd', { input: `${user}:${password}\n` });
  const uid = Number(execFileSync('/usr/bin/id', ['-u', user], { encoding: 'utf8' }));
  const port = await freePort();
  const file = (name: string): string => join(folder, name);
  makeCertificate(file('cert.pem'), file('key.pem'));
  writeFileSync(
    file('wm.sh'),
    `#!/bin/sh
openbox &
( while xrefresh; do sleep 0.5; done ) 2>/dev/null &
exec xterm -maximized -bg '#14532d' -fg '#ffffff' -T e2e-session -e sh
`,
  );
  chmodSync(file('wm.sh'), 0o755);
  writeFileSync(
    file('sesman.ini'),
    `[Globals]
ListenAddress=127.0.0.1
ListenPort=${SESMAN_PORT}
EnableUserWindowManager=false
DefaultWindowManager=${file('wm.sh')}
[Security]
AllowRootLogin=false
MaxLoginRetry=4
[Sessions]
X11DisplayOffset=50
MaxSessions=8
KillDisconnected=true
DisconnectedTimeLimit=1
[Logging]
LogFile=${file('sesman.log')}
LogLevel=INFO
EnableSyslog=false
[Xorg]
param=/usr/lib/xorg/Xorg
param=-config
param=xrdp/xorg.conf
param=-noreset
param=-nolisten
param=tcp
param=-logfile
param=.xorgxrdp.%s.log
`,
  );
  writeFileSync(
    file('xrdp.ini'),
    `[Globals]
ini_version=1
fork=true
port=tcp://127.0.0.1:${port}
security_layer=negotiate
crypt_level=high
certificate=${file('cert.pem')}
key_file=${file('key.pem')}
ssl_protocols=TLSv1.2, TLSv1.3
autorun=Xorg
allow_channels=true
bitmap_cache=true
bitmap_compression=true
use_fastpath=both
max_bpp=32
[Logging]
LogFile=${file('xrdp.log')}
LogLevel=INFO
EnableSyslog=false
[Channels]
cliprdr=true
drdynvc=true
[Xorg]
name=Xorg
lib=libxup.so
username=ask
password=ask
ip=127.0.0.1
port=-1
code=20
`,
  );
  const sesman = spawn('/usr/sbin/xrdp-sesman', ['-n', '-c', file('sesman.ini')], { stdio: 'ignore' });
  const xrdp = spawn('/usr/sbin/xrdp', ['-n', '-c', file('xrdp.ini')], { stdio: 'ignore' });
  const sessions = (): number[] => processesOf(uid, 'xterm');
  const endAll = async (): Promise<void> => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      for (const pid of processesOf(uid)) {
        try {
          process.kill(pid, signal);
        } catch {
          // It ended by itself.
        }
      }
      const gone = await until('the end of the session', () => processesOf(uid).length === 0 || undefined, 4_000).catch(() => false);
      if (gone === true) return;
    }
  };
  await until('xrdp', () => accepts(port));
  await until('its session manager', async () => (await accepts(SESMAN_PORT, '::1')) ?? (await accepts(SESMAN_PORT)));
  return {
    port,
    user,
    password,
    certificate: fingerprints(readFileSync(file('cert.pem'), 'utf8')),
    sessions,
    async logOff() {
      for (const pid of sessions()) process.kill(pid, 'SIGTERM');
      // The next sign-in would come back into what is just ending.
      await until('the end of the session', () => processesOf(uid).length === 0 || undefined);
    },
    async close() {
      await end(xrdp);
      await endAll();
      await end(sesman);
      spawnSync('/usr/sbin/userdel', ['-r', '-f', user], { stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A real server with network level authentication, showing a screen of its own. */
export async function startShadow(): Promise<TestServer> {
  const folder = mkdtempSync('/tmp/gangway-shadow-');
  const display = await startDisplay(folder, 'shadow', false);
  const env = { PATH: '/usr/bin:/bin', HOME: folder, DISPLAY: display.name };
  const xterm = spawn('/usr/bin/xterm', ['-geometry', '220x80+0+0', '-bg', '#7c2d12', '-e', 'sleep 600'], { env, stdio: 'ignore' });
  const user = 'Administrator';
  const password = `S${randomBytes(6).toString('hex')};&x`;
  // The tool for hashes takes it as an argument: it is a password of this test and lives as long.
  const sam = execFileSync('/usr/bin/winpr-hash', ['-u', user, '-p', password, '-f', 'sam'], { env });
  writeFileSync(join(folder, 'sam.txt'), sam, { mode: 0o600 });
  const port = await freePort();
  const server = spawn(
    '/usr/bin/freerdp-shadow-cli',
    [`/port:${port}`, '/bind-address:127.0.0.1', '+auth', '/sec:nla', `/sam-file:${join(folder, 'sam.txt')}`],
    { env, stdio: 'ignore' },
  );
  await until('the shadow server', () => accepts(port));
  const pem = await until('its certificate', () => {
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('.crt'));
    const text = found === undefined ? '' : readFileSync(join(folder, found), 'utf8');
    return text.includes('-----END CERTIFICATE-----') ? text : undefined;
  });
  return {
    port,
    user,
    password,
    certificate: fingerprints(pem),
    async close() {
      await end(server);
      await end(xterm);
      await display.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeCertificate(certificate: string, key: string): void {
  execFileSync(
    '/usr/bin/openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=gangway-test', '-keyout', key, '-out', certificate],
    { stdio: 'ignore' },
  );
}

/** Where a text stands in arguments or environment of a process or of its children; and of each, which program it is. */
export function findInProcess(pid: number, secret: string): string[] {
  const found: string[] = [];
  for (const name of ['cmdline', 'environ']) {
    if (readFileSync(`/proc/${pid}/${name}`).includes(secret)) found.push(`${name} of ${readlinkSync(`/proc/${pid}/exe`)}`);
  }
  return found;
}

/** Files below a folder that hold a text, in any of the forms that a client might write it. */
export function findInFiles(folder: string, secret: string): string[] {
  if (!existsSync(folder)) return [];
  const forms = [Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(Buffer.from(secret).toString('base64'))];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    return forms.some((form) => content.includes(form)) ? [path] : [];
  });
}

/** Makes a private folder as the service does. */
export function privateFolder(parent: string): string {
  const folder = join(parent, `rdp-${createHash('sha256').update(randomBytes(16)).digest('hex').slice(0, 12)}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}
