import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test, vi } from 'vitest';
import { type Sshd, startSshd } from '../../../e2e/testbed/sshd.ts';
import { attempt, failure } from '../../../e2e/testbed/ssh-session.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { createHostKeys, type HostKeys } from './host-keys.ts';
import { createHostVerifier } from './host-verifier.ts';

const KEY = Buffer.from('a key');

describe('the verifier', () => {
  test.each<[string, () => Promise<boolean>]>([
    ['says no', async () => false],
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['answers undefined', async () => undefined as unknown as boolean],
    ['answers 1', async () => 1 as unknown as boolean],
    ['answers an object', async () => ({}) as unknown as boolean],
  ])('refuses when the decision %s', async (_what, decide) => {
    const verify = vi.fn();
    expect(createHostVerifier(decide, () => {})(KEY, verify)).toBeUndefined();
    await vi.waitFor(() => expect(verify).toHaveBeenCalled());
    expect(verify.mock.calls).toEqual([[false]]);
  });

  test('answers later questions at once: the same key passes, another does not', async () => {
    const decide = vi.fn(async () => true);
    const refused = vi.fn();
    const verifier = createHostVerifier(decide, refused);
    const first = vi.fn();
    verifier(KEY, first);
    await vi.waitFor(() => expect(first).toHaveBeenCalledWith(true));
    const again = vi.fn();
    verifier(Buffer.from(KEY), again);
    expect(again.mock.calls).toEqual([[true]]);
    const other = vi.fn();
    verifier(Buffer.from('another'), other);
    expect(other.mock.calls).toEqual([[false]]);
    expect(refused.mock.calls).toEqual([[undefined, { accepted: KEY, presented: Buffer.from('another') }]]);
    expect(decide).toHaveBeenCalledTimes(1);
  });

  test('refuses a second question while the first is open', () => {
    const verifier = createHostVerifier(
      () => new Promise(() => {}),
      () => {},
    );
    verifier(KEY, () => {});
    const verify = vi.fn();
    verifier(KEY, verify);
    expect(verify.mock.calls).toEqual([[false]]);
  });
});

