import { BUILT_IN, type AuthMethod, type Encoding } from '../../../shared/model/session-settings.ts';
import { blobType } from '../../ssh/wire.ts';
import { fingerprint } from '../../ssh/host-keys/fingerprint.ts';
import { cleanHost, draftSettings, jumpText, sessionDraft, splitUser, wholeNumber, type Draft, type SettingsDraft } from './draft.ts';
import { takePuttyColours } from './putty-colours.ts';
import { parsePuttyForward, parsePuttyPairs } from './putty-lists.ts';
import { notePuttyUnplaced } from './putty-unplaced.ts';

/** All values of one PuTTY session as text; numbers in decimal. */
export type PuttyValues = ReadonlyMap<string, string>;

/** PuTTY's name for the settings that every new session starts with. */
export const PUTTY_DEFAULTS = 'Default Settings';

export interface PuttyContext {
  /** Names of all sessions beside it: a proxy may name one of them. */
  readonly names: ReadonlySet<string>;
  readonly folder?: readonly string[];
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  telnet: 'Telnet',
  rlogin: 'Rlogin',
  raw: 'Raw',
  serial: 'Serial',
  supdup: 'SUPDUP',
  'ssh-connection': 'Bare ssh-connection',
  adb: 'ADB',
  cygterm: 'Cygterm',
};

/**
 * One PuTTY session as a draft. What equals PuTTY's factory setting was not chosen by anybody and is left to Gangway's own; everything else
 * is either taken or noted.
 */
export function puttySession(name: string, values: PuttyValues, context: PuttyContext): Draft {
  const folder = context.folder ?? [];
  const protocol = values.get('Protocol') ?? 'ssh';
  const isDefaults = name === PUTTY_DEFAULTS;
  if (protocol !== 'ssh' && !isDefaults) {
    const shown = PROTOCOLS[protocol] ?? 'Other';
    return { kind: 'skipped', what: 'session', name, folder, why: `${shown} sessions are not saved here; only SSH is.` };
  }
  const draft = draftSettings();
  const { user, host } = splitUser(values.get('HostName') ?? '');
  takeConnection(draft, values, user);
  takeProxy(draft, values, context);
  takeAuthentication(draft, values);
  takeTerminal(draft, values);
  takePuttyColours(draft, values);
  takeLogging(draft, values);
  takeForwards(draft, values);
  notePuttyUnplaced(draft, values);
  if (isDefaults) {
    return {
      kind: 'defaults',
      name,
      settings: draft.settings,
      notes: ['These become the Default Settings of every session here. Pick them only if that is wanted.', ...draft.notes],
    };
  }
  return sessionDraft({ name, folder, host, draft });
}

const text = (values: PuttyValues, key: string): string => values.get(key) ?? '';
const flag = (values: PuttyValues, key: string): boolean => (wholeNumber(values.get(key)) ?? 0) !== 0;

function takeConnection(draft: SettingsDraft, values: PuttyValues, userOfHost: string): void {
  const port = wholeNumber(values.get('PortNumber'));
  if (port !== undefined) draft.set('port', port, 'Port');
  const user = userOfHost === '' ? text(values, 'UserName') : userOfHost;
  if (user !== '') draft.set('user', user, 'Login name');
  else if (flag(values, 'UserNameFromEnvironment'))
    draft.note('PuTTY logged in with your local user name; here the login name is asked for.');
  const family = (['any', 'ipv4', 'ipv6'] as const)[wholeNumber(values.get('AddressFamily')) ?? 0];
  if (family !== undefined && family !== 'any') draft.set('addressFamily', family);
  const ping = (wholeNumber(values.get('PingInterval')) ?? 0) * 60 + (wholeNumber(values.get('PingIntervalSecs')) ?? 0);
  if (ping > 0) draft.set('keepalive', ping, 'Seconds between keepalives');
  if (flag(values, 'TCPKeepalives')) draft.set('tcpKeepalive', true);
  if (flag(values, 'Compression')) draft.set('compression', true);
  const environment = parsePuttyPairs(text(values, 'Environment')).map(({ key, value }) => ({ name: key, value }));
  const fit = environment.filter((one) => {
    if (/^[A-Za-z_][A-Za-z0-9_]{0,255}$/u.test(one.name)) return true;
    draft.note(`Not taken: the environment variable “${one.name}”: its name has other characters than letters, digits and _.`);
    return false;
  });
  if (fit.length > 0) draft.set('environment', fit, 'Environment variables');
  const command = text(values, 'RemoteCommand');
  if (command !== '') draft.set('remoteCommand', command, 'Remote command');
  if (['Cipher', 'KEX'].some((key) => hasWeakBeforeWarning(text(values, key)))) draft.set('legacyAlgorithms', true);
}

