import { ENCODINGS, type SessionSettings, type SettingKey } from '../../../shared/model/session-settings.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** How a setting is asked for. `own`: by a control made for it alone. */
export type Ask =
  | { readonly kind: 'text'; readonly mono?: boolean; readonly placeholder?: string }
  | { readonly kind: 'number'; readonly unit?: string }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'list'; readonly placeholder: string }
  | { readonly kind: 'command' }
  | { readonly kind: 'own' };

export interface SettingLineSpec {
  readonly key: SettingKey;
  readonly label: string;
  readonly ask: Ask;
  readonly hint?: string;
}

export interface Category {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly SettingLineSpec[];
  /** What a person from PuTTY looks for here and does not find. */
  readonly note?: string;
}

const choices = <K extends SettingKey>(_key: K, labels: Readonly<Record<SessionSettings[K] & string, string>>): Ask => ({
  kind: 'choice',
  choices: Object.entries<string>(labels).map(([value, label]) => ({ value, label })),
});

/** All settings, in PuTTY's categories where it has them. */
export const CATEGORIES: readonly Category[] = [
  {
    id: 'connection',
    title: 'Connection',
    lines: [
      { key: 'port', label: 'Port', ask: { kind: 'number' } },
      { key: 'user', label: 'Login name', ask: { kind: 'text', mono: true, placeholder: 'proposed or asked for' } },
      {
        key: 'route',
        label: 'Address of an instance',
        ask: choices('route', { auto: 'The best one', public: 'Public IPv4', ipv6: 'IPv6', private: 'Private' }),
      },
      { key: 'addressFamily', label: 'Internet protocol', ask: choices('addressFamily', { any: 'Any', ipv4: 'IPv4', ipv6: 'IPv6' }) },
      {
        key: 'connectTimeout',
        label: 'Time-out',
        ask: { kind: 'number', unit: 's' },
        hint: 'For connecting, and again for the key exchange.',
      },
      { key: 'keepalive', label: 'Keepalive every', ask: { kind: 'number', unit: 's' }, hint: '0 sends none.' },
      { key: 'tcpKeepalive', label: 'TCP keepalives', ask: { kind: 'flag' } },
      { key: 'compression', label: 'Compression', ask: { kind: 'flag' } },
      {
        key: 'legacyAlgorithms',
        label: 'Old algorithms too',
        ask: { kind: 'flag' },
        hint: 'Unsafe ones as well, for devices that know no others.',
      },
    ],
    note: 'X11 forwarding is off: Gangway has no X server to show windows of remote programs on.',
  },
  {
    id: 'proxy',
    title: 'Proxy and jump hosts',
    lines: [
      { key: 'proxy', label: 'Proxy', ask: { kind: 'own' }, hint: 'Its password is asked for when it is needed.' },
      {
        key: 'jump',
        label: 'Jump hosts',
        ask: { kind: 'list', placeholder: 'user@bastion:22' },
        hint: 'In order, one a line: [user@]host[:port], or the name of a saved session.',
      },
    ],
  },
  {
    id: 'authentication',
    title: 'Authentication',
    lines: [
      { key: 'key', label: 'Key', ask: { kind: 'own' } },
      {
        key: 'certificate',
        label: 'Certificate',
        ask: { kind: 'text', mono: true, placeholder: 'the one beside the key' },
        hint: 'Path of an OpenSSH user certificate.',
      },
      { key: 'authMethods', label: 'Ways to log in', ask: { kind: 'own' }, hint: 'Tried from the top; what is not ticked is not used.' },
      {
        key: 'agentForwarding',
        label: 'Agent forwarding',
        ask: { kind: 'flag' },
        hint: 'Lets this server use your agent’s keys while connected.',
      },
      {
        key: 'hostKeyPolicy',
        label: 'Unknown host keys',
        ask: choices('hostKeyPolicy', { ask: 'Ask', 'accept-new': 'Accept new ones', strict: 'Refuse' }),
      },
      {
        key: 'pinnedHostKeys',
        label: 'Only these host keys',
        ask: { kind: 'list', placeholder: 'SHA256:…' },
        hint: 'One a line; empty: the known hosts decide.',
      },
    ],
    note: 'Passwords and passphrases are never kept here. The question for one offers to remember it in the vault.',
  },
  {
    id: 'terminal',
    title: 'Terminal',
    lines: [
      { key: 'terminalType', label: 'Terminal type', ask: { kind: 'text', mono: true } },
      {
        key: 'encoding',
        label: 'Encoding',
        ask: { kind: 'choice', choices: ENCODINGS.map((value) => ({ value, label: value.toUpperCase() })) },
      },
      { key: 'columns', label: 'Columns', ask: { kind: 'number' }, hint: '0 follows the window.' },
      { key: 'rows', label: 'Rows', ask: { kind: 'number' }, hint: '0 follows the window.' },
      { key: 'scrollback', label: 'Scrollback', ask: { kind: 'number', unit: 'lines' } },
      { key: 'bell', label: 'Bell', ask: choices('bell', { none: 'None', visual: 'Flash', sound: 'Sound' }) },
      {
        key: 'backspace',
        label: 'Backspace sends',
        ask: choices('backspace', { delete: 'Delete (^?)', 'control-h': 'Control-H (^H)' }),
      },
      { key: 'pasteGuard', label: 'Ask before risky pastes', ask: { kind: 'flag' } },
      {
        key: 'closeOnExit',
        label: 'When the shell ends',
        ask: choices('closeOnExit', { never: 'Keep the tab', clean: 'Close it after exit 0', always: 'Close it' }),
      },
    ],
  },
  {
    id: 'appearance',
    title: 'Appearance',
    lines: [
      {
        key: 'fontFamily',
        label: 'Font',
        ask: { kind: 'text', placeholder: 'built-in list' },
        hint: 'A font of fixed width on this computer.',
      },
      { key: 'fontSize', label: 'Font size', ask: { kind: 'number', unit: 'px' } },
      { key: 'theme', label: 'Theme', ask: choices('theme', { app: 'As the app', light: 'Light', dark: 'Dark' }) },
      { key: 'cursor', label: 'Cursor', ask: choices('cursor', { block: 'Block', underline: 'Underline', bar: 'Bar' }) },
      { key: 'cursorBlink', label: 'Blinking cursor', ask: { kind: 'flag' } },
      {
        key: 'tabColour',
        label: 'Colour of the tab',
        ask: choices('tabColour', {
          none: 'None',
          red: 'Red',
          orange: 'Orange',
          yellow: 'Yellow',
          green: 'Green',
          blue: 'Blue',
          purple: 'Purple',
          grey: 'Grey',
        }),
      },
      { key: 'colours', label: 'Colours', ask: { kind: 'own' }, hint: 'What is not chosen comes from the theme.' },
    ],
  },
  {
    id: 'environment',
    title: 'Environment and command',
    lines: [
      { key: 'environment', label: 'Variables', ask: { kind: 'own' }, hint: 'Servers take only what their AcceptEnv names.' },
      { key: 'remoteCommand', label: 'Remote command', ask: { kind: 'command' }, hint: 'Instead of the login shell.' },
    ],
  },
  {
    id: 'logging',
    title: 'Logging',
    lines: [
      {
        key: 'logging',
        label: 'Session log',
        ask: choices('logging', { off: 'Off', printable: 'Printable output', all: 'All output' }),
        hint: 'What is typed is never logged.',
      },
      {
        key: 'logFile',
        label: 'File',
        ask: { kind: 'text', mono: true },
        hint: '&Y &M &D date, &T time, &H host, &P port. A leading ~ is your home folder.',
      },
      {
        key: 'logClash',
        label: 'If it exists',
        ask: choices('logClash', { new: 'Take a new name', append: 'Append', overwrite: 'Overwrite' }),
      },
    ],
  },
  {
    id: 'forwards',
    title: 'Forwards',
    lines: [{ key: 'forwards', label: 'Forwards', ask: { kind: 'own' }, hint: 'They run while the session is open.' }],
  },
  {
    id: 'rdp',
    title: 'Remote desktop',
    lines: [
      { key: 'rdpPort', label: 'Port', ask: { kind: 'number' } },
      { key: 'rdpUser', label: 'User', ask: { kind: 'text', mono: true, placeholder: 'the administrator, or asked for' } },
      { key: 'rdpDomain', label: 'Domain', ask: { kind: 'text', mono: true, placeholder: 'a local account' } },
      {
        key: 'rdpClient',
        label: 'Client',
        ask: choices('rdpClient', {
          auto: 'The first that is found',
          mstsc: 'Remote Desktop Connection',
          'windows-app': 'Windows App',
          remmina: 'Remmina',
          freerdp: 'FreeRDP',
        }),
      },
      { key: 'rdpScreen', label: 'Screen', ask: choices('rdpScreen', { window: 'A window', full: 'Full screen' }) },
      { key: 'rdpWidth', label: 'Width', ask: { kind: 'number', unit: 'px' } },
      { key: 'rdpHeight', label: 'Height', ask: { kind: 'number', unit: 'px' } },
      { key: 'rdpAllMonitors', label: 'All monitors', ask: { kind: 'flag' } },
      { key: 'rdpClipboard', label: 'Shared clipboard', ask: { kind: 'flag' } },
      { key: 'rdpDrives', label: 'Share the home folder', ask: { kind: 'flag' } },
      { key: 'rdpSound', label: 'Sound', ask: choices('rdpSound', { here: 'On this computer', server: 'On the server', off: 'Off' }) },
      { key: 'rdpAdmin', label: 'Administrative session', ask: { kind: 'flag' } },
      { key: 'rdpGateway', label: 'Gateway', ask: { kind: 'text', mono: true, placeholder: 'none' }, hint: 'host or host:port.' },
      {
        key: 'rdpExtraLines',
        label: 'Further .rdp lines',
        ask: { kind: 'list', placeholder: 'redirectprinters:i:1' },
        hint: 'For clients that take a .rdp file.',
      },
    ],
  },
];

export function categoryOf(key: SettingKey): string {
  return CATEGORIES.find(({ lines }) => lines.some((line) => line.key === key))?.id ?? 'connection';
}
