import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { memorySecrets } from '../../../e2e/testbed/memory-secrets.ts';
import { canRunAsRoot, type HostKeyType, type Sshd, startSshd } from '../../../e2e/testbed/sshd.ts';
import { attempt, failure } from '../../../e2e/testbed/ssh-session.ts';
import { secretId } from '../../../shared/model/vault.ts';
import { createHostKeys, type HostKeys } from './host-keys.ts';

let sshd: Sshd;
let folder: string;
let file: string;
let hostKeys: HostKeys;
/** A key that the server does not have. */
const STRANGER = 'AAAAC3NzaC1lZDI1NTE5AAAAIJ2zhGX3HdQ3IJ0oMjg2UEkEpgpvhhXnPvFtOuQeVRKc';
const OTHER_PIN = `SHA256:${'A'.repeat(43)}`;

beforeAll(async () => {
  // One kind of key: which one a client prefers is not the subject here.
  sshd = await startSshd({ hostKeys: ['ed25519'] });
});
afterAll(() => sshd.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gangway-policy-'));
  file = join(folder, 'known_hosts');
  hostKeys = createHostKeys({ file });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Settings = NonNullable<Parameters<typeof attempt>[0]['settings']>;

const login = (settings: Settings, options: Partial<Parameters<typeof attempt>[0]> = {}) =>
  attempt({ port: sshd.port, user: sshd.user, identity: { kind: 'file', path: sshd.clientKeyPath }, hostKeys, settings, ...options });
const stored = () => readFile(file, 'utf8').catch(() => '');
const know = (type: string, key: string) => writeFile(file, `[127.0.0.1]:${sshd.port} ${type} ${key}\n`);

async function keyOf(kind: HostKeyType): Promise<string> {
  return (await readFile(join(sshd.folder, `host_${kind}.pub`), 'utf8')).split(' ')[1] ?? '';
}

describe('accept-new', () => {
  test('stores the key of a host never seen before without a question, and knows it the next time', async () => {
    const first = login({ hostKeyPolicy: 'accept-new' });
    (await first.outcome).close();
    expect(first.questions).toEqual([]);
    expect(await stored()).toContain(await keyOf('ed25519'));
    const second = login({ hostKeyPolicy: 'strict' });
    (await second.outcome).close();
    expect(second.questions).toEqual([]);
  });

  test('still asks when the key has changed', async () => {
    await know('ssh-ed25519', STRANGER);
    const { outcome, questions } = login({ hostKeyPolicy: 'accept-new' });
    expect((await failure(outcome)).code).toBe('host-key-changed');
    expect(questions[0]?.input).toMatchObject({ kind: 'changed' });
  });

  test('asks when a file that may know another key cannot be read', async () => {
    hostKeys = createHostKeys({ file, others: [folder] });
    const { outcome, questions } = login({ hostKeyPolicy: 'accept-new' });
    (await outcome).close();
    expect(questions[0]?.input).toMatchObject({ kind: 'new' });
  });

  test('still asks when keys of other types are known', async () => {
    const other = await startSshd({ hostKeys: ['ecdsa'] });
    const line = await readFile(join(other.folder, 'host_ecdsa.pub'), 'utf8');
    await other.stop();
    await know('ecdsa-sha2-nistp256', line.split(' ')[1] ?? '');
    const before = await stored();
    const { outcome, questions } = login({ hostKeyPolicy: 'accept-new' });
    (await outcome).close();
    expect(questions[0]?.input).toMatchObject({ kind: 'new-type' });
    expect(await stored()).toBe(before);
  });
});

describe.runIf(canRunAsRoot)('a saved password (needs root)', () => {
  const id = (): string => secretId.password(`127.0.0.1:${sshd.port}`, sshd.user);
  const answers = { password: () => ({ password: sshd.password, remember: true }) };
  const asked = ({ questions }: ReturnType<typeof attempt>): string[] => questions.map(({ kind }) => kind);

  test('is not given to a key that only the settings of a session vouch for, which may come from an import', async () => {
    const secrets = memorySecrets({ [id()]: sshd.password });
    const settings = { pinnedHostKeys: [sshd.fingerprints.ed25519 ?? ''] };
    const first = login(settings, { identity: { kind: 'password' }, secrets, answers });
    (await first.outcome).close();
    expect(asked(first)).toEqual(['password']);
    expect(secrets.asked).not.toContain(id());
    // What is typed for these pins is kept for this key alone.
    const second = login(settings, { identity: { kind: 'password' }, secrets });
    (await second.outcome).close();
    expect(asked(second)).toEqual([]);
    expect([...secrets.saved.keys()].filter((one) => one.includes(sshd.fingerprints.ed25519 ?? '-'))).toHaveLength(1);
    // Known as well, the pins say nothing new.
    await know('ssh-ed25519', await keyOf('ed25519'));
    secrets.asked.splice(0);
    (await login(settings, { identity: { kind: 'password' }, secrets }).outcome).close();
    expect(secrets.asked).toEqual([id()]);
  });

  test('is not given to a host never seen before whose key was accepted without a question', async () => {
    const secrets = memorySecrets({ [id()]: sshd.password });
    const first = login({ hostKeyPolicy: 'accept-new' }, { identity: { kind: 'password' }, secrets, answers });
    (await first.outcome).close();
    expect(asked(first)).toEqual(['password']);
    expect(secrets.asked).toEqual([]);
    const second = login({ hostKeyPolicy: 'accept-new' }, { identity: { kind: 'password' }, secrets });
    (await second.outcome).close();
    expect(asked(second)).toEqual([]);
  });
});

describe('strict', () => {
  test.each<[string, () => Promise<void>, RegExp]>([
    ['unknown', async () => {}, /host-key-rejected/u],
    ['changed', () => know('ssh-ed25519', STRANGER), /host-key-changed/u],
  ])('refuses a key that is %s without a question, and no saved password leaves', async (_what, prepare, code) => {
    await prepare();
    const before = (await sshd.log()).length;
    const known = await stored();
    const secrets = memorySecrets({ [secretId.password(`127.0.0.1:${sshd.port}`, sshd.user)]: sshd.password });
    const { outcome, questions } = login({ hostKeyPolicy: 'strict' }, { identity: { kind: 'password' }, secrets });
    const error = await failure(outcome);
    expect(error.code).toMatch(code);
    expect(error.message).toContain(sshd.fingerprints.ed25519);
    expect(questions).toEqual([]);
    expect(secrets.asked).toEqual([]);
    expect(await stored()).toBe(known);
    expect((await sshd.log()).slice(before)).not.toContain('userauth-request');
  });
});

describe('pinned keys', () => {
  test('pass without a question, and nothing is stored', async () => {
    const { outcome, questions, steps } = login({ pinnedHostKeys: [OTHER_PIN, sshd.fingerprints.ed25519 ?? ''] });
    (await outcome).close();
    expect(questions).toEqual([]);
    expect(steps.join('\n')).toContain('is pinned by this session');
    expect(await stored()).toBe('');
  });

  test('count more than the known hosts', async () => {
    await know('ssh-ed25519', STRANGER);
    (await login({ pinnedHostKeys: [sshd.fingerprints.ed25519 ?? ''] }).outcome).close();
    await know('ssh-ed25519', await keyOf('ed25519'));
    const { outcome, questions } = login({ pinnedHostKeys: [OTHER_PIN] });
    const error = await failure(outcome);
    expect(error.code).toBe('host-key-rejected');
    expect(error.message).toContain(OTHER_PIN);
    expect(error.message).toContain(sshd.fingerprints.ed25519);
    expect(questions).toEqual([]);
  });

  test('do not help a key that is marked as revoked', async () => {
    await writeFile(file, `@revoked * ssh-ed25519 ${await keyOf('ed25519')}\n`);
    const { outcome } = login({ pinnedHostKeys: [sshd.fingerprints.ed25519 ?? ''] });
    expect((await failure(outcome)).code).toBe('host-key-revoked');
  });
});
