import { AppError } from '../../../shared/model/errors.ts';
import { openPlainFile } from '../../store/open-plain-file.ts';
import { blobType, wireReader } from '../wire.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Certificates with many principals and extensions stay far below. */
const FILE_LIMIT = 64 * 1024;
const OPENSSH_MAGIC = 'openssh-key-v1\0';

/** A certificate that was chosen or lies beside the key, or why the file is of no use. */
export type CertificateFile =
  | { readonly path: string; readonly certificate: Certificate }
  | { readonly path: string; readonly problem: string };

/** What a file tells of a key without its private half. */
export interface PublicFile {
  /** `public`: the public half itself, or a certificate. `security-key`: the private half lies in hardware. */
  readonly kind: 'public' | 'security-key';
  readonly publicBlob: Buffer;
}

/**
 * The public half where only that can be had from a file: a `.pub` file, a certificate, or the handle of a security key. `undefined` for
 * everything else, also for a file that cannot be read.
 */
export async function readPublicFile(path: string): Promise<PublicFile | undefined> {
  const text = await readSmall(path).catch(() => undefined);
  if (text === undefined) return undefined;
  const blob = publicLine(text);
  if (blob !== undefined) return { kind: 'public', publicBlob: blob };
  const handle = openSshPublicBlob(text);
  return handle !== undefined && blobType(handle)?.startsWith('sk-') === true ? { kind: 'security-key', publicBlob: handle } : undefined;
}

/** The certificate at `path`. A missing file gives `undefined` unless somebody chose it. */
export async function readCertificateFile(path: string, chosen: boolean): Promise<CertificateFile | undefined> {
  let text: string;
  try {
    text = await readSmall(path);
  } catch (error) {
    if (!chosen) return undefined;
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = error instanceof AppError ? error.message : texts().loginTexts.cannotRead;
    return { path, problem: missing ? texts().loginTexts.doesNotExist : why };
  }
  const blob = publicLine(text);
  const certificate = blob === undefined ? undefined : parseCertificate(blob);
  return certificate === undefined ? { path, problem: texts().loginTexts.noCertificate } : { path, certificate };
}

/** Where OpenSSH looks for the certificate of a key: `key-cert.pub` for `key` and for `key.pub`. */
export function certificateBeside(keyPath: string): string {
  return `${keyPath.replace(/(?:-cert)?\.pub$/u, '')}-cert.pub`;
}

function publicLine(text: string): Buffer | undefined {
  const [type, encoded] = text.trim().split(/\s+/u, 2);
  if (type === undefined || encoded === undefined) return undefined;
  const blob = Buffer.from(encoded, 'base64');
  return blobType(blob) === type ? blob : undefined;
}

// PROTOCOL.key of OpenSSH: the public blob is in clear, after cipher, kdf, kdf options and the number of keys.
function openSshPublicBlob(text: string): Buffer | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/u.exec(text)?.[1];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  if (bytes.toString('latin1', 0, OPENSSH_MAGIC.length) !== OPENSSH_MAGIC) return undefined;
  try {
    const reader = wireReader(bytes.subarray(OPENSSH_MAGIC.length));
    for (let field = 0; field < 3; field += 1) reader.string();
    return reader.uint32() === 1 ? Buffer.from(reader.string()) : undefined;
  } catch {
    return undefined;
  }
}

async function readSmall(path: string): Promise<string> {
  const handle = await openPlainFile(path);
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw new AppError('key-unreadable', texts().loginTexts.noFile);
    const buffer = Buffer.alloc(FILE_LIMIT + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    if (bytesRead > FILE_LIMIT) throw new AppError('key-format', texts().loginTexts.tooLarge);
    return buffer.toString('utf8', 0, bytesRead).replace(/^\ufeff/u, '');
  } finally {
    await handle.close();
  }
}
