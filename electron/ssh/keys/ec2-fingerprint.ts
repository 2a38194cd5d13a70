import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { blobType, wireReader } from '../wire.ts';

/**
 * The fingerprints under which EC2 may show this key: RSA made by EC2 as SHA-1 of the private key (PKCS#8 DER), imported RSA as MD5 of
 * the public key (SPKI DER), ED25519 as SHA-256 of the SSH blob ("Verify the fingerprint of your key pair", EC2's user guide). Without
 * the private half only what the public half tells. Empty for what EC2 does not take.
 */
export function ec2Fingerprints(publicBlob: Uint8Array, privateKey?: KeyObject): readonly string[] {
  const type = blobType(publicBlob);
  if (type === 'ssh-ed25519') return [hash('sha256', publicBlob).toString('base64').replace(/=+$/u, '')];
  if (type !== 'ssh-rsa') return [];
  const spki = rsaSpki(publicBlob);
  const imported = spki === undefined ? [] : [hash('md5', spki).toString('hex')];
  const made = privateKey === undefined ? [] : [hash('sha1', privateKey.export({ format: 'der', type: 'pkcs8' })).toString('hex')];
  return [...made, ...imported];
}

/** As `ec2Fingerprints` writes it, whatever way a cloud did: with colons, with `SHA256:`, padded. */
export function plainFingerprint(shown: string): string {
  const bare = shown.trim();
  if (/^[0-9a-f]{2}(?::[0-9a-f]{2}){15,31}$/iu.test(bare)) return bare.replaceAll(':', '').toLowerCase();
  return bare.replace(/^SHA256:/u, '').replace(/=+$/u, '');
}

function hash(algorithm: 'sha256' | 'sha1' | 'md5', bytes: Uint8Array): Buffer {
  return createHash(algorithm).update(bytes).digest();
}

function rsaSpki(publicBlob: Uint8Array): Buffer | undefined {
  try {
    const reader = wireReader(publicBlob);
    reader.string();
    const text = (mpint: Buffer): string => (mpint[0] === 0 ? mpint.subarray(1) : mpint).toString('base64url');
    const e = text(reader.string());
    const n = text(reader.string());
    return createPublicKey({ key: { kty: 'RSA', e, n }, format: 'jwk' }).export({ format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
