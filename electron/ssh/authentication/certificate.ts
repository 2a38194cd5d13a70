import { displayText } from '../../../shared/model/display-text.ts';
import { string, type WireReader, wireReader } from '../wire.ts';
import { texts } from '../../../shared/texts/current.ts';

const SUFFIX = '-cert-v01@openssh.com';
const USER_CERTIFICATE = 1;
/** A validity without end is all ones (PROTOCOL.certkeys). */
const FOREVER = 0xffff_ffff_ffff_ffffn;
/** What a `Date` can hold, in seconds. */
const LAST_DATE = 8_640_000_000_000n;

/** How many strings or numbers the public key has inside a certificate, by its plain type. */
const KEY_FIELDS: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ssh-rsa': 2,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'sk-ssh-ed25519@openssh.com': 2,
  'sk-ecdsa-sha2-nistp256@openssh.com': 3,
};

/** An OpenSSH certificate (PROTOCOL.certkeys), not verified: that is the server's part. */
export interface Certificate {
  /** For example `ssh-ed25519-cert-v01@openssh.com`. */
  readonly type: string;
  readonly blob: Buffer;
  /** The public key that it certifies. */
  readonly plainType: string;
  readonly plainBlob: Buffer;
  readonly keyId: string;
  readonly serial: bigint;
  readonly forUsers: boolean;
  /** Login names; none means every one. */
  readonly principals: readonly string[];
  /** Seconds since 1970. */
  readonly validAfter: bigint;
  readonly validBefore: bigint;
}

export function isCertificateType(type: string): boolean {
  return type.endsWith(SUFFIX);
}

/** The type of the key that a certificate of this type certifies; other types as they are. */
export function plainType(type: string): string {
  if (!isCertificateType(type)) return type;
  const plain = type.slice(0, -SUFFIX.length);
  return plain.startsWith('sk-') ? `${plain}@openssh.com` : plain;
}

/** `undefined` for what is no certificate, or of a kind not known here. */
export function parseCertificate(bytes: Uint8Array): Certificate | undefined {
  const blob = Buffer.from(bytes);
  try {
    const reader = wireReader(blob);
    const type = reader.string().toString('latin1');
    const plain = plainType(type);
    const count = KEY_FIELDS[plain];
    if (!isCertificateType(type) || count === undefined) return undefined;
    reader.string();
    const fields = Array.from({ length: count }, () => string(reader.string()));
    const serial = uint64(reader);
    const kind = reader.uint32();
    const keyId = reader.string().toString('utf8');
    const principals = strings(reader.string());
    const validAfter = uint64(reader);
    const validBefore = uint64(reader);
    return {
      type,
      blob,
      plainType: plain,
      plainBlob: Buffer.concat([string(plain), ...fields]),
      keyId,
      serial,
      forUsers: kind === USER_CERTIFICATE,
      principals,
      validAfter,
      validBefore,
    };
  } catch {
    return undefined;
  }
}

/** The public key behind an identity: what a certificate certifies, else the key itself. */
export function plainBlobOf(type: string, blob: Buffer): Buffer {
  return (isCertificateType(type) ? parseCertificate(blob)?.plainBlob : undefined) ?? blob;
}

/**
 * Why a certificate cannot be used with this public key at this time (epoch milliseconds), as the end of a sentence that starts with its
 * name; `undefined` when it can.
 */
export function certificateProblem(certificate: Certificate, publicBlob: Buffer | undefined, now = Date.now()): string | undefined {
  if (!certificate.forUsers) return texts().loginTexts.hostCertificate;
  if (publicBlob !== undefined && !certificate.plainBlob.equals(publicBlob)) return texts().loginTexts.otherKey;
  const seconds = BigInt(Math.floor(now / 1_000));
  if (seconds < certificate.validAfter) return texts().loginTexts.notBefore(moment(certificate.validAfter));
  if (seconds >= certificate.validBefore) return texts().loginTexts.expired(moment(certificate.validBefore));
  return undefined;
}

/** For the log: whose it is, until when. */
export function describeCertificate({ keyId, principals, validBefore }: Certificate): string {
  const names = principals.length === 0 ? texts().loginTexts.anyUser : displayText(principals.join(', '), 200);
  const until = validBefore === FOREVER ? texts().loginTexts.withoutEnd : texts().loginTexts.validUntil(moment(validBefore));
  return texts().loginTexts.certificate(displayText(keyId, 80), names, until);
}

function moment(seconds: bigint): string {
  if (seconds > LAST_DATE) return texts().loginTexts.endOfTime;
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function uint64(reader: WireReader): bigint {
  const high = reader.uint32();
  return (BigInt(high) << 32n) | BigInt(reader.uint32());
}

function strings(packed: Buffer): string[] {
  const reader = wireReader(packed);
  const found: string[] = [];
  while (reader.rest().length > 0) found.push(reader.string().toString('utf8'));
  return found;
}
