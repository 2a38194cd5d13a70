import { posix } from 'node:path';
import type { CleanUp, Command, Part, Plan, PlanStep } from './plan-data.ts';
import type { PlanInput } from './plan.ts';
import { hostAndPort } from './rdp-file.ts';
import { texts } from '../../../shared/texts/current.ts';

/** It takes 0.06 s; a flatpak that starts for the first time takes long. Milliseconds. */
const UPDATE_TIMEOUT_MS = 20_000;
const FLATPAK_ID = 'org.remmina.Remmina';

/** A line of the certificate is as long as PEM has it (RFC 7468). */
const PEM_LINE = /.{1,64}/gu;

/** Without a session bus there is no keyring that it could put the password into, and no other Remmina that would take the session over. */
const OWN_ENVIRONMENT = { DBUS_SESSION_BUS_ADDRESS: 'disabled:', NO_AT_BRIDGE: '1' } as const;

/**
 * It ends with 0 whatever came to pass; what its FreeRDP library printed says more. 1.4.29 takes a session down from two threads at once, and
 * crashes at that about once in forty times: seen in libcrypto and in libwinpr. Whoever broke the session off has what they wanted.
 */
const EXITS: Plan['exits'] = [
  ...([0, 'SIGSEGV', 'SIGABRT'] as const).flatMap((code): Plan['exits'] => [
    { code, output: 'ERRINFO_LOGOFF_BY_USER', session: true, how: 'logged-off' },
    { code, output: 'ERRCONNECT_CONNECT_CANCELLED', session: true, how: 'closed' },
  ]),
  { code: 0, how: 'closed' },
];

/**
 * Remmina, a process of its own for each session. The password goes into its profile by its own tool; `disablepasswordstoring` makes it empty
 * that as soon as it is connected, and may only be added afterwards, or an empty one is written. The certificate is pinned by a store of known
 * ones that has no other: to one that does not match it asks the person. Run for real with 1.4.29 and 1.4.39.
 */
export function planRemmina(input: PlanInput): Plan {
  const path = posix.join(input.folder, `${input.token}.remmina`);
  const pin = pinFor(input);
  const steps: PlanStep[] = pin === undefined ? [] : [{ kind: 'mirror', from: pin.from, to: pin.to, except: ['freerdp'] }];
  const env = { ...OWN_ENVIRONMENT, ...(pin === undefined ? {} : { XDG_CONFIG_HOME: pin.to }) };
  if (input.hasPassword) {
    const stdin: readonly Part[] = [{ secret: 'password' }, '\n'];
    steps.push({
      kind: 'run',
      what: texts().rdpClients.remminaTool,
      timeoutMs: UPDATE_TIMEOUT_MS,
      ...command(input, env, ['--update-profile', path, '--set-option', 'password'], stdin),
    });
  }
  steps.push({ kind: 'append', path, text: 'disablepasswordstoring=1\n' });
  const ignored: Plan['ignored'][number][] = [];
  if (input.options.rdpExtraLines.length > 0) {
    ignored.push({ option: 'rdpExtraLines', why: texts().rdpClients.remminaLines });
  }
  if (input.options.rdpDrives && drive(input) === undefined) {
    ignored.push({ option: 'rdpDrives', why: texts().rdpClients.remminaHome });
  }
  return {
    client: 'remmina',
    label: input.label,
    files: [
      { path, mode: 0o600, encoding: 'utf-8', holdsSecret: input.hasPassword, content: profile(input, pin !== undefined) },
      ...(pin === undefined ? [] : [{ path: pin.file, mode: 0o600, encoding: 'utf-8', holdsSecret: false, content: pin.content } as const]),
    ],
    steps,
    run: { ...command(input, env, [`--gapplication-app-id=${FLATPAK_ID}.${input.token}`, '-c', path], []), life: 'process' },
    cleanUp: [
      { kind: 'file', path, when: 'connected' },
      ...(pin === undefined ? [] : [{ kind: 'file', path: pin.file, when: 'ended' } as const]),
      ...stateFiles(input),
      { kind: 'folder', path: input.folder, when: 'ended' },
    ],
    asksPassword: !input.hasPassword,
    exits: EXITS,
    ignored,
  };
}

interface Pin {
  /** The folder of settings, and the one that takes its place. */
  readonly from: string;
  readonly to: string;
  readonly file: string;
  readonly content: string;
}

