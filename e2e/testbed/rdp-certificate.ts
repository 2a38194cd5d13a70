import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { call } from './processes.ts';

export interface RdpCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** Of the DER: upper-case hexadecimal with colons. */
  readonly sha1: string;
  readonly sha256: string;
}

/** A self-signed certificate as Windows makes itself one, in `folder`. */
export async function makeRdpCertificate(folder: string, commonName: string): Promise<RdpCertificate> {
  const certFile = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  const subject = ['-subj', `/CN=${commonName}`, '-days', '30'];
  const out = ['-keyout', keyFile, '-out', certFile];
  await call('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...out], { timeout: 30_000 });
  const { raw } = new X509Certificate(await readFile(certFile));
  const print = (kind: string): string => (createHash(kind).update(raw).digest('hex').toUpperCase().match(/../gu) ?? []).join(':');
  return { certFile, keyFile, sha1: print('sha1'), sha256: print('sha256') };
}
