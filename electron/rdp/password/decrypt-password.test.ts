import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { decryptPassword } from './decrypt-password.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const encrypt = (text: string | Buffer, key = pair.publicKey): Buffer =>
  publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text as string));
/** A block with padding of the test's own making. */
const raw = (block: Buffer): string => publicEncrypt({ key: pair.publicKey, padding: constants.RSA_NO_PADDING }, block).toString('base64');

function refusal(data: string, key = pair.privateKey): AppError {
  try {
    decryptPassword(data, key, 'demo.pem');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was decrypted.');
}

describe('a password of EC2', () => {
  it('comes back as it was, whatever characters it has', () => {
    for (const password of ['P', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', 'pässwörd 密码 🔑', 'x'.repeat(127), ' with spaces ']) {
      expect(decryptPassword(encrypt(password).toString('base64'), pair.privateKey, 'demo.pem')).toBe(password);
    }
  });

  it('may have white space around and within its base64', () => {
    const data = encrypt('secret').toString('base64');
    expect(decryptPassword(`\r\n${data.slice(0, 76)}\r\n${data.slice(76)}\r\n`, pair.privateKey, 'demo.pem')).toBe('secret');
  });

  it('is never made up for another key', () => {
    const data = encrypt('secret').toString('base64');
    const error = refusal(data, other.privateKey);
    expect(error.code).toBe('auth-failed');
    expect(error.message).toContain('demo.pem');
    expect(error.hint).toContain('launched with');
  });

  it('is never made up for damaged data', () => {
    const data = encrypt('secret');
    fc.assert(
      fc.property(fc.nat(data.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(data);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        return ['auth-failed', 'invalid-input'].includes(refusal(damaged.toString('base64')).code);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when data is cut, empty or no base64', () => {
    const data = encrypt('secret');
    expect(refusal(data.subarray(0, 200).toString('base64')).code).toBe('auth-failed');
    expect(refusal('').code).toBe('invalid-input');
    expect(refusal('<html>').code).toBe('invalid-input');
  });

  it('needs an RSA private key', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(refusal(encrypt('secret').toString('base64'), privateKey).code).toBe('key-format');
    expect(refusal(encrypt('secret').toString('base64'), pair.publicKey).code).toBe('key-format');
  });
});

describe('the padding', () => {
  const block = (...parts: (number[] | Buffer)[]): Buffer => {
    const head = Buffer.concat(parts.map((part) => Buffer.from(part)));
    return Buffer.concat([head, Buffer.alloc(256 - head.length, 0x41)]);
  };
  const random = (length: number): Buffer => Buffer.alloc(length, 7);

  it('is taken off at its shortest and at its longest', () => {
    const shortest = block([0, 2], random(8), [0]);
    expect(decryptPassword(raw(shortest), pair.privateKey, 'demo.pem')).toBe('A'.repeat(245));
    const longest = Buffer.concat([Buffer.from([0, 2]), random(252), Buffer.from([0, 0x41])]);
    expect(decryptPassword(raw(longest), pair.privateKey, 'demo.pem')).toBe('A');
  });

  it.each([
    ['a first byte that is not 0', block([1, 2], random(8), [0])],
    ['a type that is not 2', block([0, 1], random(8), [0])],
    ['seven bytes of padding', block([0, 2], random(7), [0])],
    ['no end', Buffer.concat([Buffer.from([0, 2]), random(254)])],
    ['nothing behind it', Buffer.concat([Buffer.from([0, 2]), random(253), Buffer.from([0])])],
    ['control characters behind it', Buffer.concat([Buffer.from([0, 2]), random(250), Buffer.from([0, 0x41, 0x0a, 0x41])])],
  ])('is refused with %s', (_what, bad) => {
    expect(refusal(raw(bad)).code).toBe('auth-failed');
  });
});
