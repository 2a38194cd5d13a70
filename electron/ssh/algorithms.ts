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

// For devices that know nothing better, after all of the above (`legacyAlgorithms`).
const LEGACY_KEX = ['diffie-hellman-group-exchange-sha256', 'diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'] as const;
const LEGACY_HOST_KEYS = ['ssh-rsa', 'ssh-dss'] as const;
const LEGACY_CIPHERS = [
  ['aes128-cbc', 'aes-128-cbc'],
  ['aes192-cbc', 'aes-192-cbc'],
  ['aes256-cbc', 'aes-256-cbc'],
  ['3des-cbc', 'des-ede3-cbc'],
] as const;
const LEGACY_MACS = [
  ['hmac-sha1-etm@openssh.com', 'sha1'],
  ['hmac-sha1', 'sha1'],
] as const;

const DH_GROUPS: Readonly<Record<string, string>> = {
  'diffie-hellman-group14-sha256': 'modp14',
  'diffie-hellman-group16-sha512': 'modp16',
  'diffie-hellman-group18-sha512': 'modp18',
  'diffie-hellman-group14-sha1': 'modp14',
  'diffie-hellman-group1-sha1': 'modp2',
};

/**
 * What is offered to a server: only what this runtime has (Electron's BoringSSL has no chacha20 and fewer groups).
 * Host key algorithms of the types already known for the host come first, so that a known server shows its known key.
 */
export function offeredAlgorithms(
  knownTypes: readonly string[],
  { compression = false, legacy = false }: { readonly compression?: boolean; readonly legacy?: boolean } = {},
): Algorithms {
  const ciphers = new Set(getCiphers());
  const hashes = new Set(getHashes().map((name) => name.toLowerCase()));
  const known = new Set(knownTypes.flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type])));
  const hostKeys = [...HOST_KEYS, ...(legacy ? LEGACY_HOST_KEYS : [])];
  // The size of the prime that group exchange asks for follows the cipher's key: for 256 bits its check would block for 36 s.
  const modern = legacy ? [...CIPHERS].sort(([a], [b]) => Number(b.startsWith('aes128')) - Number(a.startsWith('aes128'))) : CIPHERS;
  return {
    kex: [...KEX, ...(legacy ? LEGACY_KEX : [])].filter((name) => hasGroup(DH_GROUPS[name])),
    serverHostKey: [...hostKeys.filter((name) => known.has(name)), ...hostKeys.filter((name) => !known.has(name))],
    cipher: [...modern, ...(legacy ? LEGACY_CIPHERS : [])].filter(([, runtime]) => ciphers.has(runtime)).map(([name]) => name),
    hmac: [...MACS, ...(legacy ? LEGACY_MACS : [])].filter(([, hash]) => hashes.has(hash)).map(([name]) => name),
    compress: compression ? ['zlib@openssh.com', 'none'] : ['none'],
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
