import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { string, uint32 } from '../wire.ts';
import { certificateProblem, parseCertificate, plainType } from './certificate.ts';

const TYPE = 'ssh-ed25519-cert-v01@openssh.com';
const uint64 = (value: bigint): Buffer => Buffer.concat([uint32(Number(value >> 32n)), uint32(Number(value & 0xffff_ffffn))]);

interface Fields {
  readonly key: Uint8Array;
  readonly kind: number;
  readonly keyId: string;
  readonly principals: readonly string[];
  readonly after: bigint;
  readonly before: bigint;
}

function encode({ key, kind, keyId, principals, after, before }: Fields): Buffer {
  const nonce = string(Buffer.alloc(32));
  const tail = [string(''), string(''), string(''), string('authority'), string('signature')];
  const names = string(Buffer.concat(principals.map((name) => string(name))));
  return Buffer.concat([
    string(TYPE),
    nonce,
    string(key),
    uint64(7n),
    uint32(kind),
    string(keyId),
    names,
    uint64(after),
    uint64(before),
    ...tail,
  ]);
}

const anyTime = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });
const anyFields: fc.Arbitrary<Fields> = fc.record({
  key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  kind: fc.constantFrom(1, 2, 3),
  keyId: anyText,
  principals: fc.array(anyText, { maxLength: 5 }),
  after: anyTime,
  before: anyTime,
});

describe('a certificate', () => {
  test('reads back what was written', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const read = parseCertificate(encode(fields));
        expect(read).toMatchObject({
          keyId: fields.keyId,
          principals: fields.principals,
          validAfter: fields.after,
          validBefore: fields.before,
        });
        expect(read?.forUsers).toBe(fields.kind === 1);
        expect(read?.plainBlob).toEqual(Buffer.concat([string('ssh-ed25519'), string(fields.key)]));
      }),
    );
  });

  test('is read or refused, never thrown at, whatever bytes come', () => {
    fc.assert(
      fc.property(anyFields, fc.nat(), fc.uint8Array({ maxLength: 8 }), (fields, at, bytes) => {
        const blob = encode(fields);
        blob.set(bytes.subarray(0, blob.length), Math.min(at % blob.length, blob.length - Math.min(bytes.length, blob.length)));
        const read = parseCertificate(blob);
        // Told with any validity, also one that no calendar reaches.
        if (read !== undefined) expect(certificateProblem(read, undefined) ?? '').toEqual(expect.any(String));
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseCertificate(bytes)));
  });

  test('is valid from its first second to the one before its end', () => {
    const certificate = parseCertificate(
      encode({ key: Buffer.alloc(32), kind: 1, keyId: 'x', principals: [], after: 1_000n, before: 2_000n }),
    );
    if (certificate === undefined) throw new Error('not read');
    expect(certificateProblem(certificate, undefined, 999_999)).toBe('is not valid before 1970-01-01 00:16 UTC');
    expect(certificateProblem(certificate, undefined, 1_000_000)).toBeUndefined();
    expect(certificateProblem(certificate, undefined, 1_999_999)).toBeUndefined();
    expect(certificateProblem(certificate, undefined, 2_000_000)).toBe('expired on 1970-01-01 00:33 UTC');
  });
});

test.each([
  [TYPE, 'ssh-ed25519'],
  ['rsa-sha2-512-cert-v01@openssh.com', 'rsa-sha2-512'],
  ['sk-ssh-ed25519-cert-v01@openssh.com', 'sk-ssh-ed25519@openssh.com'],
  ['ssh-rsa', 'ssh-rsa'],
])('%s certifies %s', (type, plain) => {
  expect(plainType(type)).toBe(plain);
});
