import {
  COLOUR_NAMES,
  ENCODINGS,
  type Forward,
  type SessionSettings,
  type SettingKey,
  type SettingsLayer,
} from '../../../shared/model/session-settings.ts';
import { RDP_CLIENTS } from '../../../shared/model/rdp.ts';

/** Bounds of the whole numbers, both included. The host has the same and the last word. */
export const RANGES = {
  port: [1, 65_535],
  connectTimeout: [1, 600],
  keepalive: [0, 86_400],
  columns: [0, 1_000],
  rows: [0, 1_000],
  scrollback: [0, 100_000],
  fontSize: [6, 40],
  rdpPort: [1, 65_535],
  rdpWidth: [200, 8_192],
  rdpHeight: [200, 8_192],
} as const satisfies Partial<Record<SettingKey, readonly [number, number]>>;

const CONTROLS = /[\u0000-\u001f\u007f]/u;
const HOST = /^[A-Za-z0-9._:%[\]-]{1,255}$/u;
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/u;

type Check<K extends SettingKey> = (value: SessionSettings[K]) => string | undefined;

const whole =
  ([min, max]: readonly [number, number]) =>
  (value: number): string | undefined =>
    Number.isSafeInteger(value) && value >= min && value <= max
      ? undefined
      : `A whole number from ${min} to ${max.toLocaleString('en')} is needed.`;

const line =
  (max: number, min = 0) =>
  (value: string): string | undefined => {
    if (value.length < min) return 'This cannot be empty.';
    if (value.length > max) return `At most ${max} characters fit.`;
    return CONTROLS.test(value) ? 'It has no control characters.' : undefined;
  };

/** As `line`, also without the controls and line ends that only some programs know: it goes into files that have no escaping. */
const plainLine =
  (max: number) =>
  (value: string): string | undefined =>
    line(max)(value) ?? (/[\u0080-\u009f\u2028\u2029]/u.test(value) ? 'It has no control characters.' : undefined);

const oneOf =
  <V extends string>(...allowed: readonly V[]) =>
  (value: V): string | undefined =>
    allowed.includes(value) ? undefined : 'This is none of the choices.';

const anything = (): undefined => undefined;

const list =
  <V>(max: number, what: string, check: (value: V) => string | undefined) =>
  (values: readonly V[]): string | undefined => {
    if (values.length > max) return `At most ${max} ${what} fit.`;
    for (const [index, value] of values.entries()) {
      const problem = check(value);
      if (problem !== undefined) return values.length === 1 ? problem : `Line ${index + 1}: ${problem}`;
    }
    return undefined;
  };

const host = (value: string): string | undefined => (HOST.test(value) ? undefined : 'A host is a name or an IPv4 or IPv6 address.');
const port = whole(RANGES.port);
const fingerprint = (value: string): string | undefined =>
  FINGERPRINT.test(value) ? undefined : 'A fingerprint looks like SHA256: and 43 characters.';

function forward(value: Forward): string | undefined {
  if (value.bind !== '' && host(value.bind) !== undefined) return `The address that listens: ${host(value.bind) ?? ''}`;
  const listens = value.kind === 'remote' ? whole([0, 65_535])(value.port) : port(value.port);
  if (listens !== undefined) return `The port that listens: ${listens}`;
  if (value.kind === 'dynamic') return undefined;
  const to = host(value.host);
  if (to !== undefined) return `The target: ${to}`;
  const toPort = port(value.hostPort);
  return toPort === undefined ? undefined : `The port of the target: ${toPort}`;
}

/** Two that listen on one port of this computer (or of the server): the second would fail. */
function sharedPort(forwards: readonly Forward[]): string | undefined {
  const seen = new Set<string>();
  for (const [index, { kind, bind, port: listens }] of forwards.entries()) {
    // The server picks a port of its own for 0.
    if (listens === 0) continue;
    const place = `${kind === 'remote' ? 'there' : 'here'} ${bind === '' ? '127.0.0.1' : bind} ${listens}`;
    if (seen.has(place)) return `Line ${index + 1}: Another forward listens on port ${listens} already.`;
    seen.add(place);
  }
  return undefined;
}

