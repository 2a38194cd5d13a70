import { createHash } from 'node:crypto';
import type { HostKeyView } from '../../../shared/contract/prompts.ts';
import { blobType, wireReader } from '../wire.ts';

/** `SHA256:` and base64 without padding, as OpenSSH prints it. */
export function fingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/u, '')}`;
}

/** Type, size and fingerprint of a public key. */
export function describeKey(blob: Uint8Array): HostKeyView {
  const type = blobType(blob) ?? 'unknown';
  const bits = keyBits(type, blob);
  return { type, sha256: fingerprint(blob), ...(bits === undefined ? {} : { bits }) };
}

function keyBits(type: string, blob: Uint8Array): number | undefined {
  if (type === 'ssh-ed25519') return 256;
  const curve = /^ecdsa-sha2-nistp(\d+)$/u.exec(type)?.[1];
  if (curve !== undefined) return Number(curve);
  if (type !== 'ssh-rsa') return undefined;
  try {
    const reader = wireReader(blob);
    reader.string();
    reader.string();
    const modulus = reader.string();
    const start = modulus[0] === 0 ? 1 : 0;
    return (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
  } catch {
    return undefined;
  }
}
