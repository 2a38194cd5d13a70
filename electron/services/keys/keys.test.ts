import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Account } from '../../../shared/model/account.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { KeyInfo, KeyList } from '../../../shared/model/key.ts';
import type { SecretInfo, VaultState } from '../../../shared/model/vault.ts';
import type { Cloud, CloudKeyPair } from '../../clouds/cloud.ts';
import { createAgent } from '../../ssh/authentication/agent.ts';
import { keyFromText, openKey } from '../../ssh/keys/load-key.ts';
import { createDocument } from '../../store/document.ts';
import { findPairKey } from './find-pair-key.ts';
import { keyDocument } from './key-document.ts';
import { createKeyPairs } from './key-pairs.ts';
import { createKeys, type Keys, type KeysOptions, type KeyVault } from './keys.ts';

const run = promisify(execFile);
const FIXTURES = join(import.meta.dirname, '../../ssh/fixtures/keys');
const signal = new AbortController().signal;

let home: string;
let ssh: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gangway-keys-'));
  ssh = join(home, '.ssh');
  await mkdir(ssh);
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Fixture `TEST_<name>` as `<folder>/<as>`. */
async function put(name: string, as: string, folder = ssh): Promise<string> {
  const path = join(folder, as);
  await copyFile(join(FIXTURES, `TEST_${name}`), path);
  return path;
}

const document = () => createDocument({ ...keyDocument, file: join(home, 'keys.json') });

async function open(given: Partial<KeysOptions> = {}): Promise<Keys> {
  return await createKeys({
    homeFolder: home,
    store: document(),
    listAgent: () => Promise.resolve([]),
    vault: undefined,
    pairs: createKeyPairs({ accounts: { get: () => undefined }, clouds: [] }),
    places: () => [],
    ask: () => Promise.reject(new AppError('cancelled', 'No one is there.')),
    ...given,
  });
}

const byName = (list: KeyList, path: string): KeyInfo | undefined =>
  list.keys.find(({ place }) => place.kind === 'file' && place.path === path);

