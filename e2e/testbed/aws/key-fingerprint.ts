import { createHash } from 'node:crypto';

/**
 * The fingerprint that EC2 shows for a key pair. Written from EC2's documentation ("Verify the fingerprint of your key pair"): RSA made by
 * EC2: SHA-1 of the private key as PKCS#8 DER; RSA imported: MD5 of the public key as SPKI DER; ED25519: SHA-256 as OpenSSH, in base64.
 * The DER is put together by hand here, so that it shares nothing with what it tests.
 */
export function keyFingerprint(key: { readonly privateKey: string; readonly publicKey: string }, imported: boolean): string {
  const blob = Buffer.from(key.publicKey.split(' ')[1] ?? '', 'base64');
  if (!key.publicKey.startsWith('ssh-rsa ')) return createHash('sha256').update(blob).digest('base64');
  return imported ? colons(createHash('md5').update(publicDer(blob)).digest('hex')) : colons(sha1OfPrivate(key.privateKey));
}

/** rsaEncryption (1.2.840.113549.1.1.1) with its NULL parameters. */
const rsaAlgorithm = Buffer.from('300d06092a864886f70d0101010500', 'hex');

function sha1OfPrivate(pem: string): string {
  const pkcs1 = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const pkcs8 = der(0x30, Buffer.concat([Buffer.from('020100', 'hex'), rsaAlgorithm, der(0x04, pkcs1)]));
  return createHash('sha1').update(pkcs8).digest('hex');
}

function publicDer(blob: Buffer): Buffer {
  // string "ssh-rsa", mpint e, mpint n: an mpint is the content of a DER integer.
  const fields: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    const length = blob.readUInt32BE(at);
    fields.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  const [, e = Buffer.alloc(0), n = Buffer.alloc(0)] = fields;
  const numbers = der(0x30, Buffer.concat([der(0x02, n), der(0x02, e)]));
  return der(0x30, Buffer.concat([rsaAlgorithm, der(0x03, Buffer.concat([Buffer.from([0]), numbers]))]));
}

function der(tag: number, content: Buffer): Buffer {
  const size = content.length.toString(16);
  const bytes = Buffer.from(size.length % 2 === 0 ? size : `0${size}`, 'hex');
  const length = content.length < 0x80 ? bytes : Buffer.concat([Buffer.from([0x80 + bytes.length]), bytes]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

function colons(hex: string): string {
  return (hex.match(/../g) ?? []).join(':');
}
