import {
  COLOUR_NAMES,
  ENCODINGS,
  type Forward,
  type SessionSettings,
  type SettingKey,
  type SettingsLayer,
} from '../../../shared/model/session-settings.ts';
import { RDP_CLIENTS } from '../../../shared/model/rdp.ts';
import { texts, type Texts } from '../../../shared/texts/current.ts';
import { formatNumber } from '../../../shared/texts/format.ts';

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
    Number.isSafeInteger(value) && value >= min && value <= max ? undefined : texts().sessionProblems.whole(String(min), formatNumber(max));

const line =
  (max: number, min = 0) =>
  (value: string): string | undefined => {
    if (value.length < min) return texts().sessionProblems.empty;
    if (value.length > max) return texts().sessionProblems.tooLong(max);
    return CONTROLS.test(value) ? texts().sessionProblems.controls : undefined;
  };

/** As `line`, also without the controls and line ends that only some programs know: it goes into files that have no escaping. */
const plainLine =
  (max: number) =>
  (value: string): string | undefined =>
    line(max)(value) ?? (/[\u0080-\u009f\u2028\u2029]/u.test(value) ? texts().sessionProblems.controls : undefined);

const oneOf =
  <V extends string>(...allowed: readonly V[]) =>
  (value: V): string | undefined =>
    allowed.includes(value) ? undefined : texts().sessionProblems.noChoice;

const anything = (): undefined => undefined;

const list =
  <V>(max: number, what: keyof Texts['sessionProblems']['tooMany'], check: (value: V) => string | undefined) =>
  (values: readonly V[]): string | undefined => {
    if (values.length > max) return texts().sessionProblems.tooMany[what](max);
    for (const [index, value] of values.entries()) {
      const problem = check(value);
      if (problem !== undefined) return values.length === 1 ? problem : texts().sessionProblems.atLine(index + 1, problem);
    }
    return undefined;
  };

const host = (value: string): string | undefined => (HOST.test(value) ? undefined : texts().sessionProblems.host);
const port = whole(RANGES.port);
const fingerprint = (value: string): string | undefined => (FINGERPRINT.test(value) ? undefined : texts().sessionProblems.fingerprint);

function forward(value: Forward): string | undefined {
  if (value.bind !== '' && host(value.bind) !== undefined) return texts().sessionProblems.listenAddress(host(value.bind) ?? '');
  const listens = value.kind === 'remote' ? whole([0, 65_535])(value.port) : port(value.port);
  if (listens !== undefined) return texts().sessionProblems.listenPort(listens);
  if (value.kind === 'dynamic') return undefined;
  const to = host(value.host);
  if (to !== undefined) return texts().sessionProblems.target(to);
  const toPort = port(value.hostPort);
  return toPort === undefined ? undefined : texts().sessionProblems.targetPort(toPort);
}

/** Two that listen on one port of this computer (or of the server): the second would fail. */
function sharedPort(forwards: readonly Forward[]): string | undefined {
  const seen = new Set<string>();
  for (const [index, { kind, bind, port: listens }] of forwards.entries()) {
    // The server picks a port of its own for 0.
    if (listens === 0) continue;
    const place = `${kind === 'remote' ? 'there' : 'here'} ${bind === '' ? '127.0.0.1' : bind} ${listens}`;
    if (seen.has(place)) return texts().sessionProblems.atLine(index + 1, texts().sessionProblems.sharedPort(listens));
    seen.add(place);
  }
  return undefined;
}

const CHECKS: { readonly [K in SettingKey]: Check<K> } = {
  port,
  user: line(256),
  route: oneOf('auto', 'public', 'ipv6', 'private'),
  jump: list(8, 'jumpHosts', line(512, 1)),
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
    if (key.kind === 'file')
      return key.path === '' ? texts().sessionProblems.noPath : key.path.length > 4_096 ? texts().sessionProblems.longPath : undefined;
    if (key.kind === 'vault') return key.id === '' || key.id.length > 1_024 ? texts().sessionProblems.noVaultKey : undefined;
    return key.kind === 'agent' && key.sha256 !== '' ? fingerprint(key.sha256) : undefined;
  },
  certificate: (path) => (path.length > 4_096 ? texts().sessionProblems.longPath : undefined),
  agentForwarding: anything,
  authMethods: (methods) => {
    if (methods.length === 0) return texts().sessionProblems.noMethod;
    return methods.length > 3 ? texts().sessionProblems.manyMethods : undefined;
  },
  hostKeyPolicy: oneOf('ask', 'accept-new', 'strict'),
  pinnedHostKeys: list(32, 'hostKeys', fingerprint),
  terminalType: (type) => (/^[A-Za-z0-9._+-]{1,64}$/u.test(type) ? undefined : texts().sessionProblems.terminalType),
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
      if (colour !== undefined && !/^#[0-9a-f]{6}$/u.test(colour)) return texts().sessionProblems.colour(name);
    }
    return undefined;
  },
  tabColour: oneOf('none', 'red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey'),
  cursor: oneOf('block', 'underline', 'bar'),
  cursorBlink: anything,
  environment: list(128, 'variables', ({ name, value }) => {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,255}$/u.test(name)) return texts().sessionProblems.variableName;
    if (value.length > 4_096) return texts().sessionProblems.variableLong;
    return value.includes('\u0000') ? texts().sessionProblems.variableNul : undefined;
  }),
  remoteCommand: (command) =>
    command.length > 8_192
      ? texts().sessionProblems.commandLong
      : command.includes('\u0000')
        ? texts().sessionProblems.commandNul
        : undefined,
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
      : texts().sessionProblems.gateway,
  rdpExtraLines: list(
    64,
    'lines',
    (value) => plainLine(1_024)(value) ?? (/^[^:]+:[a-z]:.*$/u.test(value) ? undefined : texts().sessionProblems.rdpLine),
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
  if (trimmed === '') return texts().sessionProblems.noName;
  if (trimmed.length > 200) return texts().sessionProblems.longName;
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u.test(trimmed) ? texts().sessionProblems.nameControls : undefined;
}