/** Algorithms that no PuTTY takes without a warning from the factory: somebody put them there for an old device. */
function hasWeakBeforeWarning(list: string): boolean {
  if (list === '') return false;
  const [accepted = ''] = list.split('WARN');
  return accepted.split(',').some((name) => ['des', 'arcfour', 'dh-group1-sha1'].includes(name.trim()));
}

const PROXY_NAMES: Readonly<Record<number, string>> = {
  1: 'A SOCKS 4 proxy is not offered; use SOCKS 5 or HTTP.',
  4: 'A Telnet proxy is not offered.',
  5: 'A proxy that is a local command is not offered; no command of an import is ever run.',
  7: 'A proxy that runs a command over SSH is not offered; no command of an import is ever run.',
  8: 'A proxy that is an SSH subsystem is not offered.',
};

function takeProxy(draft: SettingsDraft, values: PuttyValues, { names }: PuttyContext): void {
  const method = wholeNumber(values.get('ProxyMethod')) ?? 0;
  if (method === 0) return;
  const name = text(values, 'ProxyHost').trim();
  const host = cleanHost(name);
  const port = wholeNumber(values.get('ProxyPort')) ?? 0;
  const user = text(values, 'ProxyUsername');
  if (method === 6) {
    // PuTTY looks for a saved session of this name first.
    if (names.has(name)) {
      draft.set('jump', [name], 'Jump host');
      draft.note(`It goes through the saved session “${name}”; bring that one in too.`);
    } else if (host === undefined) draft.note(`Not taken: the jump host “${name}” is not a host name.`);
    else draft.set('jump', [jumpText(user, host, port === 0 ? 22 : port)], 'Jump host');
  } else if (method === 2 || method === 3) {
    if (host === undefined) draft.note(`Not taken: the proxy “${name}” is not a host name.`);
    else draft.set('proxy', { kind: method === 2 ? 'socks5' : 'http', host, port, user }, 'Proxy');
  } else {
    draft.note(PROXY_NAMES[method] ?? `Proxy type ${method} is not known.`);
  }
  if (text(values, 'ProxyPassword') !== '') draft.note('The password of the proxy is not imported; it is asked for.');
  if (text(values, 'ProxyExcludeList') !== '') draft.note('Hosts that go without the proxy are not taken: set no proxy in those sessions.');
  if (flag(values, 'ProxyLocalhost')) draft.note('“Consider proxying local host connections” has no place here.');
  if (values.get('ProxyDNS') === '0' && method !== 6)
    draft.note('The proxy looks up host names itself; “Do DNS name lookup at proxy end: No” has no place here.');
}

