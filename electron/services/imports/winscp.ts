import { AppError } from '../../../shared/model/errors.ts';
import { unescapePercent } from './decode-text.ts';
import { cleanHost, draftSettings, jumpText, sessionDraft, splitUser, wholeNumber, type Draft, type Parsed } from './draft.ts';
import { parseIni } from './ini.ts';
import { puttyHostKey } from './putty-host-keys.ts';
import { texts } from '../../../shared/texts/current.ts';

const PROTOCOLS: Readonly<Record<string, string>> = { '5': 'FTP', '6': 'WebDAV', '7': 'S3' };
const SESSIONS = 'Sessions\\';

/** WinSCP.ini, as WinSCP keeps and exports it: `[Sessions\folder/name]`, names and texts with `%XX`. Its passwords are never read. */
export function parseWinScp(text: string, what: string): Parsed {
  const drafts: Draft[] = [];
  let known = false;
  for (const section of parseIni(text)) {
    known ||= section.name.startsWith('Configuration') || section.name.startsWith(SESSIONS);
    if (section.name === 'SshHostKeys') {
      for (const [name, value] of section.values) {
        const draft = puttyHostKey(plain(name), value);
        if (draft !== undefined) drafts.push(draft);
      }
    } else if (section.name.startsWith(SESSIONS)) {
      const path = plain(section.name.slice(SESSIONS.length)).split('/');
      const name = path.pop() ?? '';
      if (name !== 'Default Settings' || section.values.has('HostName')) drafts.push(session(name, path, section.values));
    }
  }
  if (!known && drafts.length === 0) {
    throw new AppError('invalid-input', texts().importErrors.noWinScp(what), {
      hint: texts().importErrors.exportWinScp,
    });
  }
  return { drafts, problems: [] };
}

/** WinSCP marks text in UTF-8 with an escaped byte order mark. */
function plain(text: string): string {
  return unescapePercent(text).text.replaceAll('\ufeff', '');
}

function session(name: string, folder: readonly string[], values: ReadonlyMap<string, string>): Draft {
  const text = (key: string): string => plain(values.get(key) ?? '');
  const flag = (key: string): boolean => values.get(key) === '1';
  const protocol = PROTOCOLS[values.get('FSProtocol') ?? ''];
  if (protocol !== undefined) return { kind: 'skipped', what: 'session', name, folder, why: texts().importNotes.noTerminal(protocol) };

  const draft = draftSettings();
  const split = splitUser(text('HostName'));
  const user = split.user === '' ? text('UserName') : split.user;
  draft.set('port', wholeNumber(values.get('PortNumber')) ?? 22, texts().importFields.port);
  if (user !== '') draft.set('user', user, texts().importFields.userName);
  const key = text('PublicKeyFile');
  if (key !== '') draft.set('key', { kind: 'file', path: key }, texts().importFields.keyFile);
  else if (values.get('TryAgent') === '0') draft.set('key', { kind: 'none' });
  const certificate = text('DetachedCertificate');
  if (certificate !== '') draft.set('certificate', certificate, texts().importFields.certificate);
  if (flag('AgentFwd')) draft.set('agentForwarding', true);
  if (flag('Compression')) draft.set('compression', true);
  if (values.get('AuthKI') === '0') draft.set('authMethods', ['publickey', 'password']);
  const family = ({ '1': 'ipv4', '2': 'ipv6' } as const)[values.get('AddressFamily') ?? ''];
  if (family !== undefined) draft.set('addressFamily', family);
  const timeout = wholeNumber(values.get('Timeout'));
  if (timeout !== undefined && timeout !== 15) draft.set('connectTimeout', timeout, texts().importFields.timeout);
  const ping = wholeNumber(values.get('PingIntervalSecs')) ?? 30;
  if ((values.get('PingType') ?? '0') !== '0') draft.set('keepalive', ping, texts().importFields.keepalive);

  if (flag('Tunnel')) {
    const host = cleanHost(text('TunnelHostName'));
    const port = wholeNumber(values.get('TunnelPortNumber')) ?? 22;
    if (host === undefined) draft.note(texts().importNotes.tunnel(text('TunnelHostName')));
    else draft.set('jump', [jumpText(text('TunnelUserName'), host, port)], texts().importFields.tunnel);
    if (text('TunnelPublicKeyFile') !== '') draft.note(texts().importNotes.tunnelKey(text('TunnelPublicKeyFile')));
  }
  const proxy = values.get('ProxyMethod') ?? '0';
  if (proxy === '2' || proxy === '3') {
    const port = wholeNumber(values.get('ProxyPort')) ?? 80;
    const kind = proxy === '2' ? 'socks5' : 'http';
    draft.set('proxy', { kind, host: cleanHost(text('ProxyHost')) ?? '', port, user: text('ProxyUsername') }, texts().importFields.proxy);
  } else if (proxy !== '0') draft.note(texts().importNotes.twoProxies);

  const secrets = [
    'Password',
    'PasswordPlain',
    'TunnelPassword',
    'TunnelPasswordPlain',
    'ProxyPassword',
    'ProxyPasswordEnc',
    'Passphrase',
    'EncryptKey',
  ];
  if (secrets.some((secret) => (values.get(secret) ?? '') !== '')) draft.note(texts().importNotes.savedPasswords);
  if ((values.get('RemoteDirectory') ?? '') !== '') draft.note(texts().importNotes.remoteFolder(text('RemoteDirectory')));
  if (text('Shell') !== '') draft.note(texts().importNotes.ownShell);
  const hostKey = text('HostKey');
  if (/^(?:ssh-\S+ \d+ )?SHA256:[A-Za-z0-9+/]{43}=?$/u.test(hostKey)) {
    draft.set('pinnedHostKeys', [hostKey.slice(hostKey.indexOf('SHA256:')).slice(0, 50)], texts().importFields.hostKey);
  }
  return sessionDraft({ name, folder, host: split.host, draft });
}