describe('against a real server', () => {
  let sshd: Sshd;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    sshd = await startSshd({});
  });
  afterAll(() => sshd.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gangway-hostkeys-'));
    file = join(folder, 'known_hosts');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const login = (options: Partial<Parameters<typeof attempt>[0]>) =>
    attempt({ port: sshd.port, user: sshd.user, identity: { kind: 'file', path: sshd.clientKeyPath }, ...options });

  test.each<[string, () => never | Promise<never>]>([
    ['rejects', () => Promise.reject(new Error('disk on fire'))],
    [
      'throws',
      () => {
        throw new Error('disk on fire');
      },
    ],
    ['answers undefined', () => Promise.resolve(undefined as never)],
  ])('never logs in when the store of host keys %s', async (_what, check) => {
    const before = (await sshd.log()).length;
    const hostKeys: HostKeys = { ...createHostKeys({ file }), check };
    const { outcome, steps } = login({ hostKeys });
    expect((await failure(outcome)).code).toMatch(/host-key-rejected|internal/u);
    expect(steps.join('\n')).not.toContain('authentication');
    expect((await sshd.log()).slice(before)).not.toContain('userauth-request');
  });

  test('never logs in when the person dismisses the question', async () => {
    const before = (await sshd.log()).length;
    const { outcome } = login({ answers: { hostKey: () => Promise.reject(new AppError('cancelled', 'window closed')) } });
    expect((await failure(outcome)).code).toBe('host-key-rejected');
    expect((await sshd.log()).slice(before)).not.toContain('userauth-request');
  });

  test('survives a tab that is closed while the question is open', async () => {
    const tab = new AbortController();
    const { outcome } = login({
      signal: tab.signal,
      answers: {
        hostKey: (_input, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new AppError('cancelled', 'window closed')));
            tab.abort();
          }),
      },
    });
    expect((await failure(outcome)).code).toBe('cancelled');
  });

  test('survives a server that dies while the question is open', async () => {
    const dying = await startSshd({ hostKeys: ['ed25519'] });
    const { outcome } = login({
      port: dying.port,
      answers: {
        hostKey: async (_input, signal) => {
          await dying.kill();
          await vi.waitFor(() => expect(signal.aborted).toBe(true));
          return { choice: 'store' };
        },
      },
    });
    expect(await failure(outcome)).toMatchObject({ code: 'lost', message: expect.stringContaining('web-1 closed the connection while') });
    await dying.stop();
  });

  test('stores the key on request and does not ask again', async () => {
    const hostKeys = createHostKeys({ file });
    const first = login({ hostKeys, answers: { hostKey: () => ({ choice: 'store' }) } });
    (await first.outcome).close();
    expect(first.questions[0]?.input).toMatchObject({
      kind: 'new',
      host: `[127.0.0.1]:${sshd.port}`,
      presented: { type: 'ssh-ed25519', bits: 256, sha256: sshd.fingerprints.ed25519 },
    });
    const second = login({ hostKeys });
    (await second.outcome).close();
    expect(second.questions).toEqual([]);
    expect(second.steps.join('\n')).toContain(`Known host key ssh-ed25519 ${sshd.fingerprints.ed25519} (${file}:1)`);
  });

  test('forgets a key that was accepted once', async () => {
    const hostKeys = createHostKeys({ file });
    (await login({ hostKeys }).outcome).close();
    const second = login({ hostKeys });
    (await second.outcome).close();
    expect(second.questions.map(({ kind }) => kind)).toEqual(['hostKey']);
  });

  test('asks a known server for the type of key that is known', async () => {
    const hostKeys = createHostKeys({ file });
    await hostKeys.add('127.0.0.1', sshd.port, await publicKey(sshd, 'rsa'));
    const { outcome, questions } = login({ hostKeys });
    const connection = await outcome;
    connection.close();
    expect(connection.summary).toContain('rsa-sha2-512');
    expect(questions).toEqual([]);
  });

  test('adds the further keys that a known server proves to own', async () => {
    const hostKeys = createHostKeys({ file });
    await hostKeys.add('127.0.0.1', sshd.port, await publicKey(sshd, 'ed25519'));
    const { outcome } = login({ hostKeys });
    const connection = await outcome;
    await vi.waitFor(async () => expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(3));
    connection.close();
    expect((await hostKeys.check('127.0.0.1', sshd.port, await publicKey(sshd, 'ecdsa'))).outcome).toBe('match');
  });

  test('goes on for once when the key cannot be stored, and says why', async () => {
    const full = new AppError('disk-full', `No space left for ${file}.`);
    const hostKeys: HostKeys = { ...createHostKeys({ file }), add: () => Promise.reject(full) };
    const { outcome, steps } = login({ hostKeys, answers: { hostKey: () => ({ choice: 'store' }) } });
    (await outcome).close();
    expect(steps.join('\n')).toContain(`host-key failed: ${full.message}`);
  });

  test('says what stands in the place of the file, and what to do, in the step as well', async () => {
    await mkdir(file);
    const { outcome, steps } = login({ hostKeys: createHostKeys({ file }), answers: { hostKey: () => ({ choice: 'store' }) } });
    (await outcome).close();
    expect(steps).toContain(
      `host-key failed: ${file} is a folder, not a file of known host keys. The key counts for this connection only. Move it away, or put a known_hosts file in its place.`,
    );
  });

  describe('whose key has changed', () => {
    let hostKeys: HostKeys;
    beforeEach(async () => {
      hostKeys = createHostKeys({ file });
      const other = await startSshd({ hostKeys: ['ed25519'] });
      await hostKeys.add('127.0.0.1', sshd.port, await publicKey(other, 'ed25519'));
      await other.stop();
    });

    test.each([
      ['is dismissed', undefined],
      ['is answered with "store"', () => ({ choice: 'store' }) as const],
      ['is answered with "once"', () => ({ choice: 'once' }) as const],
      ['has another name typed', () => ({ choice: 'replace', typed: 'web-2' }) as const],
      ['has nothing typed', () => ({ choice: 'replace', typed: '' }) as const],
    ])('stops with both fingerprints when the question %s', async (_what, hostKey) => {
      const before = (await sshd.log()).length;
      const dismissed = () => Promise.reject(new AppError('cancelled', 'dismissed'));
      const { outcome, questions } = login({ hostKeys, answers: { hostKey: hostKey ?? dismissed } });
      const error = await failure(outcome);
      expect(error.code).toBe('host-key-changed');
      expect(error.message.match(/SHA256:/gu)).toHaveLength(2);
      expect(questions[0]?.input).toMatchObject({ kind: 'changed', known: [{ type: 'ssh-ed25519' }] });
      expect((await sshd.log()).slice(before)).not.toContain('userauth-request');
    });

    test('goes on when the host name was typed, and replaces the key', async () => {
      const { outcome, questions } = login({ hostKeys, answers: { hostKey: ({ host }) => ({ choice: 'replace', typed: host }) } });
      (await outcome).close();
      expect(questions).toHaveLength(1);
      const again = login({ hostKeys });
      (await again.outcome).close();
      expect(again.questions).toEqual([]);
    });
  });

  test('refuses a revoked key without a question', async () => {
    await writeFile(file, `@revoked * ssh-ed25519 ${(await publicKey(sshd, 'ed25519')).toString('base64')}\n`);
    const { outcome, questions } = login({ hostKeys: createHostKeys({ file }) });
    expect((await failure(outcome)).code).toBe('host-key-revoked');
    expect(questions).toEqual([]);
  });
});

async function publicKey(sshd: Sshd, kind: 'ed25519' | 'ecdsa' | 'rsa'): Promise<Buffer> {
  const [, encoded] = (await readFile(join(sshd.folder, `host_${kind}.pub`), 'utf8')).split(' ');
  return Buffer.from(encoded ?? '', 'base64');
}
