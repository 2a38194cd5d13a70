import { BUILT_IN, type AuthMethod, type Encoding } from '../../../shared/model/session-settings.ts';
import { blobType } from '../../ssh/wire.ts';
import { fingerprint } from '../../ssh/host-keys/fingerprint.ts';
import { cleanHost, draftSettings, jumpText, sessionDraft, splitUser, wholeNumber, type Draft, type SettingsDraft } from './draft.ts';
import { takePuttyColours } from './putty-colours.ts';
import { parsePuttyForward, parsePuttyPairs } from './putty-lists.ts';
import { notePuttyUnplaced } from './putty-unplaced.ts';
import { texts } from '../../../shared/texts/current.ts';

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
    const shown = PROTOCOLS[protocol] ?? texts().importNotes.other;
    return { kind: 'skipped', what: 'session', name, folder, why: texts().importNotes.sshOnly(shown) };
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
      notes: [texts().importNotes.becomeDefaults, ...draft.notes],
    };
  }
  return sessionDraft({ name, folder, host, draft });
}

const text = (values: PuttyValues, key: string): string => values.get(key) ?? '';
const flag = (values: PuttyValues, key: string): boolean => (wholeNumber(values.get(key)) ?? 0) !== 0;

function takeConnection(draft: SettingsDraft, values: PuttyValues, userOfHost: string): void {
  const port = wholeNumber(values.get('PortNumber'));
  if (port !== undefined) draft.set('port', port, texts().importFields.port);
  const user = userOfHost === '' ? text(values, 'UserName') : userOfHost;
  if (user !== '') draft.set('user', user, texts().importFields.loginName);
  else if (flag(values, 'UserNameFromEnvironment')) draft.note(texts().importNotes.localUser);
  const family = (['any', 'ipv4', 'ipv6'] as const)[wholeNumber(values.get('AddressFamily')) ?? 0];
  if (family !== undefined && family !== 'any') draft.set('addressFamily', family);
  const ping = (wholeNumber(values.get('PingInterval')) ?? 0) * 60 + (wholeNumber(values.get('PingIntervalSecs')) ?? 0);
  if (ping > 0) draft.set('keepalive', ping, texts().importFields.keepalive);
  if (flag(values, 'TCPKeepalives')) draft.set('tcpKeepalive', true);
  if (flag(values, 'Compression')) draft.set('compression', true);
  const environment = parsePuttyPairs(text(values, 'Environment')).map(({ key, value }) => ({ name: key, value }));
  const fit = environment.filter((one) => {
    if (/^[A-Za-z_][A-Za-z0-9_]{0,255}$/u.test(one.name)) return true;
    draft.note(texts().importNotes.variable(one.name));
    return false;
  });
  if (fit.length > 0) draft.set('environment', fit, texts().importFields.environment);
  const command = text(values, 'RemoteCommand');
  if (command !== '') draft.set('remoteCommand', command, texts().importFields.remoteCommand);
  if (['Cipher', 'KEX'].some((key) => hasWeakBeforeWarning(text(values, key)))) draft.set('legacyAlgorithms', true);
}

/** Algorithms that no PuTTY takes without a warning from the factory: somebody put them there for an old device. */
function hasWeakBeforeWarning(list: string): boolean {
  if (list === '') return false;
  const [accepted = ''] = list.split('WARN');
  return accepted.split(',').some((name) => ['des', 'arcfour', 'dh-group1-sha1'].includes(name.trim()));
}

const proxyNames = (): Readonly<Record<number, string>> => ({
  1: texts().importNotes.socks4,
  4: texts().importNotes.telnetProxy,
  5: texts().importNotes.commandProxy,
  7: texts().importNotes.sshCommandProxy,
  8: texts().importNotes.subsystemProxy,
});

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
      draft.set('jump', [name], texts().importFields.jumpHost);
      draft.note(texts().importNotes.bringSession(name));
    } else if (host === undefined) draft.note(texts().importNotes.jumpName(name));
    else draft.set('jump', [jumpText(user, host, port === 0 ? 22 : port)], texts().importFields.jumpHost);
  } else if (method === 2 || method === 3) {
    if (host === undefined) draft.note(texts().importNotes.proxyName(name));
    else draft.set('proxy', { kind: method === 2 ? 'socks5' : 'http', host, port, user }, texts().importFields.proxy);
  } else {
    draft.note(proxyNames()[method] ?? texts().importNotes.proxyType(method));
  }
  if (text(values, 'ProxyPassword') !== '') draft.note(texts().importNotes.proxyPassword);
  if (text(values, 'ProxyExcludeList') !== '') draft.note(texts().importNotes.proxyExclude);
  if (flag(values, 'ProxyLocalhost')) draft.note(texts().importNotes.proxyLocal);
  if (values.get('ProxyDNS') === '0' && method !== 6) draft.note(texts().importNotes.proxyDns);
}

