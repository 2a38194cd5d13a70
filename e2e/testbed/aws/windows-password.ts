import { constants, createHash, createPublicKey, publicEncrypt } from 'node:crypto';
import type { WorldInstance } from '../data.ts';
import type { WorldState } from '../state.ts';

/** EC2's documentation: "usually available four minutes after the launch". Milliseconds. */
const usualReadyAfterMs = 4 * 60_000;

/** Epoch milliseconds. */
export function windowsReadyAt(instance: WorldInstance): number {
  const { born = instance.launched, readyAfterMs = usualReadyAfterMs } = instance.windows ?? {};
  return Date.parse(born) + readyAfterMs;
}

/** The initial password of a Windows instance in the clear, for tests that compare. */
export function initialPassword(instance: WorldInstance): string {
  return instance.windows?.password ?? `${createHash('sha256').update(instance.id).digest('base64url').slice(0, 26)}(!;a1=`;
}

/**
 * What `GetPasswordData` answers: RSAES-PKCS1-v1_5 for the key pair of the instance, in base64, the same at each call. Empty before its
 * time, without an RSA key pair, from an image that makes none, and for anything but Windows.
 */
export function passwordData(instance: WorldInstance, state: WorldState, now: number): string {
  const line = state.publicKeys.get(`${instance.account}/${instance.region}/${instance.keyName}`) ?? '';
  const isWindows = state.images.get(instance.image)?.platform === 'windows';
  if (!isWindows || instance.windows?.noPassword === true || !line.startsWith('ssh-rsa ') || now < windowsReadyAt(instance)) return '';
  const password = initialPassword(instance);
  const known = state.passwordData.get(instance.id);
  if (known?.password === password && known.key === line) return known.data;
  const key = createPublicKey({ key: rsaJwk(line), format: 'jwk' });
  const data = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(password)).toString('base64');
  state.passwordData.set(instance.id, { password, key: line, data });
  return data;
}

/** `ssh-rsa base64`: string, mpint e, mpint n (RFC 4253 section 6.6). */
function rsaJwk(line: string): { kty: 'RSA'; e: string; n: string } {
  const blob = Buffer.from(line.split(' ')[1] ?? '', 'base64');
  const fields: Buffer[] = [];
  for (let at = 0; at < blob.length; ) {
    const length = blob.readUInt32BE(at);
    fields.push(blob.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  const number = (field: Buffer = Buffer.alloc(0)): string => (field[0] === 0 ? field.subarray(1) : field).toString('base64url');
  return { kty: 'RSA', e: number(fields[1]), n: number(fields[2]) };
}