/**
 * The store in which the FreeRDP library looks a certificate up, with this one in it: version 2 has lines of host, port, fingerprint, subject
 * and issuer (neither of which it compares), version 3 a file for each machine. The address stands where the name of the host does, since
 * that is what Remmina calls the host. A Flatpak and a Snap have their settings elsewhere: for those the comparison just before the start
 * must do.
 */
function pinFor({ client, folder, home, configHome, host, port, certificate }: PlanInput): Pin | undefined {
  const from = configHome ?? (home === undefined ? undefined : posix.join(home, '.config'));
  if (from === undefined || client.variant !== undefined) return undefined;
  const to = posix.join(folder, 'config');
  const store = posix.join(to, 'freerdp');
  const address = hostAndPort(host, port);
  if (client.library === 2) {
    const content = `${address} ${port} ${certificate.sha256.toLowerCase()} Lg== Lg==\n`;
    return { from, to, file: posix.join(store, 'known_hosts2'), content };
  }
  if (client.library !== 3 || certificate.der === undefined) return undefined;
  const lines = certificate.der.match(PEM_LINE) ?? [];
  const content = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  return { from, to, file: posix.join(store, 'server', `${address}_${port}.pem`), content };
}

function command({ client }: PlanInput, env: Command['env'], args: readonly string[], stdin: readonly Part[]): Command {
  if (client.variant !== 'flatpak') return { program: client.program, args, env, stdin };
  const inside = Object.entries(env).map(([name, value]) => `--env=${name}=${value}`);
  return {
    program: client.program,
    args: ['run', '--no-session-bus', ...inside, FLATPAK_ID, ...args],
    env: {},
    stdin,
  };
}

function profile(input: PlanInput, pinned: boolean): string {
  const { options } = input;
  const full = options.rdpScreen === 'full';
  const folder = options.rdpDrives ? drive(input) : undefined;
  const values: readonly (readonly [string, string | number])[] = [
    ['name', input.label],
    ['protocol', 'RDP'],
    ['server', hostAndPort(input.host, input.port)],
    ['username', input.user],
    ['domain', input.domain],
    ['cert_ignore', pinned ? 0 : 1],
    ['colordepth', 32],
    // 1: as large as the monitor; 2: as large as the window.
    ['resolution_mode', full ? 1 : 2],
    ['viewmode', full ? 2 : 1],
    ['window_width', options.rdpWidth],
    ['window_height', options.rdpHeight],
    ['multimon', options.rdpAllMonitors ? 1 : 0],
    ['disableclipboard', options.rdpClipboard ? 0 : 1],
    ...sound(options.rdpSound),
    ['console', options.rdpAdmin ? 1 : 0],
    ...(folder === undefined ? [] : [['drive', folder] as const]),
    // The relay shows a break at once; a client that comes back by itself would do so with what it remembers.
    ['disableautoreconnect', 1],
  ];
  return `[remmina]\n${values.map(([name, value]) => `${name}=${escaped(String(value))}\n`).join('')}`;
}

/**
 * Its own `local` offers the server this computer's microphone too, unasked; and where there is none, 1.4.29 ends with 0 and without a word
 * as soon as the server opens it. So the channel of audio output is asked for alone, as an additional channel, for which FreeRDP turns
 * playback on by itself.
 */
function sound(where: PlanInput['options']['rdpSound']): readonly (readonly [string, string])[] {
  const kind = ['sound', where === 'server' ? 'remote' : 'off'] as const;
  return [kind, ...(where === 'here' ? [['vc', 'rdpsnd'] as const] : [])];
}

/** It keeps the day of the last success of each profile in a file beside its cache, and never removes that. */
function stateFiles({ home, token, client }: PlanInput): CleanUp[] {
  if (home === undefined) return [];
  const cache =
    client.variant === 'flatpak' ? `.var/app/${FLATPAK_ID}/cache` : client.variant === 'snap' ? 'snap/remmina/common/.cache' : '.cache';
  return [{ kind: 'file', path: posix.join(home, cache, 'remmina', `${token}.remmina.state`), when: 'ended' }];
}

/** Several folders are separated by `;`, name and path by `,`. */
function drive({ home }: PlanInput): string | undefined {
  return home === undefined || /[;,]/u.test(home) ? undefined : `home,${home}`;
}

/** A value of a key file (GLib, “Key-value file parser”): line breaks never come here, they were refused. */
const escaped = (value: string): string => value.replaceAll('\\', '\\\\').replace(/^ /u, '\\s');
