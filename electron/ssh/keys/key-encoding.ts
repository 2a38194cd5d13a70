import { type KeyObject, sign } from 'node:crypto';
import { AppError } from '../../../shared/model/errors.ts';
import { mpint, string } from '../wire.ts';
import { texts } from '../../../shared/texts/current.ts';

const CURVES: Readonly<Record<string, { readonly name: string; readonly hash: string }>> = {
  'P-256': { name: 'nistp256', hash: 'sha256' },
  'P-384': { name: 'nistp384', hash: 'sha384' },
  'P-521': { name: 'nistp521', hash: 'sha512' },
};

/** A private key that signs for SSH. */
export interface PrivateKey {
  /** Key type of the public blob, for example `ssh-rsa`. */
  readonly type: string;
  readonly publicBlob: Buffer;
  /** A complete SSH signature blob over `data`, made for this signature algorithm (`rsa-sha2-512` for an `ssh-rsa` key). */
  sign(data: Uint8Array, algorithm: string): Buffer;
}

/** SSH's view of a key in Node's form. Throws `AppError('key-format')` for kinds that SSH has no use for. */
export function toPrivateKey(key: KeyObject, file: string): PrivateKey {
  const jwk = key.asymmetricKeyType === 'dsa' ? {} : key.export({ format: 'jwk' });
  const field = (name: 'n' | 'e' | 'x' | 'y'): Buffer => Buffer.from(jwk[name] ?? '', 'base64url');
  if (jwk.kty === 'RSA') {
    return {
      type: 'ssh-rsa',
      publicBlob: Buffer.concat([string('ssh-rsa'), mpint(field('e')), mpint(field('n'))]),
      sign: (data, algorithm) =>
        Buffer.concat([string(algorithm), string(sign(algorithm === 'rsa-sha2-256' ? 'sha256' : 'sha512', data, key))]),
    };
  }
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') {
    return {
      type: 'ssh-ed25519',
      publicBlob: Buffer.concat([string('ssh-ed25519'), string(field('x'))]),
      sign: (data) => Buffer.concat([string('ssh-ed25519'), string(sign(null, data, key))]),
    };
  }
  const curve = jwk.kty === 'EC' ? CURVES[jwk.crv ?? ''] : undefined;
  if (curve !== undefined) {
    const type = `ecdsa-sha2-${curve.name}`;
    const point = Buffer.concat([Buffer.of(4), field('x'), field('y')]);
    return {
      type,
      publicBlob: Buffer.concat([string(type), string(curve.name), string(point)]),
      sign(data) {
        // RFC 5656 section 3.1.2: r and s as two mpints inside one string.
        const pair = sign(curve.hash, data, { key, dsaEncoding: 'ieee-p1363' });
        const half = pair.length / 2;
        return Buffer.concat([string(type), string(Buffer.concat([mpint(pair.subarray(0, half)), mpint(pair.subarray(half))]))]);
      },
    };
  }
  const kind = jwk.crv ?? key.asymmetricKeyType ?? 'unknown';
  throw new AppError('key-format', texts().keyFileErrors.unusedKind(file, kind), {
    hint: texts().keyFileErrors.makeNew,
  });
}
