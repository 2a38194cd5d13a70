import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memorySecrets } from '../../../e2e/testbed/memory-secrets.ts';
import { canRunAsRoot, type Sshd, startSshd } from '../../../e2e/testbed/sshd.ts';
import { attempt, failure } from '../../../e2e/testbed/ssh-session.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { secretId } from '../../../shared/model/vault.ts';

const run = promisify(execFile);
type Options = Partial<Parameters<typeof attempt>[0]>;

function withSshd(...config: string[]): {
  sshd: () => Sshd;
  login: (options?: Options) => ReturnType<typeof attempt>;
  passwordId: () => string;
} {
  let server: Sshd;
  beforeAll(async () => {
    server = await startSshd({ hostKeys: ['ed25519'], config });
  });
  afterAll(() => server.stop());
  return {
    sshd: () => server,
    login: (options = {}) => attempt({ port: server.port, user: server.user, identity: { kind: 'password' }, ...options }),
    passwordId: () => secretId.password(`127.0.0.1:${server.port}`, server.user),
  };
}

const kinds = ({ questions }: ReturnType<typeof attempt>): string[] => questions.map(({ kind }) => kind);

describe.runIf(canRunAsRoot)('a password (needs root)', () => {
  const { sshd, login, passwordId } = withSshd('MaxAuthTries 10');

  test('is kept when asked for and right, and used in silence from then on', async () => {
    const secrets = memorySecrets();
    const first = login({ secrets, answers: { password: () => ({ password: sshd().password, remember: true }) } });
    (await first.outcome).close();
    expect(first.questions[1]?.input).not.toHaveProperty('cannotRemember');
    expect([...secrets.saved]).toEqual([[passwordId(), sshd().password]]);
    const second = login({ secrets });
    (await second.outcome).close();
    expect(kinds(second)).toEqual(['hostKey']);
    for (const { steps } of [first, second]) expect(steps.join('\n')).not.toContain(sshd().password);
  });

  test('is not kept unasked', async () => {
    const secrets = memorySecrets();
    (await login({ secrets, answers: { password: () => ({ password: sshd().password }) } }).outcome).close();
    expect(secrets.saved.size).toBe(0);
  });

  test('that was wrong is not kept, whatever was ticked', async () => {
    const secrets = memorySecrets();
    const typed = ['wrong', sshd().password];
    const { outcome } = login({
      secrets,
      answers: { password: ({ attempt: number }) => ({ password: typed[number - 1] ?? '', remember: number === 1 }) },
    });
    (await outcome).close();
    expect(secrets.saved.size).toBe(0);
    await failure(login({ secrets, answers: { password: () => ({ password: 'wrong', remember: true }) } }).outcome);
    expect(secrets.saved.size).toBe(0);
  });

  test('that was saved and is refused is told, tried once, and asked for', async () => {
    const secrets = memorySecrets({ [passwordId()]: 'stale' });
    const before = (await sshd().log()).length;
    const login1 = login({ secrets, answers: { password: () => ({ password: sshd().password, remember: true }) } });
    (await login1.outcome).close();
    expect(login1.steps.join('\n')).toContain('The saved password was not accepted');
    expect((await sshd().log()).slice(before).match(/Failed password/gu)).toHaveLength(1);
    expect(secrets.saved.get(passwordId())).toBe(sshd().password);
  });

  test('that cannot be saved breaks nothing: the log says it', async () => {
    const secrets = memorySecrets({}, { refuse: new AppError('vault-locked', 'The vault stayed locked.') });
    const { outcome, steps } = login({ secrets, answers: { password: () => ({ password: sshd().password, remember: true }) } });
    (await outcome).close();
    expect(steps.join('\n')).toMatch(/The password of \S+ on web-1 was not saved\. The vault stayed locked\./u);
  });

  test('is asked for when the vault cannot be read', async () => {
    const secrets = { ...memorySecrets(), find: () => Promise.reject(new AppError('vault-broken', 'The vault is damaged.')) };
    const { outcome, steps } = login({ secrets, answers: { password: () => ({ password: sshd().password }) } });
    (await outcome).close();
    expect(steps.join('\n')).toContain('could not be read. The vault is damaged.');
  });

  test('is not kept where the policy forbids it, and the question says so', async () => {
    const secrets = memorySecrets({}, { cannotRemember: 'Saving is switched off.' });
    const { outcome, questions } = login({ secrets, answers: { password: () => ({ password: sshd().password, remember: true }) } });
    (await outcome).close();
    expect(questions[1]?.input).toMatchObject({ cannotRemember: 'Saving is switched off.' });
    expect(secrets.saved.size).toBe(0);
  });

  test('is not looked for before the host key was accepted', async () => {
    const secrets = memorySecrets({ [passwordId()]: sshd().password });
    const answers = { hostKey: () => Promise.reject(new AppError('cancelled', 'no')) };
    await failure(login({ secrets, answers }).outcome);
    expect(secrets.asked).toEqual([]);
  });

  test('is not used where the session does not allow it', async () => {
    const secrets = memorySecrets({ [passwordId()]: sshd().password });
    const { outcome } = login({ secrets, settings: { authMethods: ['publickey'] } });
    expect(await failure(outcome)).toMatchObject({ code: 'auth-failed', hint: expect.stringContaining('do not allow password') });
    expect(secrets.asked).toEqual([]);
  });
});

