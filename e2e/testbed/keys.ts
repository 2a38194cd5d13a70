import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SshKey {
  /** PKCS#1 PEM for RSA, OpenSSH's format for Ed25519: as EC2 hands them out. */
  readonly privateKey: string;
  /** `type base64 comment`. */
  readonly publicKey: string;
}

/** Makes a key, or reads the one that an earlier start left in `folder` under this name. */
export function keepKey(folder: string | undefined, name: string, type: 'rsa' | 'ed25519', comment: string): SshKey {
  const file = folder === undefined ? undefined : join(folder, `${name}.json`);
  if (file !== undefined && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SshKey;
  const key = makeKey(type, comment);
  if (folder !== undefined && file !== undefined) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(key), { mode: 0o600 });
  }
  return key;
}

export function makeKey(type: 'rsa' | 'ed25519', comment: string): SshKey {
  return type === 'rsa' ? rsaKey(comment) : ed25519Key(comment);
}

function rsaKey(comment: string): SshKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const blob = Buffer.concat([string('ssh-rsa'), mpint(Buffer.from(e, 'base64url')), mpint(Buffer.from(n, 'base64url'))]);
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  return { privateKey: pem, publicKey: `ssh-rsa ${blob.toString('base64')} ${comment}` };
}

/** The unencrypted `openssh-key-v1` container (OpenSSH's PROTOCOL.key). */
function ed25519Key(comment: string): SshKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  const point = Buffer.from(x, 'base64url');
  const seed = Buffer.from(d, 'base64url');
  const blob = Buffer.concat([string('ssh-ed25519'), string(point)]);
  const check = randomBytes(4);
  const secret = [check, check, string('ssh-ed25519'), string(point), string(Buffer.concat([seed, point])), string(comment)];
  const bare = Buffer.concat(secret);
  const padding = Buffer.from(Array.from({ length: (8 - (bare.length % 8)) % 8 }, (_, at) => at + 1));
  const one = Buffer.from([0, 0, 0, 1]);
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string('none'),
    string('none'),
    string(''),
    one,
    string(blob),
    string(Buffer.concat([bare, padding])),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  return {
    privateKey: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n'),
    publicKey: `ssh-ed25519 ${blob.toString('base64')} ${comment}`,
  };
}

function string(value: string | Buffer): Buffer {
  const data = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, data]);
}

function mpint(value: Buffer): Buffer {
  return string((value[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), value]) : value);
}
