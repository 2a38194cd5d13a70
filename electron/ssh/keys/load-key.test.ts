import { execFile } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { string, wireReader } from '../wire.ts';
import { findKeyFile, listKeyFiles } from './find-key-file.ts';
import { recogniseKey } from './key-format.ts';
import { openKey, readKeyFile } from './load-key.ts';
import { workerUrl } from './worker-url.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/keys');
const fixture = (name: string): string => join(FIXTURES, name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gangway-keys-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function publicBlob(kind: string): Promise<Buffer> {
  return Buffer.from((await readFile(fixture(`TEST_${kind}_openssh.pub`), 'utf8')).split(' ')[1] ?? '', 'base64');
}

async function write(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('opening a key', () => {
  test.each([
    'ed25519_openssh',
    'ed25519_openssh_pass',
    'ed25519_openssh_pass_3des-cbc',
    'ed25519_openssh_pass_aes128-cbc',
    'ed25519_openssh_pass_aes192-ctr',
    'ed25519_openssh_pass_aes256-gcm',
    'ecdsa256_openssh',
    'ecdsa256_openssh_pass',
    'ecdsa256_pem',
    'ecdsa256_pem_pass',
    'ecdsa256_pkcs8',
    'ecdsa256_pkcs8_pass',
    'ecdsa384_openssh',
    'ecdsa384_pem_pass',
    'ecdsa384_pkcs8',
    'ecdsa521_openssh',
    'ecdsa521_pem',
    'ecdsa521_pkcs8_pass',
    'rsa2048_openssh',
    'rsa2048_openssh_pass',
    'rsa2048_pem',
    'rsa2048_pem_pass',
    'rsa2048_pem_pass_aes256',
    'rsa2048_pem_pass_des3',
    'rsa2048_pkcs8',
    'rsa2048_pkcs8_pass',
    'rsa2048_pkcs8_pass_scrypt',
    'rsa4096_openssh',
    ...['ecdsa256', 'ecdsa384', 'ecdsa521', 'ed25519', 'rsa2048'].flatMap((kind) =>
      ['v2', 'v2_pass', 'v3', 'v3_pass'].map((form) => `${kind}_${form}.ppk`),
    ),
    'ed25519_v3_comment_utf8.ppk',
    'ed25519_v3_pass_argon2d.ppk',
    'ed25519_v3_pass_argon2i.ppk',
    'ed25519_v3_pass_argon2id.ppk',
    'ed25519_v3_pass_argon2id_m64M_p4.ppk',
    'ed25519_v3_pass_crlf.ppk',
  ])('%s gives the public half that its .pub has', async (name) => {
    const file = await readKeyFile(fixture(`TEST_${name}`));
    expect(file.encrypted).toBe(name.includes('_pass'));
    const key = await openKey(file, async () => 'test-pass-1');
    const expected = await publicBlob(name.split('_')[0] ?? '');
    expect(key.publicBlob.equals(expected)).toBe(true);
    if (file.publicBlob !== undefined) expect(file.publicBlob.equals(expected)).toBe(true);
  });

  test('takes what PowerShell made of a key that was redirected into a file: UTF-16', async () => {
    const text = await readFile(fixture('TEST_rsa2048_pem'), 'utf8');
    const path = await write('redirected.pem', Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'));
    expect((await openKey(await readKeyFile(path), async () => '')).publicBlob).toEqual(await publicBlob('rsa2048'));
  });

  test('takes a key with curve parameters before it, as openssl ecparam writes them', async () => {
    const { stdout } = await promisify(execFile)('openssl', ['ecparam', '-name', 'secp384r1', '-genkey']);
    expect(stdout).toContain('BEGIN EC PARAMETERS');
    expect((await openKey(await readKeyFile(await write('ecparam.pem', stdout)), async () => '')).type).toBe('ecdsa-sha2-nistp384');
  });

  test('takes Windows line ends and a byte order mark', async () => {
    const text = await readFile(fixture('TEST_ed25519_openssh'), 'utf8');
    const path = await write('windows', `\ufeff${text.replaceAll('\n', '\r\n')}`);
    expect((await openKey(await readKeyFile(path), async () => '')).type).toBe('ssh-ed25519');
  });

  test('asks again after a wrong passphrase and counts', async () => {
    const ask = vi.fn(async (attempt: number) => (attempt === 2 ? 'test-pass-1' : 'wrong'));
    const key = await openKey(await readKeyFile(fixture('TEST_rsa2048_pkcs8_pass')), ask);
    expect(key.type).toBe('ssh-rsa');
    expect(ask.mock.calls).toEqual([[1], [2]]);
  });

  test.each([
    'ed25519_openssh_pass',
    'rsa2048_pem_pass',
    'ecdsa256_pkcs8_pass',
    'rsa2048_pkcs8_pass_scrypt',
    'rsa2048_v2_pass.ppk',
    'ed25519_v3_pass.ppk',
  ])('gives up on %s after three wrong passphrases', async (name) => {
    const path = fixture(`TEST_${name}`);
    await expect(openKey(await readKeyFile(path), async () => 'wrong')).rejects.toMatchObject({
      code: 'key-passphrase',
      message: expect.stringContaining(path),
    });
  });

  test('that asks for endless rounds is refused with the bound named, before any work', async () => {
    // PBKDF2 of OpenSSL: INTEGER 2048 becomes 2147483647; the lengths around it are two more.
    const pem = await readFile(fixture('TEST_rsa2048_pkcs8_pass'), 'latin1');
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/gu, ''), 'base64');
    const at = der.indexOf(Buffer.from('02020800', 'hex'));
    expect(at).toBeGreaterThan(0);
    const grown = Buffer.concat([der.subarray(0, at), Buffer.from('02047fffffff', 'hex'), der.subarray(at + 4)]);
    // The short-form lengths of the sequences that hold it.
    const holding: number[] = [];
    for (let place = 4; place < at; place += 1) {
      const end = place + 2 + (grown[place + 1] ?? 0);
      if (grown[place] === 0x30 && (grown[place + 1] ?? 0) < 0x80 && end > at && end < at + 200) holding.push(place + 1);
    }
    for (const place of holding) grown[place] = (grown[place] ?? 0) + 2;
    grown.writeUInt16BE(grown.readUInt16BE(2) + 2, 2);
    const body = grown.toString('base64').replace(/(.{64})/gu, '$1\n');
    const path = await write('endless', `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${body}\n-----END ENCRYPTED PRIVATE KEY-----\n`);
    await expect(readKeyFile(path)).rejects.toMatchObject({ code: 'key-format', message: expect.stringContaining('3000000') as string });

    const openssh = await readFile(fixture('TEST_ed25519_openssh_pass'), 'latin1');
    const bytes = Buffer.from(openssh.replace(/-----[^-]+-----|\s/gu, ''), 'base64');
    // magic, cipher, "bcrypt", options: length, salt (16), rounds.
    const rounds = bytes.indexOf('bcrypt') + 'bcrypt'.length + 4 + 4 + 16;
    bytes.writeUInt32BE(0xffffffff, rounds);
    const slow = await write(
      'slow',
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`,
    );
    await expect(readKeyFile(slow)).rejects.toMatchObject({
      code: 'key-format',
      message: expect.stringContaining('4294967295 rounds') as string,
    });
  });

  test.each(['rsa2048_openssh', 'rsa2048_pem', 'ecdsa256_pkcs8', 'ed25519_v2.ppk'])('%s opens with Windows line ends', async (name) => {
    const text = await readFile(fixture(`TEST_${name}`), 'latin1');
    const path = await write(`crlf-${name}`, Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
    expect((await openKey(await readKeyFile(path), async () => '')).publicBlob).toEqual(await publicBlob(name.split('_')[0] ?? ''));
  });

  test('tells the comment, where no passphrase is needed to read it', async () => {
    const comment = async (name: string): Promise<string | undefined> => (await readKeyFile(fixture(`TEST_${name}`))).comment;
    expect(await comment('ed25519_v3_comment_utf8.ppk')).toBe('TEST-ONLY café ключ');
    expect(await comment('rsa2048_v2_pass.ppk')).toBe('TEST-ONLY rsa2048');
    expect(await comment('rsa2048_openssh')).toBe('TEST-ONLY rsa2048');
    expect(await comment('ecdsa384_openssh')).toBe('TEST-ONLY ecdsa384');
    expect(await comment('ed25519_openssh')).toBe('TEST-ONLY ed25519');
    expect(await comment('ed25519_openssh_pass')).toBeUndefined();
  });

  test('ends a slow derivation with the tab that waits for it', async () => {
    const abort = new AbortController();
    const file = await readKeyFile(fixture('TEST_ed25519_openssh_pass_rounds100'));
    const opening = openKey(
      file,
      async () => {
        setImmediate(() => abort.abort(new AppError('cancelled', 'The tab was closed.')));
        return 'test-pass-1';
      },
      abort.signal,
    );
    await expect(opening).rejects.toMatchObject({ code: 'cancelled', message: 'The tab was closed.' });
  });

  test('leaves the loop free while it works', async () => {
    const file = await readKeyFile(fixture('TEST_rsa2048_openssh_pass'));
    let turns = 0;
    let running = true;
    const turn = (): void => {
      turns += 1;
      if (running) setImmediate(turn);
    };
    turn();
    await openKey(file, async () => 'test-pass-1');
    running = false;
    // bcrypt in this thread would allow next to none.
    expect(turns).toBeGreaterThan(100);
  });

  test('signs ECDSA as RFC 5656 wants, also when r or s are short', async () => {
    const key = await openKey(await readKeyFile(fixture('TEST_ecdsa521_openssh')), async () => '');
    const pub = createPublicKey(await readFile(fixture('TEST_ecdsa521_pem')));
    for (let round = 0; round < 50; round += 1) {
      const data = Buffer.from(`round ${round}`);
      const reader = wireReader(key.sign(data, key.type));
      expect(reader.string().toString()).toBe('ecdsa-sha2-nistp521');
      const pair = wireReader(reader.string());
      const half = (): Buffer => {
        const value = pair.string();
        expect(value.length).toBeLessThanOrEqual(67);
        const bare = value[0] === 0 ? value.subarray(1) : value;
        return Buffer.concat([Buffer.alloc(66 - bare.length), bare]);
      };
      const signature = Buffer.concat([half(), half()]);
      expect(verify('sha512', data, { key: pub, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    }
  });
});

describe('refusing what is no usable key', () => {
  test.each([
    ['TEST_dsa_openssh', 'DSA', 'ssh-keygen -t ed25519'],
    ['TEST_dsa_v2.ppk', 'DSA', 'ssh-keygen -t ed25519'],
    ['TEST_dsa_v3_pass.ppk', 'DSA', 'ssh-keygen -t ed25519'],
    ['TEST_ed448_v3.ppk', 'ssh-ed448', 'ssh-keygen -t ed25519'],
    ['TEST_rsa2048_rfc4716.pub', 'public half', 'private half'],
    ['TEST_rsa2048_sshcom', 'ssh.com', 'ssh-keygen -i'],
    ['TEST_rsa2048_sshcom_pass', 'ssh.com', 'puttygen'],
    ['TEST_ed25519_openssh.pub', 'public half', 'TEST_ed25519_openssh.'],
    ['TEST_ed25519_rfc4716.pub', 'public half', 'private half'],
    ['TEST_ed25519_openssh_pass_chacha20-poly1305', 'chacha20-poly1305', 'ssh-keygen -p -Z aes256-ctr'],
  ])('%s: says what it is and how to get a usable one', async (name, what, hint) => {
    const error = await reason(readKeyFile(fixture(name)));
    expect(error).toMatchObject({ code: 'key-format', message: expect.stringContaining(what), hint: expect.stringContaining(hint) });
    expect(error.message).toContain(fixture(name));
  });

  test('a key for SSH 1', async () => {
    const path = await write('identity', 'SSH PRIVATE KEY FILE FORMAT 1.1\n\0\0\0');
    expect(await reason(readKeyFile(path))).toMatchObject({ code: 'key-format', message: expect.stringContaining('SSH 1') });
  });

  test('an OpenSSH certificate', async () => {
    const path = await write('id-cert.pub', 'ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQ= me\n');
    expect(await reason(readKeyFile(path))).toMatchObject({ code: 'key-format', message: expect.stringContaining('OpenSSH certificate') });
  });

  test('a path with a character that no file name can have', async () => {
    const error = await reason(readKeyFile(join(folder, 'id\0rsa')));
    expect(error).toMatchObject({
      code: 'key-unreadable',
      message: expect.stringContaining('id\ufffdrsa holds a character that no file name'),
    });
    expect(error.hint).toContain('Enter the path again');
  });

  test('a file that is missing, a folder, empty, huge, cut off, or something else', async () => {
    expect(await reason(readKeyFile(join(folder, 'missing')))).toMatchObject({ code: 'key-missing' });
    await mkdir(join(folder, 'folder'));
    expect(await reason(readKeyFile(join(folder, 'folder')))).toMatchObject({
      code: 'key-unreadable',
      message: expect.stringContaining('folder'),
    });
    expect(await reason(readKeyFile(await write('empty', '\n')))).toMatchObject({
      code: 'key-format',
      message: expect.stringContaining('empty'),
    });
    const huge = await write('huge', Buffer.alloc(65 * 1024));
    expect(await reason(readKeyFile(huge))).toMatchObject({ code: 'key-format', message: expect.stringContaining('too large') });
    expect(await reason(readKeyFile('/dev/zero'))).toMatchObject({ code: 'key-unreadable', message: expect.stringContaining('device') });
    const text = await readFile(fixture('TEST_rsa2048_pem'), 'utf8');
    const cut = await write('cut', text.slice(0, 600));
    expect(await reason(readKeyFile(cut))).toMatchObject({ code: 'key-format', message: expect.stringContaining('in the middle') });
    const other = await write('other', 'Dear diary');
    expect(await reason(readKeyFile(other))).toMatchObject({ code: 'key-format', message: expect.stringContaining('not a private key') });
  });

  test.skipIf(process.platform === 'win32')('a pipe that nobody writes to, at once', async () => {
    const pipe = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [pipe, join(folder, 'key.pub')]);
    expect(await reason(readKeyFile(pipe))).toMatchObject({ code: 'key-unreadable', message: expect.stringContaining('pipe') });
    const path = await write('key', await readFile(fixture('TEST_ed25519b_pkcs8_pass')));
    expect(await readKeyFile(path)).toMatchObject({ encrypted: true, publicBlob: undefined });
  });

  test('a key whose inside is damaged', async () => {
    const text = await readFile(fixture('TEST_rsa2048_pkcs8'), 'utf8');
    const lines = text.split('\n');
    const path = await write('broken', [lines[0], 'AAAA', ...lines.slice(3)].join('\n'));
    const file = await readKeyFile(path);
    expect(await reason(openKey(file, async () => ''))).toMatchObject({ code: 'key-format', message: expect.stringContaining('damaged') });
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    const path = await write('secret', 'x');
    await chmod(path, 0);
    expect(await reason(readKeyFile(path))).toMatchObject({ code: 'key-unreadable' });
  });

  test('anything at all: an AppError or a format, never another error', async () => {
    const openssh = await readFile(fixture('TEST_ed25519_openssh_pass'), 'utf8');
    const mutated = fc
      .array(fc.tuple(fc.nat(openssh.length - 1), fc.constantFrom('A', '/', '=', '\n', '-', '\0')), { maxLength: 20 })
      .map((edits) => {
        const characters = [...openssh];
        for (const [at, character] of edits) characters[at] = character;
        return characters.join('');
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ unit: 'binary' })), (text) => {
        try {
          recogniseKey(text, '/f');
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('finding keys', () => {
  test('looks for a cloud key pair by its name, then with .pem or .ppk, and tells where it looked', async () => {
    const home = await mkdtemp(join(folder, 'home-'));
    expect(await findKeyFile('demo', home)).toEqual({
      path: undefined,
      lookedAt: ['demo', 'demo.pem', 'demo.ppk'].map((name) => join(home, name)),
    });
    await writeFile(join(home, 'demo.ppk'), 'x');
    expect((await findKeyFile('demo', home)).path).toBe(join(home, 'demo.ppk'));
    await writeFile(join(home, 'demo.pem'), 'x');
    expect((await findKeyFile('demo', home)).path).toBe(join(home, 'demo.pem'));
    await writeFile(join(home, 'demo'), 'x');
    expect((await findKeyFile('demo', home)).path).toBe(join(home, 'demo'));
  });

  test.each(['../etc/passwd', '..', '', '/etc/passwd', 'a\\b', 'a\0b'])('does not leave the folder for the name %j', async (name) => {
    expect(await findKeyFile(name, folder)).toEqual({ path: undefined, lookedAt: [] });
  });

  test('lists the usable private keys of a folder', async () => {
    const home = await mkdtemp(join(folder, 'list-'));
    for (const name of [
      'TEST_ed25519_openssh',
      'TEST_ed25519_openssh.pub',
      'TEST_rsa2048_pem_pass',
      'TEST_dsa_openssh',
      'TEST_ecdsa256_pkcs8',
    ]) {
      await writeFile(join(home, name), await readFile(fixture(name)));
    }
    await writeFile(join(home, 'known_hosts'), 'x');
    await writeFile(join(home, 'config'), 'x');
    expect(await listKeyFiles(home)).toEqual([
      { path: join(home, 'TEST_ecdsa256_pkcs8'), type: 'unknown', encrypted: false },
      { path: join(home, 'TEST_ed25519_openssh'), type: 'ssh-ed25519', encrypted: false },
      { path: join(home, 'TEST_rsa2048_pem_pass'), type: 'ssh-rsa', encrypted: true },
    ]);
    expect(await listKeyFiles(join(home, 'missing'))).toEqual([]);
  });
});

test('the worker’s entry lies beside its source, or beside the bundle', () => {
  expect(workerUrl('file:///src/keys/load-key.ts', 'decrypt-worker').href).toBe('file:///src/keys/decrypt-worker.ts');
  expect(workerUrl('file:///out/main/main.js', 'decrypt-worker').href).toBe('file:///out/main/decrypt-worker.js');
});

test('fields that are longer than what is left are no fields', () => {
  expect(() => wireReader(string('abc').subarray(0, 5)).string()).toThrow(RangeError);
});

async function reason(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('It was accepted.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw error;
}