describe.runIf(canRunAsRoot)('a key and a password (needs root)', () => {
  const { sshd, login, passwordId } = withSshd('AuthenticationMethods publickey,password');

  test('log in without a question when both are at hand', async () => {
    const secrets = memorySecrets({ [passwordId()]: sshd().password });
    const attempted = login({ secrets, identity: { kind: 'file', path: sshd().clientKeyPath } });
    (await attempted.outcome).close();
    expect(kinds(attempted)).toEqual(['hostKey']);
    expect(attempted.steps.join('\n')).toContain('publickey accepted; the server wants more: password');
  });
});

describe.runIf(canRunAsRoot)('questions of the server (needs root)', () => {
  const { sshd, login, passwordId } = withSshd('UsePAM yes', 'KbdInteractiveAuthentication yes', 'PasswordAuthentication yes');

  test('for the password are answered by the saved one, and come before the password method when the session says so', async () => {
    const secrets = memorySecrets({ [passwordId()]: sshd().password });
    const attempted = login({ secrets, settings: { authMethods: ['keyboard-interactive', 'password'] } });
    (await attempted.outcome).close();
    expect(kinds(attempted)).toEqual(['hostKey']);
    expect(attempted.steps.join('\n')).toMatch(/Logged in as \S+ \(keyboard-interactive\)/u);
  });

  test('come after the password method when the session says so', async () => {
    const secrets = memorySecrets({ [passwordId()]: sshd().password });
    const attempted = login({ secrets, settings: { authMethods: ['password', 'keyboard-interactive'] } });
    (await attempted.outcome).close();
    expect(attempted.steps.join('\n')).toMatch(/Logged in as \S+ \(password\)/u);
  });
});

describe('a passphrase', () => {
  const { sshd, login } = withSshd('PasswordAuthentication no');
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gangway-passphrase-'));
    path = join(folder, 'locked');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', path]);
    await sshd().authorize([await readFile(`${path}.pub`, 'utf8')]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('is kept once it opened the key, and used in silence from then on', async () => {
    const secrets = memorySecrets();
    const typed = ['wrong', 'secret'];
    const answers: Options['answers'] = { passphrase: ({ attempt: number }) => ({ passphrase: typed[number - 1] ?? '', remember: true }) };
    (await login({ identity: { kind: 'file', path }, secrets, answers }).outcome).close();
    expect([...secrets.saved]).toEqual([[secretId.passphrase(path), 'secret']]);
    const second = login({ identity: { kind: 'file', path }, secrets });
    (await second.outcome).close();
    expect(kinds(second)).toEqual(['hostKey']);
  });

  test('that was saved and is wrong is told, and asked for three times as ever', async () => {
    const secrets = memorySecrets({ [secretId.passphrase(path)]: 'stale' });
    const attempted = login({ identity: { kind: 'file', path }, secrets, answers: { passphrase: () => ({ passphrase: 'wrong' }) } });
    expect((await failure(attempted.outcome)).code).toBe('key-passphrase');
    expect(attempted.steps.join('\n')).toContain(`The saved passphrase of the key ${path} is not its passphrase`);
    expect(kinds(attempted)).toEqual(['hostKey', 'passphrase', 'passphrase', 'passphrase']);
  });

  test('opens a key that is kept in the vault', async () => {
    const secrets = memorySecrets({ 'key:1': await readFile(path, 'utf8') });
    const answers: Options['answers'] = { passphrase: () => ({ passphrase: 'secret', remember: true }) };
    (await login({ identity: { kind: 'vault', id: 'key:1' }, secrets, answers }).outcome).close();
    const second = login({ identity: { kind: 'vault', id: 'key:1' }, secrets });
    (await second.outcome).close();
    expect(kinds(second)).toEqual(['hostKey']);
  });

  test('is not asked for when the vault does not give the key: that is told before the server is bothered', async () => {
    const { outcome, steps } = login({ identity: { kind: 'vault', id: 'key:gone' }, secrets: memorySecrets() });
    expect(await failure(outcome)).toMatchObject({ code: 'key-missing', message: expect.stringContaining('vault') });
    expect(steps.join('\n')).not.toContain('The server is');
  });
});

describe('a key that is kept in the vault', () => {
  const { sshd, login } = withSshd('PasswordAuthentication no');

  test('is named in the log without its text', async () => {
    const text = await readFile(sshd().clientKeyPath, 'utf8');
    const { outcome, steps } = login({ identity: { kind: 'vault', id: 'key:1' }, secrets: memorySecrets({ 'key:1': text }) });
    (await outcome).close();
    expect(steps.join('\n')).toContain('Offering the key in the vault (ssh-ed25519 SHA256:');
    expect(steps.join('\n')).not.toContain(text.split('\n')[2]);
  });

  test('that is damaged says so before the server is bothered', async () => {
    const { outcome, steps } = login({ identity: { kind: 'vault', id: 'key:1' }, secrets: memorySecrets({ 'key:1': 'rubbish' }) });
    expect(await failure(outcome)).toMatchObject({ code: 'key-format', message: 'The key in the vault is not a private key.' });
    expect(steps.join('\n')).not.toContain('The server is');
  });
});