const CHECKS: { readonly [K in SettingKey]: Check<K> } = {
  port,
  user: line(256),
  route: oneOf('auto', 'public', 'ipv6', 'private'),
  jump: list(8, 'jump hosts', line(512, 1)),
  addressFamily: oneOf('any', 'ipv4', 'ipv6'),
  connectTimeout: whole(RANGES.connectTimeout),
  keepalive: whole(RANGES.keepalive),
  tcpKeepalive: anything,
  compression: anything,
  proxy: (proxy) => {
    if (proxy.kind === 'none') return undefined;
    return host(proxy.host) ?? port(proxy.port) ?? line(255)(proxy.user);
  },
  legacyAlgorithms: anything,
  key: (key) => {
    if (key.kind === 'file') return key.path === '' ? 'A path is needed.' : key.path.length > 4_096 ? 'This path is too long.' : undefined;
    if (key.kind === 'vault') return key.id === '' || key.id.length > 1_024 ? 'Choose a key of the vault.' : undefined;
    return key.kind === 'agent' && key.sha256 !== '' ? fingerprint(key.sha256) : undefined;
  },
  certificate: (path) => (path.length > 4_096 ? 'This path is too long.' : undefined),
  agentForwarding: anything,
  authMethods: (methods) => {
    if (methods.length === 0) return 'At least one way to log in is needed.';
    return methods.length > 3 ? 'At most 3 ways to log in fit.' : undefined;
  },
  hostKeyPolicy: oneOf('ask', 'accept-new', 'strict'),
  pinnedHostKeys: list(32, 'host keys', fingerprint),
  terminalType: (type) => (/^[A-Za-z0-9._+-]{1,64}$/u.test(type) ? undefined : 'A terminal type has letters, digits and . _ + - only.'),
  columns: whole(RANGES.columns),
  rows: whole(RANGES.rows),
  scrollback: whole(RANGES.scrollback),
  encoding: oneOf(...ENCODINGS),
  bell: oneOf('none', 'visual', 'sound'),
  backspace: oneOf('delete', 'control-h'),
  pasteGuard: anything,
  closeOnExit: oneOf('never', 'clean', 'always'),
  fontFamily: line(256),
  fontSize: whole(RANGES.fontSize),
  theme: oneOf('app', 'light', 'dark'),
  colours: (colours) => {
    for (const name of COLOUR_NAMES) {
      const colour = colours[name];
      if (colour !== undefined && !/^#[0-9a-f]{6}$/u.test(colour)) return `${name}: a colour looks like #rrggbb.`;
    }
    return undefined;
  },
  tabColour: oneOf('none', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey'),
  cursor: oneOf('block', 'underline', 'bar'),
  cursorBlink: anything,
  environment: list(128, 'variables', ({ name, value }) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,255}$/u.test(name)) return 'The name of a variable has letters, digits and _ only.';
    if (value.length > 4_096) return 'At most 4096 characters fit into a variable.';
    return value.includes('\u0000') ? 'A variable has no NUL.' : undefined;
  }),
  remoteCommand: (command) =>
    command.length > 8_192 ? 'At most 8192 characters fit.' : command.includes('\u0000') ? 'A command has no NUL.' : undefined,
  logging: oneOf('off', 'printable', 'all'),
  logFile: line(1_024, 1),
  logClash: oneOf('new', 'append', 'overwrite'),
  forwards: (forwards) => list(64, 'forwards', forward)(forwards) ?? sharedPort(forwards),
  rdpPort: port,
  rdpUser: plainLine(256),
  rdpDomain: plainLine(256),
  rdpClient: oneOf('auto', ...RDP_CLIENTS),
  rdpScreen: oneOf('window', 'full'),
  rdpWidth: whole(RANGES.rdpWidth),
  rdpHeight: whole(RANGES.rdpHeight),
  rdpAllMonitors: anything,
  rdpClipboard: anything,
  rdpDrives: anything,
  rdpSound: oneOf('here', 'server', 'off'),
  rdpAdmin: anything,
  rdpGateway: (value) =>
    value === '' || (value.length <= 261 && /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/u.test(value))
      ? undefined
      : 'A gateway is host or host:port.',
  rdpExtraLines: list(
    64,
    'lines',
    (value) =>
      plainLine(1_024)(value) ??
      (/^[^:]+:[a-z]:.*$/u.test(value) ? undefined : 'A line of a .rdp file is name:type:value, for example redirectprinters:i:1.'),
  ),
};

/** Why a setting would be refused; `undefined` when it is fine. */
export function problemOf<K extends SettingKey>(key: K, value: SessionSettings[K]): string | undefined {
  return CHECKS[key](value);
}

/** All that is wrong in a layer, by setting. */
export function problemsOf(layer: SettingsLayer): Readonly<Partial<Record<SettingKey, string>>> {
  const problems: Partial<Record<SettingKey, string>> = {};
  for (const key of Object.keys(layer) as SettingKey[]) {
    const value = layer[key];
    const problem = value === undefined ? undefined : problemOf(key, value as never);
    if (problem !== undefined) problems[key] = problem;
  }
  return problems;
}

/** Why a name would be refused. */
export function problemOfName(name: string): string | undefined {
  const trimmed = name.trim();
  if (trimmed === '') return 'A name is needed.';
  if (trimmed.length > 200) return 'A name has at most 200 characters.';
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u.test(trimmed) ? 'A name has no control characters.' : undefined;
}
