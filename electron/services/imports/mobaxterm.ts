import { AppError } from '../../../shared/model/errors.ts';
import {
  cleanFolder,
  cleanHost,
  cleanName,
  draftSettings,
  jumpText,
  sessionDraft,
  setRdpUser,
  wholeNumber,
  type Draft,
  type Parsed,
  type SettingsDraft,
} from './draft.ts';
import { parseIni } from './ini.ts';
import { texts } from '../../../shared/texts/current.ts';

const TYPES: Readonly<Record<string, string>> = {
  '1': 'Telnet',
  '2': 'Rlogin',
  '3': 'XDMCP',
  '4': 'RDP',
  '5': 'VNC',
  '6': 'FTP',
  '7': 'SFTP',
  '8': 'Serial',
  '9': 'File',
  '10': 'Shell',
  '11': 'Browser',
  '12': 'Mosh',
  '13': 'Amazon S3',
  '14': 'WSL',
};

/** Fields of an SSH bookmark, counted from the type. */
const FIELD = { type: 0, host: 1, port: 2, user: 3, x11: 5, compression: 6, command: 7, gateHost: 8, gatePort: 9, gateUser: 10, key: 14 };

/** Of an RDP bookmark, counted likewise; those of the gates are lists of SSH gateways. No document tells: as files show it. */
const RDP_FIELD = { admin: 4, drives: 6, size: 10, gateHost: 13, gatePort: 14, gateUser: 15, sound: 16, clipboard: 19, gateway: 20 };
/** By the number of the choice; 0 and 1 are not sizes, and numbers beyond these came with newer versions. */
const SIZES = [
  ...['', '', '640x480', '800x600', '1024x768', '1152x864', '1280x720', '1280x968', '1280x1024', '1400x1050', '1600x1200', '1920x1080'],
  ...['1276x936', '1916x988', '1920x1200', '1280x800', '1360x768', '1366x768', '1440x900', '1536x864', '1600x900', '1680x1050'],
  ...['2048x1152', '2560x1080', '2560x1440', '3440x1440', '3840x2160'],
];
const FULL_SCREEN = '1';
const SOUNDS = ['off', 'here', 'server'] as const;

/** MobaXterm writes its own signs as words where they belong to the text. */
const SIGNS: readonly (readonly [string, string])[] = [
  ['__DIEZE__', '#'],
  ['__PTVIRG__', ';'],
  ['__DBLQUO__', '"'],
  ['__PERCENT__', '%'],
  ['__PIPE__', '|'],
  ['__EQUAL__', '='],
];

/** `MobaXterm.ini` or an exported `.mxtsessions`: `[Bookmarks]`, `[Bookmarks_N]` with `SubRep=` and one line a session. */
export function parseMobaXterm(text: string, what: string): Parsed {
  const drafts: Draft[] = [];
  let known = false;
  for (const { name, values } of parseIni(text)) {
    if (name !== 'Bookmarks' && !name.startsWith('Bookmarks_')) continue;
    known = true;
    const folder = cleanFolder((values.get('SubRep') ?? '').split('\\').map(plain));
    for (const [key, value] of values) {
      if (key !== 'SubRep' && key !== 'ImgNum' && value.trim() !== '') drafts.push(bookmark(plain(key), folder, value));
    }
  }
  if (!known) {
    throw new AppError('invalid-input', texts().importErrors.noMobaXterm(what), {
      hint: texts().importErrors.exportMobaXterm,
    });
  }
  return { drafts, problems: [] };
}

function plain(text: string): string {
  return SIGNS.reduce((out, [word, sign]) => out.replaceAll(word, sign), text);
}

