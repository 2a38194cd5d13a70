import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { runKeyJob } from './key-worker-client.ts';
import { OPENSSH_SECRET_LENGTH, type WrittenKey, writeOpenSsh } from './write-openssh.ts';
import { texts } from '../../../shared/texts/current.ts';

/** As `ssh-keygen` does since OpenSSH 9.4. */
const BCRYPT_ROUNDS = 24;
const SALT_LENGTH = 16;

const generate = promisify(generateKeyPair) as unknown as (type: 'ed25519', options: object) => Promise<{ readonly privateKey: KeyObject }>;

/** A new Ed25519 key in OpenSSH's format; an empty passphrase leaves it unencrypted. */
export async function generateEd25519(options: { readonly comment: string; readonly passphrase: string }): Promise<WrittenKey> {
  const { privateKey } = await generate('ed25519', {});
  if (options.passphrase === '') return writeOpenSsh(privateKey, options.comment, undefined);
  const salt = randomBytes(SALT_LENGTH);
  const input = { passphrase: new TextEncoder().encode(options.passphrase), salt, rounds: BCRYPT_ROUNDS, length: OPENSSH_SECRET_LENGTH };
  const secret = Buffer.from(await runKeyJob('bcrypt', input, texts().keyFileErrors.encrypting));
  try {
    return writeOpenSsh(privateKey, options.comment, { salt, rounds: BCRYPT_ROUNDS, secret });
  } finally {
    secret.fill(0);
  }
}
