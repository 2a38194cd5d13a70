import type { SessionSettings, SettingKey } from '../../model/session-settings.ts';

/** What is said of one setting in the form. */
export interface SettingText {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly unit?: string;
  readonly choices?: Readonly<Record<string, string>>;
}

/** Each setting has its text, and each choice of it. */
type SettingTexts = {
  readonly [K in SettingKey]: SettingText & { readonly choices?: Readonly<Record<SessionSettings[K] & string, string>> };
};

/** The lines of the form of a session. */
export const settingLines = {
  port: { label: 'Port' },
  user: { label: 'Login name', placeholder: 'proposed or asked for' },
  route: { label: 'Address of an instance', choices: { auto: 'The best one', public: 'Public IPv4', ipv6: 'IPv6', private: 'Private' } },
  addressFamily: { label: 'Internet protocol', choices: { any: 'Any', ipv4: 'IPv4', ipv6: 'IPv6' } },
  connectTimeout: { label: 'Time-out', unit: 's', hint: 'For connecting, and again for the key exchange.' },
  keepalive: { label: 'Keepalive every', unit: 's', hint: '0 sends none.' },
  tcpKeepalive: { label: 'TCP keepalives' },
  compression: { label: 'Compression' },
  legacyAlgorithms: { label: 'Old algorithms too', hint: 'Unsafe ones as well, for devices that know no others.' },
  proxy: { label: 'Proxy', hint: 'Its password is asked for when it is needed.' },
  jump: { label: 'Jump hosts', hint: 'In order, one a line: [user@]host[:port], or the name of a saved session.' },
  key: { label: 'Key' },
  certificate: { label: 'Certificate', placeholder: 'the one beside the key', hint: 'Path of an OpenSSH user certificate.' },
  authMethods: { label: 'Ways to log in', hint: 'Tried from the top; what is not ticked is not used.' },
  agentForwarding: { label: 'Agent forwarding', hint: 'Lets this server use your agent’s keys while connected.' },
  hostKeyPolicy: { label: 'Unknown host keys', choices: { ask: 'Ask', 'accept-new': 'Accept new ones', strict: 'Refuse' } },
  pinnedHostKeys: { label: 'Only these host keys', hint: 'One a line; empty: the known hosts decide.' },
  terminalType: { label: 'Terminal type' },
  encoding: { label: 'Encoding' },
  columns: { label: 'Columns', hint: '0 follows the window.' },
  rows: { label: 'Rows', hint: '0 follows the window.' },
  scrollback: { label: 'Scrollback', unit: 'lines' },
  bell: { label: 'Bell', choices: { none: 'None', visual: 'Flash', sound: 'Sound' } },
  backspace: { label: 'Backspace sends', choices: { delete: 'Delete (^?)', 'control-h': 'Control-H (^H)' } },
  pasteGuard: { label: 'Ask before risky pastes' },
  closeOnExit: { label: 'When the shell ends', choices: { never: 'Keep the tab', clean: 'Close it after exit 0', always: 'Close it' } },
  fontFamily: { label: 'Font', placeholder: 'built-in list', hint: 'A font of fixed width on this computer.' },
  fontSize: { label: 'Font size', unit: 'px' },
  theme: { label: 'Theme', choices: { app: 'As the app', light: 'Light', dark: 'Dark' } },
  cursor: { label: 'Cursor', choices: { block: 'Block', underline: 'Underline', bar: 'Bar' } },
  cursorBlink: { label: 'Blinking cursor' },
  tabColour: {
    label: 'Colour of the tab',
    choices: {
      none: 'None',
      red: 'Red',
      orange: 'Orange',
      yellow: 'Yellow',
      green: 'Green',
      blue: 'Blue',
      purple: 'Purple',
      grey: 'Grey',
    },
  },
  colours: { label: 'Colours', hint: 'What is not chosen comes from the theme.' },
  environment: { label: 'Variables', hint: 'Servers take only what their AcceptEnv names.' },
  remoteCommand: { label: 'Remote command', placeholder: 'login shell', hint: 'Instead of the login shell.' },
  logging: {
    label: 'Session log',
    choices: { off: 'Off', printable: 'Printable output', all: 'All output' },
    hint: 'What is typed is never logged.',
  },
  logFile: { label: 'File', hint: '&Y &M &D date, &T time, &H host, &P port. A leading ~ is your home folder.' },
  logClash: { label: 'If it exists', choices: { new: 'Take a new name', append: 'Append', overwrite: 'Overwrite' } },
  forwards: { label: 'Forwards', hint: 'They run while the session is open.' },
  rdpPort: { label: 'Port' },
  rdpUser: { label: 'User', placeholder: 'the administrator, or asked for' },
  rdpDomain: { label: 'Domain', placeholder: 'a local account' },
  rdpClient: {
    label: 'Client',
    choices: {
      auto: 'The first that is found',
      mstsc: 'Remote Desktop Connection',
      'windows-app': 'Windows App',
      remmina: 'Remmina',
      freerdp: 'FreeRDP',
    },
  },
  rdpScreen: { label: 'Screen', choices: { window: 'A window', full: 'Full screen' } },
  rdpWidth: { label: 'Width', unit: 'px' },
  rdpHeight: { label: 'Height', unit: 'px' },
  rdpAllMonitors: { label: 'All monitors' },
  rdpClipboard: { label: 'Shared clipboard' },
  rdpDrives: { label: 'Share the home folder' },
  rdpSound: { label: 'Sound', choices: { here: 'On this computer', server: 'On the server', off: 'Off' } },
  rdpAdmin: { label: 'Administrative session' },
  rdpGateway: { label: 'Gateway', placeholder: 'none', hint: 'host or host:port.' },
  rdpExtraLines: { label: 'Further .rdp lines', hint: 'For clients that take a .rdp file.' },
} satisfies SettingTexts;
