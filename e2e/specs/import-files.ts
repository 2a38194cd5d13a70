import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';

/** Files of other programs, written as those write them, with sessions that lead to one server. */
export interface Where {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

export function winScpIni({ host, port, user }: Where): string {
  return [
    '[Sessions\\Work/files%20here]',
    `HostName=${host}`,
    `PortNumber=${port}`,
    `UserName=${user}`,
    'Password=A35C4A5B',
    '[Sessions\\plain%20ftp]',
    'HostName=ftp.example',
    'FSProtocol=5',
  ].join('\r\n');
}

export function mobaXterm({ host, port, user }: Where): string {
  const fields = `0%${host}%${port}%${user}%%-1%0%%%22%%0%0%0%%%-1%0%0%0%%1080%%0%0%1`;
  return ['[Bookmarks]', 'SubRep=Lab', 'ImgNum=42', `moba= #109#${fields}#MobaFont%10%0%0%-1%15%236,236,236#0# #-1`, 'odd=zzz'].join(
    '\r\n',
  );
}

/** The whole file encrypted, as mRemoteNG 1.75 and later do it: salt, nonce, ciphertext, tag; the salt is authenticated. */
export function confCons({ host, port, user }: Where, password: string): string {
  const node = `<Node Name="remote" Type="Connection" Protocol="SSH2" Hostname="${host}" Port="${port}" Username="${user}" Password="c2VjcmV0"/>`;
  return `<?xml version="1.0" encoding="utf-8"?><mrng:Connections xmlns:mrng="http://mremoteng.org" Name="Connections" EncryptionEngine="AES" BlockCipherMode="GCM" KdfIterations="1000" FullFileEncryption="true" Protected="${seal('ThisIsProtected', password)}" ConfVersion="2.6">${seal(node, password)}</mrng:Connections>`;
}

/** What mRemoteNG encrypts with where the person gave no password. */
export const MREMOTENG_DEFAULT = 'mR3m';

function seal(plain: string, password: string): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(16);
  const cipher = createCipheriv('aes-256-gcm', pbkdf2Sync(password, salt, 1_000, 32, 'sha1'), nonce);
  cipher.setAAD(salt);
  return Buffer.concat([salt, nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** A registry export as `reg` writes it: UTF-16 with a mark. */
export function puttyReg(sessions: readonly (Where & { readonly name: string })[]): Buffer {
  const lines = sessions.flatMap(({ name, host, port, user }) => [
    `[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions\\${encodeURIComponent(name)}]`,
    `"HostName"="${host}"`,
    `"PortNumber"=dword:${port.toString(16).padStart(8, '0')}`,
    `"UserName"="${user}"`,
    '"Protocol"="ssh"',
    '',
  ]);
  return Buffer.from(`\ufeff${['Windows Registry Editor Version 5.00', '', ...lines].join('\r\n')}`, 'utf16le');
}
