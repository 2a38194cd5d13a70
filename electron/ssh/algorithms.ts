import { createDiffieHellmanGroup, getCiphers, getHashes } from 'node:crypto';
import type { Algorithms } from 'ssh2';

/** Key exchange methods, best first. Group exchange is absent: its prime check blocks the process for up to half a minute. */
const KEX = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
  'diffie-hellman-group14-sha256',
] as const;

/** RSA only with SHA-2 (RFC 8332); `ssh-rsa` (SHA-1) and `ssh-dss` are not offered. */
const HOST_KEYS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

// Name in SSH, name in the runtime's list. AES-CTR costs three times the CPU of GCM.
const CIPHERS = [
  ['aes256-gcm@openssh.com', 'aes-256-gcm'],
  ['aes128-gcm@openssh.com', 'aes-128-gcm'],
  ['chacha20-poly1305@openssh.com', 'chacha20'],
  ['aes256-ctr', 'aes-256-ctr'],
  ['aes192-ctr', 'aes-192-ctr'],
  ['aes128-ctr', 'aes-128-ctr'],
] as const;

const MACS = [
  ['hmac-sha2-256-etm@openssh.com', 'sha256'],
  ['hmac-sha2-512-etm@openssh.com', 'sha512'],
  ['hmac-sha2-256', 'sha256'],
  ['hmac-sha2-512', 'sha512'],
] as const;

const DH_GROUPS: Readonly<Record<string, string>> = {
  'diffie-hellman-group14-sha256': 'modp14',
  'diffie-hellman-group16-sha512': 'modp16',
  'diffie-hellman-group18-sha512': 'modp18',
};

/**
 * What is offered to a server: only what this runtime has (Electron's BoringSSL has no chacha20 and fewer groups).
 * Host key algorithms of the types already known for the host come first, so that a known server shows its known key.
 */
export function offeredAlgorithms(knownTypes: readonly string[]): Algorithms {
  const ciphers = new Set(getCiphers());
  const hashes = new Set(getHashes().map((name) => name.toLowerCase()));
  const known = new Set(knownTypes.flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type])));
  return {
    kex: KEX.filter((name) => hasGroup(DH_GROUPS[name])),
    serverHostKey: [...HOST_KEYS.filter((name) => known.has(name)), ...HOST_KEYS.filter((name) => !known.has(name))],
    cipher: CIPHERS.filter(([, runtime]) => ciphers.has(runtime)).map(([name]) => name),
    hmac: MACS.filter(([, hash]) => hashes.has(hash)).map(([name]) => name),
    compress: ['none'],
  };
}

function hasGroup(group: string | undefined): boolean {
  if (group === undefined) return true;
  try {
    createDiffieHellmanGroup(group);
    return true;
  } catch {
    return false;
  }
}
