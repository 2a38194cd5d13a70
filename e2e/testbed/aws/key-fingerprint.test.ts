import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { makeKey } from '../keys.ts';
import { keyFingerprint } from './key-fingerprint.ts';

const rsa = makeKey('rsa', 'test');

/** The commands that EC2's documentation gives. */
function openssl(command: readonly string[], digest: '-sha1' | '-md5'): string {
  const der = execFileSync('openssl', command, { input: rsa.privateKey, stdio: ['pipe', 'pipe', 'ignore'] });
  return execFileSync('openssl', ['dgst', digest, '-c'], { input: der, encoding: 'utf8' }).trim().split(' ').at(-1) ?? '';
}

test('an RSA key that EC2 made has the SHA-1 that openssl computes of it', () => {
  expect(keyFingerprint(rsa, false)).toBe(openssl(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], '-sha1'));
});

test('an imported RSA key has the MD5 that openssl computes of its public half', () => {
  expect(keyFingerprint(rsa, true)).toBe(openssl(['rsa', '-pubout', '-outform', 'DER'], '-md5'));
});

test('an ED25519 key has the SHA-256 that ssh-keygen shows', () => {
  const key = makeKey('ed25519', 'test');
  const line = execFileSync('ssh-keygen', ['-l', '-f', '-'], { input: key.publicKey, encoding: 'utf8' });
  expect(`SHA256:${keyFingerprint(key, false).replace(/=+$/, '')}`).toBe(line.split(' ')[1]);
});
