import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type ClientKeyType = 'ed25519' | 'rsa' | 'ecdsa';

export interface CertificateWishes {
  readonly principals: readonly string[];
  /** As ssh-keygen's -V; an hour around now when absent. */
  readonly validity?: string;
  readonly host?: boolean;
  /** Where the certificate goes; `<key>-cert.pub` when absent. */
  readonly to?: string;
}

/** An SSH certificate authority as ssh-keygen makes it. */
export interface CertificateAuthority {
  readonly folder: string;
  /** For `TrustedUserCAKeys`. */
  readonly publicKeyPath: string;
  /** Makes a key in the authority's folder and returns the path of its private half. */
  makeKey(name: string, type: ClientKeyType, passphrase?: string): Promise<string>;
  /** Certifies `<key>.pub`; returns the path of the certificate. */
  certify(keyPath: string, wishes: CertificateWishes): Promise<string>;
  remove(): Promise<void>;
}

export async function makeCertificateAuthority(): Promise<CertificateAuthority> {
  const folder = await mkdtemp(join(tmpdir(), 'gangway-ca-'));
  const authority = join(folder, 'user_ca');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test authority', '-f', authority]);
  return {
    folder,
    publicKeyPath: `${authority}.pub`,
    async makeKey(name, type, passphrase = '') {
      const path = join(folder, name);
      const bits = type === 'rsa' ? ['-b', '2048'] : [];
      await run('ssh-keygen', ['-q', '-t', type, ...bits, '-N', passphrase, '-C', name, '-f', path]);
      return path;
    },
    async certify(keyPath, { principals, validity = '-1h:+1h', host = false, to }) {
      const kind = host ? ['-h'] : [];
      await run('ssh-keygen', [
        '-q',
        '-s',
        authority,
        '-I',
        'test id',
        '-n',
        principals.join(','),
        '-V',
        validity,
        ...kind,
        `${keyPath}.pub`,
      ]);
      const made = `${keyPath}-cert.pub`;
      if (to === undefined) return made;
      await rename(made, to);
      return to;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** `SHA256:…` of a public key file, by ssh-keygen. */
export async function fingerprintOf(publicKeyPath: string): Promise<string> {
  const { stdout } = await run('ssh-keygen', ['-l', '-f', publicKeyPath]);
  return stdout.split(' ')[1] ?? '';
}

export async function publicLineOf(keyPath: string): Promise<string> {
  return readFile(`${keyPath}.pub`, 'utf8');
}