function takeAuthentication(draft: SettingsDraft, values: PuttyValues): void {
  const key = text(values, 'PublicKeyFile');
  if (key !== '') draft.set('key', { kind: 'file', path: key }, 'Private key file');
  // Without the agent and without a file PuTTY has no key to try.
  else if (values.get('TryAgent') === '0') draft.set('key', { kind: 'none' });
  const certificate = text(values, 'DetachedCertificate');
  if (certificate !== '') draft.set('certificate', certificate, 'Certificate');
  if (flag(values, 'AgentFwd')) draft.set('agentForwarding', true);
  if (values.get('AuthKI') === '0') {
    const methods: readonly AuthMethod[] = BUILT_IN.authMethods.filter((method) => method !== 'keyboard-interactive');
    draft.set('authMethods', methods);
  }
  const pins: string[] = [];
  for (const one of text(values, 'SSHManualHostKeys').split(',')) {
    const given = one.trim();
    if (given === '') continue;
    const sha256 = /^SHA256:[A-Za-z0-9+/]{43}=?$/u.test(given) ? given.slice(0, 50) : blobFingerprint(given);
    if (sha256 === undefined) draft.note(`Not taken: the host key “${given}”: only SHA-256 fingerprints and whole keys are.`);
    else if (!pins.includes(sha256)) pins.push(sha256);
  }
  if (pins.length > 0) draft.set('pinnedHostKeys', pins, 'Host keys');
}

function blobFingerprint(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/]{16,}={0,2}$/u.test(base64)) return undefined;
  const blob = Buffer.from(base64, 'base64');
  return blobType(blob) === undefined ? undefined : fingerprint(blob);
}

function takeTerminal(draft: SettingsDraft, values: PuttyValues): void {
  const type = text(values, 'TerminalType');
  if (type !== '' && type !== 'xterm') draft.set('terminalType', type, 'Terminal-type string');
  const columns = wholeNumber(values.get('TermWidth')) ?? 80;
  const rows = wholeNumber(values.get('TermHeight')) ?? 24;
  if (['1', '2'].includes(values.get('LockSize') ?? '')) {
    draft.set('columns', columns, 'Columns');
    draft.set('rows', rows, 'Rows');
  } else if (columns !== 80 || rows !== 24)
    draft.note(`Its window opened with ${columns} × ${rows} characters; here a terminal fills its tab.`);
  const lines = wholeNumber(values.get('ScrollbackLines')) ?? 2_000;
  if (lines !== 2_000) {
    if (lines > 100_000) draft.note(`Its scrollback of ${lines} lines is cut to 100000.`);
    draft.set('scrollback', Math.min(lines, 100_000), 'Lines of scrollback');
  }
  takeEncoding(draft, text(values, 'LineCodePage'));
  const bell = values.get('Beep');
  if (bell === '0') draft.set('bell', 'none');
  if (bell === '2') draft.set('bell', 'visual');
  if (bell === '3' || bell === '4') {
    draft.set('bell', 'sound');
    draft.note(bell === '3' ? 'The bell sounds, but not with a sound file of its own.' : 'The bell sounds, but not by the PC speaker.');
  }
  if (values.get('BackspaceIsDelete') === '0') draft.set('backspace', 'control-h');
  // Proven against PuTTY itself: 2 is "Always", 0 is "Never", 1 is "Only on clean exit".
  const close = ({ '0': 'never', '1': 'clean', '2': 'always' } as const)[values.get('CloseOnExit') ?? ''];
  if (close !== undefined && close !== 'never') draft.set('closeOnExit', close);
  const cursor = ({ '1': 'underline', '2': 'bar' } as const)[values.get('CurType') ?? ''];
  if (cursor !== undefined) draft.set('cursor', cursor);
  if (flag(values, 'BlinkCur')) draft.set('cursorBlink', true);
  takeFont(draft, values);
}

const CODE_PAGES: readonly (readonly [string, Encoding])[] = [
  ['UTF-8', 'utf-8'],
  ['ISO-8859-15', 'iso-8859-15'],
  ['ISO-8859-1', 'iso-8859-1'],
  ['ISO-8859-2', 'iso-8859-2'],
  ['WIN1250', 'windows-1250'],
  ['WIN1251', 'windows-1251'],
  ['WIN1252', 'windows-1252'],
  ['CP1250', 'windows-1250'],
  ['CP1251', 'windows-1251'],
  ['CP1252', 'windows-1252'],
  ['KOI8-R', 'koi8-r'],
  ['CP437', 'cp437'],
  ['CP850', 'cp850'],
  ['CP936', 'gbk'],
  ['CP54936', 'gb18030'],
  ['CP950', 'big5'],
  ['CP932', 'shift_jis'],
  ['CP20932', 'euc-jp'],
  ['CP51932', 'euc-jp'],
  ['CP949', 'euc-kr'],
  ['CP51949', 'euc-kr'],
];

