import { createCipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { string, uint32 } from '../wire.ts';
import { toPrivateKey } from './key-encoding.ts';
import { texts } from '../../../shared/texts/current.ts';

const MAGIC = Buffer.from('openssh-key-v1\0');
const LINE_LENGTH = 70;

/** What an encrypted file is made with: `secret` is bcrypt_pbkdf(passphrase, salt, rounds), 32 bytes of key and 16 of counter. */
export interface OpenSshEncryption {
  readonly salt: Buffer;
  readonly rounds: number;
  readonly secret: Buffer;
}

export const OPENSSH_SECRET_LENGTH = 48;

export interface WrittenKey {
  /** The file's content. */
  readonly text: string;
  /** For `authorized_keys` and the `.pub` file; without a line end. */
  readonly publicLine: string;
  readonly publicBlob: Buffer;
}

/** An Ed25519 key as `ssh-keygen` would write it (PROTOCOL.key of OpenSSH; aes256-ctr where it is encrypted). */
export function writeOpenSsh(key: KeyObject, comment: string, encryption: OpenSshEncryption | undefined): WrittenKey {
  const { publicBlob } = toPrivateKey(key, texts().keyFileErrors.theNewKey);
  const jwk = key.export({ format: 'jwk' });
  const point = Buffer.from(jwk.x ?? '', 'base64url');
  const seed = Buffer.from(jwk.d ?? '', 'base64url');
  const check = randomBytes(4);
  // Type and point stand there as in the public blob.
  const fields = [check, check, publicBlob, string(Buffer.concat([seed, point])), string(comment)];
  const plain = padded(Buffer.concat(fields), encryption === undefined ? 8 : 16);
  const privatePart = encryption === undefined ? plain : encrypt(plain, encryption.secret);
  const header =
    encryption === undefined
      ? [string('none'), string('none'), string('')]
      : [string('aes256-ctr'), string('bcrypt'), string(Buffer.concat([string(encryption.salt), uint32(encryption.rounds)]))];
  const body = Buffer.concat([MAGIC, ...header, uint32(1), string(publicBlob), string(privatePart)]).toString('base64');
  const lines = body.match(new RegExp(`.{1,${LINE_LENGTH}}`, 'gu')) ?? [];
  const text = ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
  return { text, publicBlob, publicLine: publicLine('ssh-ed25519', publicBlob, comment) };
}

/** As it stands in `authorized_keys`. A comment from elsewhere cannot add a line. */
export function publicLine(type: string, publicBlob: Uint8Array, comment: string): string {
  const oneLine = comment.replace(/[\u0000-\u001f\u007f]+/gu, ' ').trim();
  return `${type} ${Buffer.from(publicBlob).toString('base64')}${oneLine === '' ? '' : ` ${oneLine}`}`;
}

function padded(bytes: Buffer, block: number): Buffer {
  const missing = (block - (bytes.length % block)) % block;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, at) => at + 1))]);
}

function encrypt(plain: Buffer, secret: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-ctr', secret.subarray(0, 32), secret.subarray(32));
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}
