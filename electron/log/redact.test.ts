import { randomBytes } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { redact, redactText } from './redact.ts';

const secretKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const sessionToken = randomBytes(300).toString('base64');
const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });

describe('a text for the log', () => {
  it.each([
    ['an access key id', 'for AKIAIOSFODNN7EXAMPLE in us-east-1', 'IOSFODNN7EXAMPLE'],
    ['a secret access key', `the key ${secretKey} was refused`, secretKey],
    ['a session token', `token is ${sessionToken}!`, sessionToken.slice(20, 60)],
    ['a private key', `read ${String(pem)} from a file`, String(pem).split('\n')[1] ?? ''],
    ['a private key that was cut off', String(pem).slice(0, 80), String(pem).split('\n')[1]?.slice(0, 20) ?? ''],
    ['a PuTTY key', 'PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nAAAAbbbbCCCC', 'AAAAbbbbCCCC'],
    ['a signed URL', 'GET https://s3.amazonaws.com/a/b?X-Amz-Signature=deadbeef&x=1 failed', 'deadbeef'],
    ['a password in a URL', 'proxy http://me:hunter22@proxy.example:3128', 'hunter22'],
    ['an address with its token', `Gangway is ready: http://127.0.0.1:4711/#${randomBytes(24).toString('base64url')}x`, '/#A'],
    ['a subprotocol token', 'offered gangway.v1, token.abcdefghijklmnopqrstuvwxyz012345', 'abcdefghijkl'],
    ['a header', 'Authorization: Bearer abc.def', 'abc.def'],
    ['a named value', 'password=hunter22 user=me', 'hunter22'],
    ['a named value of a JSON text', '{"SecretAccessKey":"short1","user":"me"}', 'short1'],
    ['a web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJzdWIiOiIxIn0'],
  ])('loses %s', (_what, text, secret) => {
    const result = redactText(text);
    expect(result).not.toContain(secret);
    expect(result).toContain('[removed]');
  });

  it.each([
    'Connected to 203.0.113.5:22 as ec2-user with ssh-ed25519 SHA256:abc',
    'The key pair deploy of i-0123456789abcdef0 in eu-central-1 is missing: /home/me/.ssh/deploy.pem',
    'https://ec2.eu-central-1.amazonaws.com/ answered 503',
    'tokens in region list: none',
  ])('stays as it is where there is nothing to hide: %s', (text) => expect(redactText(text)).toBe(text));
});

describe('data for the log', () => {
  it('loses fields by their names, at every depth, and keeps the rest', () => {
    const data = {
      user: 'me',
      password: 'p',
      nested: [{ sessionToken: 't', credentials: { a: 1 }, passphrase: 'q', keyName: 'deploy', port: 22 }],
    };
    expect(redact(data)).toEqual({
      user: 'me',
      password: '[removed]',
      nested: [{ sessionToken: '[removed]', credentials: '[removed]', passphrase: '[removed]', keyName: 'deploy', port: 22 }],
    });
  });
});