async function failure(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('It was accepted.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof AppError) return error;
  throw error;
}

const fingerprintOf = (name: string): string =>
  execFileSync('ssh-keygen', ['-l', '-f', join(FIXTURES, `TEST_${name}_openssh.pub`)], { encoding: 'utf8' }).split(' ')[1] ?? '';

describe('the list of keys', () => {
  test('tells of each file what shows without its passphrase', async () => {
    const rsa = await put('rsa2048_openssh', 'id_rsa');
    const encrypted = await put('ed25519_openssh_pass', 'id_ed25519');
    await put('ed25519_openssh.pub', 'id_ed25519.pub');
    await writeFile(`${encrypted}-cert.pub`, 'ssh-ed25519-cert-v01@openssh.com AAAA me\n');
    const pem = await put('rsa2048_pem_pass', 'old.pem');
    const hidden = await put('ecdsa256_pkcs8_pass', 'hidden.key');
    const putty = await put('ecdsa384_v3_pass.ppk', 'putty.ppk');
    const list = await (await open()).list({ pairs: false }, signal);
    expect(list.folders).toEqual([ssh]);
    expect(list.problems).toEqual([]);
    expect(byName(list, rsa)).toEqual({
      place: { kind: 'file', path: rsa },
      format: 'OpenSSH',
      type: 'ssh-rsa',
      bits: 2048,
      sha256: fingerprintOf('rsa2048'),
      comment: 'TEST-ONLY rsa2048',
      encrypted: false,
      matches: [],
    });
    expect(byName(list, encrypted)).toMatchObject({
      type: 'ssh-ed25519',
      bits: 256,
      sha256: fingerprintOf('ed25519'),
      comment: 'TEST-ONLY ed25519',
      encrypted: true,
      certificate: `${encrypted}-cert.pub`,
    });
    expect(byName(list, pem)).toEqual({
      place: { kind: 'file', path: pem },
      format: 'PEM',
      type: 'ssh-rsa',
      comment: '',
      encrypted: true,
      matches: [],
    });
    expect(byName(list, hidden)).toEqual({
      place: { kind: 'file', path: hidden },
      format: 'PKCS#8',
      comment: '',
      encrypted: true,
      matches: [],
    });
    expect(byName(list, putty)).toMatchObject({
      format: 'PuTTY 3',
      type: 'ecdsa-sha2-nistp384',
      bits: 384,
      sha256: fingerprintOf('ecdsa384'),
      encrypted: true,
    });
    expect(list.keys).toHaveLength(5);
  });

  test('passes over what is no key, and names what was meant to be one', async () => {
    for (const [name, content] of Object.entries({
      notes: 'milk',
      known_hosts: 'x',
      config: 'Host *',
      'id_empty.pem': '',
      'photo.jpg': '\xff\xd8',
    }))
      await writeFile(join(ssh, name), content);
    await writeFile(join(ssh, 'large'), Buffer.alloc(65 * 1024));
    await mkdir(join(ssh, 'folder'));
    await symlink(join(ssh, 'gone'), join(ssh, 'dangling'));
    await run('mkfifo', [join(ssh, 'pipe')]);
    await put('ed25519_openssh.pub', 'public-half');
    const dsa = await put('dsa_openssh', 'id_dsa');
    const old = await put('rsa2048_sshcom', 'sshcom');
    const list = await (await open()).list({ pairs: false }, signal);
    expect(list.keys).toEqual([]);
    expect(list.problems.map(({ message }) => message)).toEqual([expect.stringContaining(dsa), expect.stringContaining(old)]);
  });

  test('looks into no more than 500 files of a folder', async () => {
    await Promise.all(Array.from({ length: 501 }, (_, at) => writeFile(join(ssh, `note-${at}`), 'x')));
    const list = await (await open()).list({ pairs: false }, signal);
    expect(list.problems).toEqual([expect.objectContaining({ code: 'limit', message: expect.stringContaining('501') })]);
  });

  test('sees a file that has changed', async () => {
    const path = await put('ed25519_openssh', 'id');
    const keys = await open();
    expect(byName(await keys.list({ pairs: false }, signal), path)).toMatchObject({ type: 'ssh-ed25519' });
    await put('rsa2048_pem', 'id');
    expect(byName(await keys.list({ pairs: false }, signal), path)).toMatchObject({ type: 'ssh-rsa', format: 'PEM' });
  });

  test('has the keys of chosen folders, also after a restart', async () => {
    const folder = join(home, 'work keys');
    await mkdir(folder);
    const path = await put('rsa2048_v2.ppk', 'server.ppk', folder);
    const keys = await open();
    const seen = vi.fn<(count: number) => void>();
    keys.subscribe(seen);
    await keys.addFolder('~/work keys');
    await keys.addFolder(`${folder}/`);
    expect(seen.mock.calls).toEqual([[1]]);
    const again = await (await open()).list({ pairs: false }, signal);
    expect(again.folders).toEqual([ssh, folder]);
    expect(byName(again, path)).toMatchObject({ format: 'PuTTY 2', sha256: fingerprintOf('rsa2048') });
    await rm(folder, { recursive: true });
    expect((await (await open()).list({ pairs: false }, signal)).problems).toEqual([expect.objectContaining({ code: 'not-found' })]);
    await keys.removeFolder('~/work keys');
    expect((await (await open()).list({ pairs: false }, signal)).folders).toEqual([ssh]);
  });

  test('chooses nothing that is no folder', async () => {
    const keys = await open();
    expect(await failure(keys.addFolder('~/missing'))).toMatchObject({ code: 'not-found' });
    expect(await failure(keys.addFolder('relative'))).toMatchObject({ code: 'invalid-input' });
    expect(await failure(keys.addFolder(await put('ed25519_openssh', 'id')))).toMatchObject({ code: 'not-found' });
  });

  test('has the keys of a real agent with their comments, and tells when it does not answer', async () => {
    const socket = join(home, 'agent');
    const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      await vi.waitFor(() => stat(socket));
      const path = await put('ed25519_openssh', 'id');
      await chmod(path, 0o600);
      await run('ssh-add', [path], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      const keys = await open({ listAgent: (stop) => createAgent(socket).list(stop) });
      const { keys: found } = await keys.list({ pairs: false }, signal);
      const mine = found.find(({ place }) => place.kind === 'agent');
      expect(mine).toMatchObject({ format: 'agent', type: 'ssh-ed25519', comment: 'TEST-ONLY ed25519', sha256: fingerprintOf('ed25519') });
      const line = (await readFile(join(FIXTURES, 'TEST_ed25519_openssh.pub'), 'utf8')).trim();
      expect(await keys.publicLine({ kind: 'agent' }, mine?.sha256, signal)).toBe(line);
    } finally {
      agent.kill();
      await once(agent, 'exit');
    }
    const { problems } = await (await open({ listAgent: (stop) => createAgent(socket).list(stop) })).list({ pairs: false }, signal);
    expect(problems).toEqual([expect.objectContaining({ code: 'agent' })]);
  });
});

describe('making a key', () => {
  test('writes both halves, private to this user, and never over anything', async () => {
    await rm(ssh, { recursive: true });
    const keys = await open();
    const { key, publicLine } = await keys.generate({ path: '~/.ssh/id_new', comment: 'me', passphrase: 'open sesame' });
    const path = join(ssh, 'id_new');
    expect(key).toMatchObject({ place: { kind: 'file', path }, type: 'ssh-ed25519', comment: 'me', encrypted: true });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(ssh)).mode & 0o777).toBe(0o700);
    expect(await readFile(`${path}.pub`, 'utf8')).toBe(`${publicLine}\n`);
    expect((await run('ssh-keygen', ['-y', '-P', 'open sesame', '-f', path])).stdout.trim()).toBe(publicLine);
    expect(await keys.publicLine({ kind: 'file', path }, undefined, signal)).toBe(publicLine);
    const before = await readFile(path, 'utf8');
    expect(await failure(keys.generate({ path, comment: '', passphrase: '' }))).toMatchObject({ code: 'invalid-input' });
    await rm(path);
    expect(await failure(keys.generate({ path, comment: '', passphrase: '' }))).toMatchObject({
      message: expect.stringContaining('.pub exists'),
    });
    expect(before).toContain('OPENSSH');
  });

  test.each(['id_new', '~/.ssh/id_new.pub', '~/.ssh/', '~/.ssh'])('refuses the place %s', async (path) => {
    expect(await failure((await open()).generate({ path, comment: '', passphrase: '' }))).toMatchObject({ code: 'invalid-input' });
  });

  test('names a character that no file name can have', async () => {
    expect(await failure((await open()).generate({ path: '~/.ssh/id\0new', comment: '', passphrase: '' }))).toMatchObject({
      message: expect.stringContaining('id\ufffdnew holds a character that no file name'),
    });
  });
});

