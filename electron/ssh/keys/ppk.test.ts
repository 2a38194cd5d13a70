import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { decryptKey } from './decrypt.ts';
import { keyFromText, openKey } from './load-key.ts';
import { parsePpk, PPK_BOUNDS } from './ppk.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, '../fixtures/keys', `TEST_${name}.ppk`), 'latin1');

function refusal(text: string): AppError {
  try {
    keyFromText(text, '/keys/mine.ppk');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

async function failure(text: string, passphrase: string): Promise<AppError> {
  try {
    await openKey(keyFromText(text, '/keys/mine.ppk'), async () => passphrase);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was opened.');
}

/** With another last digit in the MAC. */
const otherMac = (text: string): string =>
  text.replace(/(Private-MAC: .*)([0-9a-f])/u, (_, start, digit) => `${start}${digit === '0' ? 1 : 0}`);

describe('a PuTTY key', () => {
  test.each(['ed25519_v2', 'rsa2048_v3', 'ecdsa521_v3'])('%s that was changed is damaged', async (name) => {
    expect(await failure(otherMac(read(name)), '')).toMatchObject({ code: 'key-format', message: expect.stringContaining('damaged') });
    const renamed = read(name).replace('TEST-ONLY', 'TEST+ONLY');
    expect(await failure(renamed, '')).toMatchObject({ code: 'key-format', detail: expect.stringContaining('changed') });
  });

  test.each(['ed25519_v2_pass', 'ecdsa256_v3_pass'])('%s whose MAC does not fit has been given the wrong passphrase', async (name) => {
    const result = await decryptKey(otherMac(read(name)), 'ppk', Buffer.from('test-pass-1'));
    expect(result).toMatchObject({ ok: false, why: 'wrong' });
    expect(await decryptKey(read(name), 'ppk', Buffer.from('test-pass-1'))).toMatchObject({ ok: true });
  });

  test.each([
    ['Argon2-Memory: 8192', `Argon2-Memory: ${PPK_BOUNDS.memory + 1}`, '1024 MiB is allowed'],
    ['Argon2-Memory: 8192', 'Argon2-Memory: 4294967295', '4194304 MiB of memory'],
    ['Argon2-Passes: 8', 'Argon2-Passes: 101', 'no more than 100 is allowed'],
    ['Argon2-Parallelism: 1', 'Argon2-Parallelism: 17', 'no more than 16 is allowed'],
  ])('is refused with the bound named, before any work: %s → %s', (from, to, text) => {
    expect(read('ed25519_v3_pass')).toContain(from);
    expect(refusal(read('ed25519_v3_pass').replace(from, to))).toMatchObject({
      code: 'key-format',
      message: expect.stringContaining(text),
      hint: expect.stringContaining('PuTTYgen'),
    });
  });

  test.each([
    ['Argon2-Memory: 8192', 'Argon2-Memory: 7'],
    ['Argon2-Memory: 8192', 'Argon2-Memory: 99999999999'],
    ['Argon2-Passes: 8', 'Argon2-Passes: 0'],
    ['Argon2-Parallelism: 1', 'Argon2-Parallelism: -1'],
    ['Argon2-Salt: 1515bcf9dd3e6c78', 'Argon2-Salt: zz15bcf9dd3e6c78'],
    ['Key-Derivation: Argon2id', 'Key-Derivation: md5'],
    ['Encryption: aes256-cbc', 'Encryption: rot13'],
    ['Public-Lines: 2', 'Public-Lines: 1'],
    ['Public-Lines: 2', 'Public-Lines: two'],
    ['ssh-ed25519', 'ssh-rsa'],
  ])('with nonsense in it is damaged: %s → %s', (from, to) => {
    expect(read('ed25519_v3_pass')).toContain(from);
    expect(refusal(read('ed25519_v3_pass').replace(from, to))).toMatchObject({
      code: 'key-format',
      message: expect.stringContaining('damaged'),
    });
  });

  test('that ends anywhere before its end is damaged or ends in the middle', () => {
    const text = read('ed25519_v3_pass').trimEnd();
    for (let length = 30; length < text.length; length += 1) {
      expect(refusal(text.slice(0, length)).message, `${length} characters`).toMatch(/damaged|in the middle|version/u);
    }
    expect(refusal(text.slice(0, text.indexOf('Private-MAC'))).message).toContain('in the middle');
  });

  test.each([
    ['1', 'save it again'],
    ['4', 'version 3'],
  ])('of version %s is told apart', (version, hint) => {
    const error = refusal(read('ed25519_v3').replace('File-3', `File-${version}`));
    expect(error).toMatchObject({ code: 'key-format', message: expect.stringContaining(`version ${version}`) });
    expect(error.hint).toContain(hint);
  });

  test('whose halves are of two keys is damaged, even with the right MAC', async () => {
    // Version 3 without encryption has a MAC that anyone can compute.
    const { createHmac } = await import('node:crypto');
    const { string } = await import('../wire.ts');
    const ppk = parsePpk(read('ed25519_v3'), 'f');
    const publicBlob = Buffer.from(ppk.publicBlob);
    publicBlob[publicBlob.length - 1] = (publicBlob.at(-1) ?? 0) ^ 1;
    const fields = ['ssh-ed25519', 'none', ppk.comment, publicBlob, ppk.privatePart].map((field) => string(field));
    const mac = createHmac('sha256', Buffer.alloc(0)).update(Buffer.concat(fields)).digest('hex');
    const forged = read('ed25519_v3')
      .replace(/Public-Lines: 2\n[^\n]+\n[^\n]+/u, `Public-Lines: 1\n${publicBlob.toString('base64')}`)
      .replace(/Private-MAC: .*/u, `Private-MAC: ${mac}`);
    expect(await failure(forged, '')).toMatchObject({ code: 'key-format', detail: expect.stringContaining('half differ') });
  });

  test('that was mutated, thousands of times: an AppError or a key, never another error', { timeout: 60_000 }, async () => {
    let opened = 0;
    // Without the slow derivation; its parameters are mutated in the next test.
    const seeds = ['ed25519_v2', 'ed25519_v2_pass', 'ed25519_v3', 'ecdsa256_v2_pass', 'rsa2048_v2', 'rsa2048_v3', 'ecdsa521_v3'].map(read);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seeds), edits(), async (text, changes) => {
        const mutated = mutate(text, changes);
        try {
          const file = keyFromText(mutated, '/f');
          const result = await decryptKey(file.text, file.format, file.encrypted ? Buffer.from('test-pass-1') : undefined);
          if (result.ok) opened += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 4_000 },
    );
    // Mutations of line ends and of what follows the MAC change nothing.
    expect(opened).toBeLessThan(2_000);
  });

  test('whose derivation was mutated costs no more than its bounds', () => {
    const text = read('ed25519_v3_pass');
    const from = text.indexOf('Key-Derivation');
    fc.assert(
      fc.property(edits(), (changes) => {
        try {
          const { derivation } = parsePpk(text.slice(0, from) + mutate(text.slice(from), changes), '/f');
          expect(derivation?.memory ?? 0).toBeLessThanOrEqual(PPK_BOUNDS.memory);
          expect(derivation?.passes ?? 0).toBeLessThanOrEqual(PPK_BOUNDS.passes);
          expect(derivation?.parallelism ?? 0).toBeLessThanOrEqual(PPK_BOUNDS.parallelism);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

type Edit = readonly [at: number, remove: number, insert: string];

function edits(): fc.Arbitrary<Edit[]> {
  const insert = fc.oneof(
    fc.constantFrom('', '\n', '\r\n', ': ', '9', '0', 'A', '=', '-', '\0', '\u00ff', 'Private-Lines: 99999\n', 'ssh-rsa'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  return fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), insert), { minLength: 1, maxLength: 4 });
}

function mutate(text: string, changes: readonly Edit[]): string {
  let result = text;
  for (const [share, remove, insert] of changes) {
    const at = Math.floor(share * result.length);
    result = result.slice(0, at) + insert + result.slice(at + remove);
  }
  return result;
}
