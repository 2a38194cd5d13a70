import { createDecipheriv, createHash, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

/** What mRemoteNG takes where no password was set. */
export const MREMOTENG_PASSWORD = 'mR3m';
/** mRemoteNG's own form allows 50,000; more than this would only make one wait. */
export const MAX_KDF_ITERATIONS = 1_000_000;

const SALT = 16;
const NONCE = 16;
const TAG = 16;
const KEY = 32;
const derive = promisify(pbkdf2);

/** AES-256-GCM since 1.75; AES-128-CBC before. */
export type MRemoteCipher = { readonly kind: 'gcm'; readonly iterations: number } | { readonly kind: 'cbc' };

/** `undefined`: the password is wrong, or the value was changed. */
export async function decryptMRemote(base64: string, password: string, cipher: MRemoteCipher): Promise<string | undefined> {
  const data = Buffer.from(base64, 'base64');
  try {
    return cipher.kind === 'gcm' ? await openGcm(data, password, cipher.iterations) : openCbc(data, password);
  } catch {
    return undefined;
  }
}

/** salt ‖ nonce ‖ ciphertext ‖ tag; the salt is authenticated too. */
async function openGcm(data: Buffer, password: string, iterations: number): Promise<string> {
  const salt = data.subarray(0, SALT);
  const key = await derive(password, salt, iterations, KEY, 'sha1');
  const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(SALT, SALT + NONCE), { authTagLength: TAG });
  decipher.setAAD(salt);
  decipher.setAuthTag(data.subarray(-TAG));
  return Buffer.concat([decipher.update(data.subarray(SALT + NONCE, -TAG)), decipher.final()]).toString('utf8');
}

function openCbc(data: Buffer, password: string): string {
  const decipher = createDecipheriv('aes-128-cbc', createHash('md5').update(password).digest(), data.subarray(0, 16));
  return Buffer.concat([decipher.update(data.subarray(16)), decipher.final()]).toString('utf8');
}
