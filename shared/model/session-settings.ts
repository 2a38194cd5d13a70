import { RDP_BUILT_IN, type RdpSettings } from './rdp.ts';

/** A forward that runs while its session is open (RFC 4254 section 7; `dynamic` is a SOCKS proxy, as OpenSSH's -D). */
export type Forward =
  | {
      readonly kind: 'local' | 'remote';
      /** Address that listens; empty is `127.0.0.1`. */
      readonly bind: string;
      readonly port: number;
      readonly host: string;
      readonly hostPort: number;
    }
  | { readonly kind: 'dynamic'; readonly bind: string; readonly port: number };

/** Which key logs in. `auto`: the instance's key pair, else the question. `none`: no key at all, passwords only. */
export type KeySetting =
  | { readonly kind: 'auto' }
  /** A private key file, or the `.pub` of a key that the agent holds. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'vault'; readonly id: string }
  /** Only the key of the agent with this fingerprint (`SHA256:…`); empty: all of its keys, one by one. */
  | { readonly kind: 'agent'; readonly sha256: string }
  | { readonly kind: 'none' };

export type AuthMethod = 'publickey' | 'keyboard-interactive' | 'password';

/** `none`: straight. The password of a proxy is asked for, and remembered only in the vault. */
export type ProxySetting =
  | { readonly kind: 'none' }
  | { readonly kind: 'socks5' | 'http'; readonly host: string; readonly port: number; readonly user: string };

/** Names of the colours of a terminal; the sixteen ANSI colours in their order. */
export const COLOUR_NAMES = [
  'foreground',
  'background',
  'cursor',
  'cursorText',
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const;
export type ColourName = (typeof COLOUR_NAMES)[number];

export const ENCODINGS = [
  'utf-8',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'koi8-r',
  'cp437',
  'cp850',
  'gbk',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Every setting that a session can have. A stored session, folder or the Default Settings hold only what differs from what is above. */
export interface SessionSettings extends RdpSettings {
  // Connection
  readonly port: number;
  /** Empty: the proposal for the machine, else the question. */
  readonly user: string;
  /** Which address of an instance: `auto` tries them in the order of `planRoutes`. */
  readonly route: 'auto' | 'public' | 'ipv6' | 'private';
  /** Jump hosts in order, each `[user@]host[:port]` or the name of a saved session; as OpenSSH's ProxyJump. */
  readonly jump: readonly string[];
  readonly addressFamily: 'any' | 'ipv4' | 'ipv6';
  /** Seconds for each of TCP connect and key exchange. */
  readonly connectTimeout: number;
  /** Seconds between two keepalives; 0 sends none. */
  readonly keepalive: number;
  readonly tcpKeepalive: boolean;
  readonly compression: boolean;
  readonly proxy: ProxySetting;
  /** Also offers algorithms that are no longer safe, for devices that know no others. */
  readonly legacyAlgorithms: boolean;
  // Authentication
  readonly key: KeySetting;
  /** An OpenSSH user certificate; empty: `<key file>-cert.pub` where it is there. */
  readonly certificate: string;
  readonly agentForwarding: boolean;
  /** In the order tried; what is not in it is not used. */
  readonly authMethods: readonly AuthMethod[];
  readonly hostKeyPolicy: 'ask' | 'accept-new' | 'strict';
  /** Only these host keys are accepted (`SHA256:…`); none given: the known hosts decide. */
  readonly pinnedHostKeys: readonly string[];
  // Terminal
  readonly terminalType: string;
  /** Fixed size, columns and rows; 0 follows the window. */
  readonly columns: number;
  readonly rows: number;
  /** Lines. */
  readonly scrollback: number;
  readonly encoding: Encoding;
  readonly bell: 'none' | 'visual' | 'sound';
  readonly backspace: 'delete' | 'control-h';
  /** Asks before risky text is pasted. */
  readonly pasteGuard: boolean;
  /** What happens to the tab when the shell ends. */
  readonly closeOnExit: 'never' | 'clean' | 'always';
  // Appearance
  /** Empty: the built-in list of fixed-width fonts. */
  readonly fontFamily: string;
  /** CSS pixels. */
  readonly fontSize: number;
  readonly theme: 'app' | 'light' | 'dark';
  /** `#rrggbb` by name; a colour that is not in it comes from the theme. */
  readonly colours: Readonly<Partial<Record<ColourName, string>>>;
  readonly tabColour: 'none' | 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'purple' | 'grey';
  readonly cursor: 'block' | 'underline' | 'bar';
  readonly cursorBlink: boolean;
  // Environment and command
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  /** Empty: the login shell. */
  readonly remoteCommand: string;
  // Logging
  readonly logging: 'off' | 'printable' | 'all';
  /** PuTTY's patterns: &Y &M &D date, &T time, &H host, &P port. A leading ~ is the home folder. */
  readonly logFile: string;
  readonly logClash: 'new' | 'append' | 'overwrite';
  // Forwards
  readonly forwards: readonly Forward[];
}

export type SettingKey = keyof SessionSettings;
/** A layer: what differs from the layers below it. */
export type SettingsLayer = { readonly [K in SettingKey]?: SessionSettings[K] };

export const BUILT_IN: SessionSettings = {
  port: 22,
  user: '',
  route: 'auto',
  jump: [],
  addressFamily: 'any',
  connectTimeout: 15,
  keepalive: 30,
  tcpKeepalive: false,
  compression: false,
  proxy: { kind: 'none' },
  legacyAlgorithms: false,
  key: { kind: 'auto' },
  certificate: '',
  agentForwarding: false,
  authMethods: ['publickey', 'keyboard-interactive', 'password'],
  hostKeyPolicy: 'ask',
  pinnedHostKeys: [],
  terminalType: 'xterm-256color',
  columns: 0,
  rows: 0,
  scrollback: 5_000,
  encoding: 'utf-8',
  bell: 'none',
  backspace: 'delete',
  pasteGuard: true,
  closeOnExit: 'never',
  fontFamily: '',
  fontSize: 13,
  theme: 'app',
  colours: {},
  tabColour: 'none',
  cursor: 'block',
  cursorBlink: false,
  environment: [],
  remoteCommand: '',
  logging: 'off',
  logFile: '~/gangway-logs/&H-&Y&M&D-&T.log',
  logClash: 'new',
  forwards: [],
  ...RDP_BUILT_IN,
};

export const SETTING_KEYS = Object.keys(BUILT_IN) as readonly SettingKey[];

/** A layer with the name under which the form shows where a value comes from. */
export interface NamedLayer {
  readonly from: string;
  readonly settings: SettingsLayer;
}

export interface EffectiveSettings {
  readonly values: SessionSettings;
  /** For each setting the `from` of the layer that it comes from; absent: built in. */
  readonly origins: Readonly<Partial<Record<SettingKey, string>>>;
}

/** Merges layers, the weakest first (Default Settings, folders from the outermost, session). Each setting is taken whole. */
export function mergeSettings(layers: readonly NamedLayer[], builtIn: SessionSettings = BUILT_IN): EffectiveSettings {
  const values: Record<string, unknown> = { ...builtIn };
  const origins: Partial<Record<SettingKey, string>> = {};
  for (const { from, settings } of layers) {
    for (const key of SETTING_KEYS) {
      const value = settings[key];
      if (value === undefined) continue;
      values[key] = value;
      origins[key] = from;
    }
  }
  return { values: values as unknown as SessionSettings, origins };
}
