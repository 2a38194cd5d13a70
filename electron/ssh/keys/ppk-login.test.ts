import { copyFile, chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sshd, startSshd } from '../../../e2e/testbed/sshd.ts';
import { attempt, failure } from '../../../e2e/testbed/ssh-session.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/keys');

describe('a PuTTY key at a real sshd', () => {
  let sshd: Sshd;
  let folder: string;
  beforeAll(async () => {
    sshd = await startSshd({});
    folder = await mkdtemp(join(tmpdir(), 'gangway-ppk-'));
    const kinds = ['ed25519', 'ecdsa256', 'ecdsa384', 'ecdsa521', 'rsa2048'];
    await sshd.authorize(await Promise.all(kinds.map((kind) => readFile(join(FIXTURES, `TEST_${kind}_openssh.pub`), 'utf8'))));
  });
  afterAll(async () => {
    await sshd.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function login(name: string, passphrase: string) {
    const path = join(folder, name);
    await copyFile(join(FIXTURES, name), path);
    await chmod(path, 0o600);
    return attempt({
      user: sshd.user,
      port: sshd.port,
      identity: { kind: 'file', path },
      answers: { passphrase: () => ({ passphrase }) },
    });
  }

  test.each([
    'TEST_rsa2048_v2.ppk',
    'TEST_rsa2048_v2_pass.ppk',
    'TEST_ed25519_v2_pass.ppk',
    'TEST_ecdsa256_v2.ppk',
    'TEST_rsa2048_v3_pass.ppk',
    'TEST_ed25519_v3.ppk',
    'TEST_ed25519_v3_pass_crlf.ppk',
    'TEST_ecdsa384_v3_pass.ppk',
    'TEST_ecdsa521_v3.ppk',
  ])('%s logs in, with its passphrase where it has one', async (name) => {
    const { outcome, questions } = await login(name, 'test-pass-1');
    (await outcome).close();
    expect(questions.filter(({ kind }) => kind === 'passphrase')).toHaveLength(name.includes('_pass') ? 1 : 0);
  });

  test('that the passphrase does not open is asked about three times, then named', async () => {
    const { outcome, questions } = await login('TEST_ed25519_v3_pass.ppk', 'wrong');
    expect(await failure(outcome)).toMatchObject({ code: 'key-passphrase', message: expect.stringContaining('TEST_ed25519_v3_pass.ppk') });
    expect(questions.filter(({ kind }) => kind === 'passphrase')).toHaveLength(3);
  });
});