describe('key pairs of a cloud', () => {
  const demo = { id: 'aws:demo', profile: 'demo', cloud: 'aws', enabled: true } as Account;
  const places = [
    { account: 'aws:demo', region: 'us-east-1' },
    { account: 'aws:demo', region: 'eu-central-1' },
  ];

  function cloudWith(answers: Readonly<Record<string, readonly CloudKeyPair[] | AppError>>) {
    const keyPairs = vi.fn<Cloud['keyPairs']>((_account, region) => {
      const answer = answers[region] ?? [];
      return answer instanceof AppError ? Promise.reject(answer) : Promise.resolve(answer);
    });
    const cloud = { name: 'aws', keyPairs } as unknown as Cloud;
    return { keyPairs, pairs: createKeyPairs({ accounts: { get: (id) => (id === demo.id ? demo : undefined) }, clouds: [cloud] }) };
  }

  async function rsaFingerprints(): Promise<{ made: string; imported: string }> {
    const pem = join(FIXTURES, 'TEST_rsa2048_pem');
    const digest = (der: Buffer, kind: string): string =>
      execFileSync('openssl', ['dgst', kind, '-c'], { input: der, encoding: 'utf8' }).trim().split(' ').at(-1) ?? '';
    const key = createPrivateKey(await readFile(pem));
    return {
      made: digest(key.export({ format: 'der', type: 'pkcs8' }), '-sha1'),
      imported: digest(createPublicKey(key).export({ format: 'der', type: 'spki' }), '-md5'),
    };
  }

  test('are named at the keys that they are of: made by EC2, imported, ED25519', async () => {
    const { made, imported } = await rsaFingerprints();
    const { pairs } = cloudWith({
      'us-east-1': [
        { name: 'made', fingerprint: made, type: 'rsa' },
        { name: 'ed', fingerprint: `${fingerprintOf('ed25519').slice('SHA256:'.length)}=`, type: 'ed25519' },
      ],
      'eu-central-1': [
        { name: 'imported', fingerprint: imported, type: 'rsa' },
        { name: 'other', fingerprint: 'aa'.repeat(16).replace(/..(?=.)/gu, '$&:'), type: 'rsa' },
        { name: 'none', fingerprint: '', type: '' },
      ],
    });
    const forms = ['rsa2048_pem', 'rsa2048_openssh', 'rsa2048_pkcs8', 'rsa2048_v2.ppk', 'rsa2048_v3.ppk'];
    for (const form of forms) await put(form, form);
    const encrypted = await put('rsa2048_v3_pass.ppk', 'encrypted.ppk');
    const ed = await put('ed25519_openssh_pass', 'ed');
    const unknown = await put('rsa2048_pem_pass', 'unknown.pem');
    const list = await (await open({ pairs, places: () => places })).list({ pairs: true }, signal);
    for (const form of forms)
      expect(
        byName(list, join(ssh, form))?.matches.map(({ keyName }) => keyName),
        form,
      ).toEqual(['made', 'imported']);
    // Its passphrase hides the half that EC2's own fingerprint is made of.
    expect(byName(list, encrypted)?.matches).toEqual([{ account: 'aws:demo', region: 'eu-central-1', keyName: 'imported' }]);
    expect(byName(list, ed)?.matches).toEqual([{ account: 'aws:demo', region: 'us-east-1', keyName: 'ed' }]);
    expect(byName(list, unknown)?.matches).toEqual([]);
  });

  test('that a region refuses to tell are a problem of that region only', async () => {
    const { pairs } = cloudWith({
      'us-east-1': new AppError('permission-denied', 'Not in us-east-1.'),
      'eu-central-1': [{ name: 'ed', fingerprint: fingerprintOf('ed25519'), type: 'ed25519' }],
    });
    const path = await put('ed25519_openssh', 'id');
    const list = await (await open({ pairs, places: () => places })).list({ pairs: true }, signal);
    expect(list.problems).toEqual([{ code: 'permission-denied', message: 'Not in us-east-1.' }]);
    expect(byName(list, path)?.matches).toHaveLength(1);
  });

  test('find their key by name, then by fingerprint, asking once', async () => {
    const { keyPairs, pairs } = cloudWith({ 'us-east-1': [{ name: 'prod', fingerprint: fingerprintOf('ed25519'), type: 'ed25519' }] });
    const folder = join(home, 'keys');
    await mkdir(folder);
    const path = await put('ed25519_v3_pass.ppk', 'anything.ppk', folder);
    const keys = await open({ pairs });
    const pair = { account: 'aws:demo', region: 'us-east-1', keyName: 'prod' };
    expect(await keys.findForPair(pair, signal)).toEqual({
      path: undefined,
      lookedAt: ['prod', 'prod.pem', 'prod.ppk'].map((name) => join(ssh, name)),
    });
    await keys.addFolder(folder);
    expect(await keys.findForPair(pair, signal)).toMatchObject({ path, by: 'fingerprint' });
    expect(keyPairs).toHaveBeenCalledOnce();
    const named = await put('ed25519_openssh', 'prod.pem');
    expect(await keys.findForPair(pair, signal)).toMatchObject({ path: named, by: 'name' });
  });

  test('that cannot be asked for are noted, not thrown', async () => {
    const { pairs } = cloudWith({ 'us-east-1': new AppError('permission-denied', 'ec2:DescribeKeyPairs is not allowed.') });
    const found = await (await open({ pairs })).findForPair({ account: 'aws:demo', region: 'us-east-1', keyName: 'prod' }, signal);
    expect(found).toMatchObject({ path: undefined, note: expect.stringContaining('ec2:DescribeKeyPairs') });
  });
});