function takeAuthentication(draft: SettingsDraft, values: PuttyValues): void {
  const key = text(values, 'PublicKeyFile');
  if (key !== '') draft.set('key', { kind: 'file', path: key }, texts().importFields.keyFile);
  // Without the agent and without a file PuTTY has no key to try.
  else if (values.get('TryAgent') === '0') draft.set('key', { kind: 'none' });
  const certificate = text(values, 'DetachedCertificate');
  if (certificate !== '') draft.set('certificate', certificate, texts().importFields.certificate);
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
    if (sha256 === undefined) draft.note(texts().importNotes.hostKeyPin(given));
    else if (!pins.includes(sha256)) pins.push(sha256);
  }
  if (pins.length > 0) draft.set('pinnedHostKeys', pins, texts().importFields.hostKeys);
}

function blobFingerprint(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/]{16,}={0,2}$/u.test(base64)) return undefined;
  const blob = Buffer.from(base64, 'base64');
  return blobType(blob) === undefined ? undefined : fingerprint(blob);
}

function takeTerminal(draft: SettingsDraft, values: PuttyValues): void {
  const type = text(values, 'TerminalType');
  if (type !== '' && type !== 'xterm') draft.set('terminalType', type, texts().importFields.terminalType);
  const columns = wholeNumber(values.get('TermWidth')) ?? 80;
  const rows = wholeNumber(values.get('TermHeight')) ?? 24;
  if (['1', '2'].includes(values.get('LockSize') ?? '')) {
    draft.set('columns', columns, texts().importFields.columns);
    draft.set('rows', rows, texts().importFields.rows);
  } else if (columns !== 80 || rows !== 24) draft.note(texts().importNotes.windowSize(columns, rows));
  const lines = wholeNumber(values.get('ScrollbackLines')) ?? 2_000;
  if (lines !== 2_000) {
    if (lines > 100_000) draft.note(texts().importNotes.scrollbackCut(lines));
    draft.set('scrollback', Math.min(lines, 100_000), texts().importFields.scrollback);
  }
  takeEncoding(draft, text(values, 'LineCodePage'));
  const bell = values.get('Beep');
  if (bell === '0') draft.set('bell', 'none');
  if (bell === '2') draft.set('bell', 'visual');
  if (bell === '3' || bell === '4') {
    draft.set('bell', 'sound');
    draft.note(bell === '3' ? texts().importNotes.bellFile : texts().importNotes.bellSpeaker);
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
  if (encoding === undefined) draft.note(texts().importNotes.charset(page));
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
  } else if (unix !== '' && unix !== 'server:fixed') draft.note(texts().importNotes.x11Font(unix));
  if (name !== '' && name !== 'Courier New') draft.set('fontFamily', name, texts().importFields.font);
  if (pango === null && (name === '' || points === 10)) return;
  draft.set('fontSize', points < 0 ? -points : Math.round(points * PIXELS_PER_POINT), texts().importFields.fontSize);
}

function takeLogging(draft: SettingsDraft, values: PuttyValues): void {
  const type = wholeNumber(values.get('LogType')) ?? 0;
  if (type === 0) return;
  if (type !== 1 && type !== 2) {
    draft.note(texts().importNotes.packetLog);
    return;
  }
  draft.set('logging', type === 1 ? 'printable' : 'all');
  const file = text(values, 'LogFileName');
  const whole = /^(?:[/\\~]|[A-Za-z]:)/u.test(file) ? file : `~/${file}`;
  if (file !== '' && draft.set('logFile', whole, texts().importFields.logFile) && whole !== file)
    draft.note(texts().importNotes.logInHome(file));
  const clash = ({ '0': 'append', '1': 'overwrite' } as const)[values.get('LogFileClash') ?? ''];
  if (clash !== undefined) draft.set('logClash', clash);
  else draft.note(texts().importNotes.askedClash);
  if (flag(values, 'SSHLogOmitData')) draft.note(texts().importNotes.omitData);
}

function takeForwards(draft: SettingsDraft, values: PuttyValues): void {
  const acceptAll = { local: flag(values, 'LocalPortAcceptAll'), remote: flag(values, 'RemotePortAcceptAll') };
  const forwards = [];
  for (const pair of parsePuttyPairs(text(values, 'PortForwardings'))) {
    const forward = parsePuttyForward(pair, acceptAll);
    if (forward === undefined) draft.note(texts().importNotes.forwarding(pair.key, pair.value));
    else forwards.push(forward);
  }
  if (forwards.length > 0) draft.set('forwards', forwards, texts().importFields.forwards);
}