/** PuTTY writes the name with an explanation: `ISO-8859-15:1999 (Latin-9, "euro")`, `Win1252 (Western)`, `CP437`. */
function takeEncoding(draft: SettingsDraft, page: string): void {
  const name = (/^[^\s:(]*/u.exec(page)?.[0] ?? '').toUpperCase();
  if (name === '' || page === 'Use font encoding') return;
  const plain = /^\d+$/u.test(name) ? `CP${name}` : name;
  const encoding = CODE_PAGES.find(([known]) => known === plain)?.[1];
  if (encoding === undefined) draft.note(`The character set “${page}” is not offered; UTF-8 is taken.`);
  else if (encoding !== 'utf-8') draft.set('encoding', encoding);
}

const PIXELS_PER_POINT = 96 / 72;

/** Windows: `Font` with `FontHeight` in points (negative: pixels). Unix: `FontName`, a Pango text such as `client:Monospace 11`. */
function takeFont(draft: SettingsDraft, values: PuttyValues): void {
  const unix = text(values, 'FontName');
  const pango = /^client:(.{1,200}?) (\d{1,3})$/su.exec(unix);
  let name = text(values, 'Font');
  let points = wholeNumber(values.get('FontHeight')) ?? 10;
  if (pango !== null) {
    name = pango[1] ?? '';
    points = Number(pango[2]);
  } else if (unix !== '' && unix !== 'server:fixed') draft.note(`The X11 font “${unix}” is not offered.`);
  if (name !== '' && name !== 'Courier New') draft.set('fontFamily', name, 'Font');
  if (pango === null && (name === '' || points === 10)) return;
  draft.set('fontSize', points < 0 ? -points : Math.round(points * PIXELS_PER_POINT), 'Font size');
}

function takeLogging(draft: SettingsDraft, values: PuttyValues): void {
  const type = wholeNumber(values.get('LogType')) ?? 0;
  if (type === 0) return;
  if (type !== 1 && type !== 2) {
    draft.note('Logging of SSH packets is not offered; the steps of each connection are shown in its tab.');
    return;
  }
  draft.set('logging', type === 1 ? 'printable' : 'all');
  const file = text(values, 'LogFileName');
  const whole = /^(?:[/\\~]|[A-Za-z]:)/u.test(file) ? file : `~/${file}`;
  if (file !== '' && draft.set('logFile', whole, 'Log file') && whole !== file)
    draft.note(`Its log file “${file}” is kept in the home folder.`);
  const clash = ({ '0': 'append', '1': 'overwrite' } as const)[values.get('LogFileClash') ?? ''];
  if (clash !== undefined) draft.set('logClash', clash);
  else draft.note('PuTTY asked what to do with an old log file; here a new file is made.');
  if (flag(values, 'SSHLogOmitData')) draft.note('“Omit session data” has no place here.');
}

function takeForwards(draft: SettingsDraft, values: PuttyValues): void {
  const acceptAll = { local: flag(values, 'LocalPortAcceptAll'), remote: flag(values, 'RemotePortAcceptAll') };
  const forwards = [];
  for (const pair of parsePuttyPairs(text(values, 'PortForwardings'))) {
    const forward = parsePuttyForward(pair, acceptAll);
    if (forward === undefined) draft.note(`Not taken: the forwarding “${pair.key}=${pair.value}” cannot be read.`);
    else forwards.push(forward);
  }
  if (forwards.length > 0) draft.set('forwards', forwards, 'Port forwardings');
}