function bookmark(rawName: string, folder: readonly string[], value: string): Draft {
  const { name } = cleanName(rawName);
  const skip = (why: string): Draft => ({ kind: 'skipped', what: 'session', name, folder, why });
  // ` #icon#type%field%field…#font…#…`
  const parts = value.split('#');
  const fields = (parts[2] ?? '').split('%').map(plain);
  const type = (fields[FIELD.type] ?? '').trim();
  if (parts.length < 3 || !/^\d{1,3}$/u.test(type)) return skip(texts().importNotes.unreadLine);
  if (type === '4') return remoteDesktop(rawName, folder, fields);
  if (type !== '0') return skip(texts().importNotes.sshAndRdpOnly(TYPES[type] ?? texts().importNotes.other));
  const draft = draftSettings();
  const field = (at: number): string => fields[at] ?? '';
  draft.set('port', wholeNumber(field(FIELD.port)) ?? 22, texts().importFields.port);
  const user = field(FIELD.user);
  if (/^[[<]/u.test(user)) draft.note(texts().importNotes.credential(user));
  else if (user !== '') draft.set('user', user, texts().importFields.loginName);
  if (field(FIELD.compression) === '-1') draft.set('compression', true);
  if (field(FIELD.x11) === '-1') draft.note(texts().importNotes.noX11);
  if (field(FIELD.command) !== '') draft.set('remoteCommand', field(FIELD.command), texts().importFields.command);
  takeKey(draft, field(FIELD.key));
  takeGates(draft, field(FIELD.gateHost), field(FIELD.gatePort), field(FIELD.gateUser));
  return sessionDraft({ name, folder, host: field(FIELD.host), draft });
}

/** SSH gateways, in the order in which they are gone through. */
function takeGates(draft: SettingsDraft, hostList: string, portList: string, userList: string): void {
  const hosts = hostList
    .split('|')
    .filter((host) => host.trim() !== '')
    .map(cleanHost);
  if (hosts.some((host) => host === undefined)) draft.note(texts().importNotes.gateway(hostList));
  else if (hosts.length > 0) {
    const ports = portList.split('|');
    const users = userList.split('|');
    draft.set(
      'jump',
      hosts.map((host, at) => jumpText((users[at] ?? '').trim(), host ?? '', wholeNumber(ports[at]) ?? 22)),
      'Gateway',
    );
  }
}

function remoteDesktop(name: string, folder: readonly string[], fields: readonly string[]): Draft {
  const draft = draftSettings();
  const field = (at: number): string => fields[at] ?? '';
  draft.note(texts().importNotes.desktop);
  draft.set('rdpPort', wholeNumber(field(FIELD.port)) ?? 3_389, texts().importFields.port);
  const user = field(FIELD.user);
  if (/^[[<]/u.test(user)) draft.note(texts().importNotes.credential(user));
  else setRdpUser(draft, user, '');
  if (field(RDP_FIELD.admin) === '-1') draft.set('rdpAdmin', true);
  if (field(RDP_FIELD.drives) === '-1') draft.note(texts().importNotes.drives);
  const size = field(RDP_FIELD.size);
  const [width, height] = (SIZES[wholeNumber(size) ?? 0] ?? '').split('x');
  if (size === FULL_SCREEN) draft.set('rdpScreen', 'full');
  else if (width !== undefined && height !== undefined) {
    draft.set('rdpWidth', Number(width), texts().importFields.width);
    draft.set('rdpHeight', Number(height), texts().importFields.height);
  }
  const sound = SOUNDS[wholeNumber(field(RDP_FIELD.sound)) ?? -1];
  if (sound !== undefined) draft.set('rdpSound', sound);
  if (/^(?:0|-1)$/u.test(field(RDP_FIELD.clipboard))) draft.set('rdpClipboard', field(RDP_FIELD.clipboard) === '-1');
  if (field(RDP_FIELD.gateway) !== '') draft.set('rdpGateway', field(RDP_FIELD.gateway), texts().importFields.gateway);
  takeGates(draft, field(RDP_FIELD.gateHost), field(RDP_FIELD.gatePort), field(RDP_FIELD.gateUser));
  return sessionDraft({ name, folder, host: field(FIELD.host), draft, protocol: 'rdp' });
}

function takeKey(draft: SettingsDraft, key: string): void {
  if (key === '' || key === '-1' || key === '0') return;
  if (/_(?:ProfileDir|MyDocuments|CurrentDrive|DesktopDir|AppDataDir|HomeDir)_/u.test(key)) {
    const home = key.replace(/^_ProfileDir_/u, '~');
    if (home.startsWith('~')) draft.set('key', { kind: 'file', path: home }, texts().importFields.keyFile);
    else draft.note(texts().importNotes.mobaFolder(key));
  } else draft.set('key', { kind: 'file', path: key }, texts().importFields.keyFile);
}
