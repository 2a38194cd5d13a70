import { execFile } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateEd25519 } from './generate.ts';
import { keyFromText, openKey } from './load-key.ts';
import { publicLine, writeOpenSsh } from './write-openssh.ts';

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gangway-generate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a new Ed25519 key', () => {
  test.each([
    ['no passphrase', ''],
    ['a passphrase', 'open sesame'],
    ['a passphrase of other letters', 'пароль ключа'],
  ])('with %s is read by ssh-keygen, comment and all', async (name, passphrase) => {
    const key = await generateEd25519({ comment: 'me at home', passphrase });
    const path = join(folder, name.replaceAll(' ', '-'));
    await writeFile(path, key.text, { mode: 0o600 });
    const { stdout } = await run('ssh-keygen', ['-y', '-P', passphrase, '-f', path]);
    expect(stdout.trim()).toBe(key.publicLine);
    expect(key.publicLine).toMatch(/^ssh-ed25519 \S+ me at home$/u);
  });

  test('opens here, with the right passphrase only', async () => {
    const key = await generateEd25519({ comment: '', passphrase: 'right' });
    const file = keyFromText(key.text, 'new');
    expect(file).toMatchObject({ format: 'openssh', encrypted: true, type: 'ssh-ed25519' });
    expect((await openKey(file, async (attempt) => (attempt === 1 ? 'wrong' : 'right'))).publicBlob).toEqual(key.publicBlob);
  });

  test('whose public half starts with zeros is written whole', async () => {
    // Seed found by trial: its public half starts with a zero byte, which a reader of numbers would drop.
    const seeds = Array.from({ length: 4_000 }, (_, at) => {
      const seed = Buffer.alloc(32);
      seed.writeUInt32BE(at);
      return createPrivateKey({
        key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
        format: 'der',
        type: 'pkcs8',
      });
    });
    const zero = seeds.find((key) => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')[0] === 0);
    if (zero === undefined) throw new Error('No such seed.');
    const written = writeOpenSsh(zero, 'zero', undefined);
    const path = join(folder, 'zero');
    await writeFile(path, written.text, { mode: 0o600 });
    expect((await run('ssh-keygen', ['-y', '-f', path])).stdout.trim()).toBe(written.publicLine);
  });
});

test('a comment adds no line to authorized_keys', () => {
  expect(publicLine('ssh-ed25519', Buffer.from('x'), 'me\nssh-rsa AAAA evil\r\n')).toBe('ssh-ed25519 eA== me ssh-rsa AAAA evil');
});