test('a cloud that does not answer keeps nobody from connecting', async () => {
  const silent = (stop: AbortSignal) =>
    new Promise<string>((_, reject) => {
      const end = (): void => reject(stop.reason as Error);
      if (stop.aborted) end();
      stop.addEventListener('abort', end, { once: true });
    });
  const pairs = { fingerprint: (_pair: unknown, stop: AbortSignal) => silent(stop) };
  const pair = { account: 'aws:demo', region: 'us-east-1', keyName: 'prod' };
  expect(await findPairKey({ folders: [ssh], pairs, patience: 1 }, pair, signal)).toMatchObject({
    path: undefined,
    note: expect.stringContaining('in time'),
  });
  const closed = new AbortController();
  const waiting = findPairKey({ folders: [ssh], pairs }, pair, closed.signal);
  closed.abort(new AppError('cancelled', 'The tab was closed.'));
  expect(await failure(waiting)).toMatchObject({ code: 'cancelled' });
});

describe('the vault', () => {
  function fakeVault() {
    const values = new Map<string, { info: SecretInfo; value: string }>();
    const listeners = new Set<(state: VaultState) => void>();
    let locked = false;
    const state = (): VaultState => ({
      protection: 'password',
      locked,
      systemAvailable: false,
      autoLockMinutes: 0,
      savingAllowed: true,
      secrets: locked ? [] : [...values.values()].map(({ info }) => info),
    });
    const tell = (): void => listeners.forEach((listener) => listener(state()));
    const vault: KeyVault = {
      state,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      read: (id) => Promise.resolve(values.has(id) ? Buffer.from(values.get(id)?.value ?? '') : undefined),
      remember({ value, ...info }) {
        values.set(info.id, { info: { ...info, savedAt: 0 }, value });
        tell();
        return Promise.resolve();
      },
    };
    return {
      vault,
      values,
      lock: () => {
        locked = true;
        tell();
      },
    };
  }

  test('takes a key with its passphrase undone, lists it, and gives its public line', async () => {
    const { vault, values, lock } = fakeVault();
    const path = await put('ed25519_v3_pass.ppk', 'mine.ppk');
    const questions: unknown[] = [];
    const ask = ((kind: string, input: unknown) => {
      questions.push([kind, input]);
      return Promise.resolve({ passphrase: questions.length === 1 ? 'wrong' : 'test-pass-1' });
    }) as KeysOptions['ask'];
    const keys = await open({ vault, ask });
    const id = `key:${fingerprintOf('ed25519')}`;
    expect(await keys.importToVault('~/.ssh/mine.ppk', signal)).toEqual({ id });
    expect(questions).toEqual(
      [1, 2].map((attempt) => ['passphrase', expect.objectContaining({ title: 'the copy in the vault', file: path, attempt })]),
    );
    const kept = values.get(id);
    expect(kept?.info).toMatchObject({ kind: 'key', label: 'TEST-ONLY ed25519' });
    expect((await openKey(keyFromText(kept?.value ?? '', 'x'), () => Promise.resolve(''))).type).toBe('ssh-ed25519');
    const list = await keys.list({ pairs: false }, signal);
    expect(list.keys.find(({ place }) => place.kind === 'vault')).toEqual({
      place: { kind: 'vault', id },
      format: 'vault',
      type: 'ssh-ed25519',
      bits: 256,
      sha256: fingerprintOf('ed25519'),
      comment: 'TEST-ONLY ed25519',
      encrypted: false,
      matches: [],
    });
    const line = (await readFile(join(FIXTURES, 'TEST_ed25519_openssh.pub'), 'utf8')).trim();
    expect(await keys.publicLine({ kind: 'vault', id }, undefined, signal)).toBe(line);
    const before = keys.count();
    lock();
    expect(keys.count()).toBe(before + 1);
    expect((await keys.list({ pairs: false }, signal)).keys.filter(({ place }) => place.kind === 'vault')).toEqual([]);
  });
});
