import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { copyFile, chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { canRunAsRoot, type Sshd, startSshd } from '../../e2e/testbed/sshd.ts';
import { attempt, failure, openShell, runInShell } from '../../e2e/testbed/ssh-session.ts';

const run = promisify(execFile);
const FIXTURES = join(import.meta.dirname, 'fixtures/keys');
const PASSPHRASE = 'test-pass-1';

/** Runs a part of the tests against an sshd with these settings. */
function withSshd(options: Parameters<typeof startSshd>[0]): () => Sshd {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd(options);
  });
  afterAll(() => sshd.stop());
  return () => sshd;
}

describe('with a key', () => {
  const sshd = withSshd({});
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gangway-keys-'));
    const kinds = ['ed25519', 'ecdsa256', 'ecdsa384', 'ecdsa521', 'rsa2048', 'rsa4096'];
    const own = await readFile(`${sshd().clientKeyPath}.pub`, 'utf8');
    const fixtures = await Promise.all(kinds.map((kind) => readFile(join(FIXTURES, `TEST_${kind}_openssh.pub`), 'utf8')));
    await sshd().authorize([own, ...fixtures]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each([
    'TEST_ed25519_openssh',
    'TEST_ed25519_openssh_pass',
    'TEST_ecdsa256_openssh',
    'TEST_ecdsa384_openssh_pass',
    'TEST_ecdsa521_openssh_pass',
    'TEST_ecdsa256_pem',
    'TEST_ecdsa384_pem',
    'TEST_ecdsa521_pem',
    'TEST_ecdsa256_pkcs8',
    'TEST_ecdsa521_pkcs8_pass',
    'TEST_rsa4096_openssh',
    'TEST_rsa2048_openssh_pass',
    'TEST_rsa2048_pkcs8',
    'TEST_rsa2048_pkcs8_pass',
    'TEST_rsa2048_pkcs8_pass_scrypt',
    'TEST_rsa2048_pem_pass_aes256',
  ])('%s logs in', async (name) => {
    const { user, port } = sshd();
    const path = join(folder, name);
    await copyFile(join(FIXTURES, name), path);
    await chmod(path, 0o600);
    const { outcome, questions } = attempt({
      user,
      port,
      identity: { kind: 'file', path },
      answers: { passphrase: () => ({ passphrase: PASSPHRASE }) },
    });
    const connection = await outcome;
    connection.close();
    const encrypted = name.includes('_pass');
    expect(questions.map(({ kind }) => kind)).toEqual(encrypted ? ['hostKey', 'passphrase'] : ['hostKey']);
  });

  test('asks for a passphrase three times at most, and says which file', async () => {
    const { user, port } = sshd();
    const path = join(FIXTURES, 'TEST_ed25519_openssh_pass');
    const { outcome, questions } = attempt({
      user,
      port,
      identity: { kind: 'file', path },
      answers: { passphrase: () => ({ passphrase: 'wrong' }) },
    });
    expect(await failure(outcome)).toMatchObject({ code: 'key-passphrase', message: expect.stringContaining(path) });
    expect(questions.filter(({ kind }) => kind === 'passphrase').map(({ input }) => 'attempt' in input && input.attempt)).toEqual([
      1, 2, 3,
    ]);
  });

  test('does not ask for the passphrase of a key that the server does not take', async () => {
    const { user, port } = sshd();
    const path = join(folder, 'other');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', path]);
    const { outcome, questions } = attempt({ user, port, identity: { kind: 'file', path } });
    await failure(outcome);
    expect(questions.map(({ kind }) => kind)).not.toContain('passphrase');
  });

  test('tells of a missing key file before the server is bothered', async () => {
    const { user, port } = sshd();
    const { outcome, questions, steps } = attempt({ user, port, identity: { kind: 'file', path: '/nowhere/key.pem' } });
    expect(await failure(outcome)).toMatchObject({ code: 'key-missing', message: expect.stringContaining('/nowhere/key.pem') });
    expect(questions).toEqual([]);
    expect(steps.join()).not.toContain('key-exchange');
  });

  test('lets the person choose a key, a name, and keep the choice', async () => {
    const { user, port, clientKeyPath, folder: keyFolder } = sshd();
    const onRemember = vi.fn();
    const { outcome, questions } = attempt({
      user: 'ec2-user',
      port,
      sshFolder: keyFolder,
      identity: { kind: 'ask', why: 'No file for key pair demo-key was found.' },
      answers: { authentication: () => ({ choice: 'key', file: clientKeyPath, user, remember: true }) },
      onRemember,
    });
    const connection = await outcome;
    connection.close();
    expect(connection.user).toBe(user);
    expect(onRemember).toHaveBeenCalledExactlyOnceWith({ user, keyFile: clientKeyPath });
    const asked = questions.find(({ kind }) => kind === 'authentication')?.input;
    expect(asked).toMatchObject({ why: 'No file for key pair demo-key was found.', agent: false });
    expect(asked).toMatchObject({ keyFiles: expect.arrayContaining([{ path: clientKeyPath, type: 'ssh-ed25519', encrypted: false }]) });
  });

  test('keeps no choice of a key that the server refused', async () => {
    const { user, port } = sshd();
    const file = join(folder, 'refused');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    const onRemember = vi.fn();
    const { outcome } = attempt({
      user: '',
      port,
      identity: { kind: 'ask', why: 'No file for key pair demo-key was found.' },
      answers: { authentication: () => ({ choice: 'key', file, user, remember: true }) },
      onRemember,
    });
    await failure(outcome);
    expect(onRemember).not.toHaveBeenCalled();
  });

  test('reports each step in order', async () => {
    const { user, port, clientKeyPath } = sshd();
    const { outcome, steps } = attempt({ user, port, identity: { kind: 'file', path: clientKeyPath } });
    const connection = await outcome;
    connection.close();
    const text = steps.join('\n');
    for (const expected of [
      /tcp done: Connected to 127\.0\.0\.1:\d+/u,
      /key-exchange info: The server is SSH-2\.0-OpenSSH/u,
      /host-key info: Host key ssh-ed25519 SHA256:/u,
      /key-exchange done: Agreed on curve25519-sha256, ssh-ed25519, aes256-gcm@openssh\.com/u,
      /authentication info: The server offers: publickey/u,
      /authentication done: Logged in as \S+ \(publickey\)/u,
    ]) {
      expect(text).toMatch(expected);
    }
  });

  test('reports with each step how long the person was asked until then', async () => {
    const { user, port, clientKeyPath } = sshd();
    let asked = 0;
    const hostKey = async () => {
      const from = performance.now();
      // A person is slower; what counts is that none of it is the step's.
      await vi.waitFor(() => expect(performance.now() - from).toBeGreaterThan(5));
      asked = performance.now() - from;
      return { choice: 'once' } as const;
    };
    const { outcome, reported } = attempt({ user, port, identity: { kind: 'file', path: clientKeyPath }, answers: { hostKey } });
    (await outcome).close();
    const ofExchange = reported.filter(({ step, state }) => step === 'key-exchange' && state !== 'info').map((step) => step.asked ?? -1);
    expect(ofExchange).toEqual([0, expect.any(Number)]);
    expect(ofExchange[1]).toBeGreaterThanOrEqual(asked);
  });

  test('offers no other key than the chosen one, and says so when it is refused', async () => {
    const { user, port } = sshd();
    const path = join(folder, 'stranger');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
    const before = (await sshd().log()).length;
    const { outcome } = attempt({
      user,
      port,
      identity: { kind: 'file', path },
      agentSocket: '/nonexistent/agent',
      userCandidates: [user, 'ubuntu'],
    });
    const error = await failure(outcome);
    // Where passwords are offered too, the person is asked next; this one dismissed it.
    expect(['auth-failed', 'cancelled']).toContain(error.code);
    const log = (await sshd().log()).slice(before);
    expect(log.match(/userauth-request for user \S+ service ssh-connection method publickey/gu)).toHaveLength(1);
  });
});

describe('with an agent', () => {
  const sshd = withSshd({ config: ['MaxAuthTries 6', 'PasswordAuthentication no'] });
  let folder: string;
  let agent: ChildProcess;
  let agentSocket: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gangway-agent-'));
    agentSocket = join(folder, 'agent.sock');
    agent = spawn('ssh-agent', ['-D', '-a', agentSocket], { stdio: 'ignore' });
    await vi.waitFor(() => run('ssh-add', ['-D'], { env: { SSH_AUTH_SOCK: agentSocket } }));
  });
  afterAll(async () => {
    agent.kill();
    await rm(folder, { recursive: true, force: true });
  });

  async function addKeys(...paths: string[]): Promise<void> {
    const env = { SSH_AUTH_SOCK: agentSocket };
    await run('ssh-add', ['-D'], { env });
    for (const path of paths) {
      const copy = join(folder, 'adding');
      await copyFile(path, copy);
      await chmod(copy, 0o600);
      await run('ssh-add', ['-q', copy], { env });
    }
  }

  test.each(['TEST_rsa2048_openssh', 'TEST_ecdsa256_openssh', 'TEST_ed25519_openssh'])('signs with its key %s', async (name) => {
    const { user, port } = sshd();
    await sshd().authorize([await readFile(join(FIXTURES, `${name}.pub`), 'utf8')]);
    await addKeys(join(FIXTURES, name));
    const connection = await attempt({ user, port, agentSocket, identity: { kind: 'agent' } }).outcome;
    connection.close();
    expect(connection.user).toBe(user);
  });

  test('uses a certificate in the agent', async () => {
    const { user, port } = sshd();
    const ca = join(folder, 'user_ca');
    const key = join(folder, 'certified');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', ca]);
    await run('ssh-keygen', ['-q', '-t', 'rsa', '-N', '', '-f', key]);
    await run('ssh-keygen', ['-q', '-s', ca, '-I', 'test', '-n', user, '-V', '-1h:+1h', `${key}.pub`]);
    await sshd().authorize([`cert-authority ${await readFile(`${ca}.pub`, 'utf8')}`]);
    const env = { SSH_AUTH_SOCK: agentSocket };
    await run('ssh-add', ['-D'], { env });
    await run('ssh-add', ['-q', key], { env });
    const connection = await attempt({ user, port, agentSocket, identity: { kind: 'agent' } }).outcome;
    connection.close();
  });

  test('stops after five keys, before the server hangs up', async () => {
    const { user, port } = sshd();
    const paths: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const path = join(folder, `many_${index}`);
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', `key ${index}`, '-f', path]);
      paths.push(path);
    }
    await addKeys(...paths);
    const { outcome, steps } = attempt({ user, port, agentSocket, identity: { kind: 'agent' } });
    const error = await failure(outcome);
    expect(error).toMatchObject({ code: 'auth-failed', hint: expect.stringContaining('ssh-add -l') });
    expect(steps.filter((step) => step.includes('does not take the agent’s key'))).toHaveLength(5);
    expect(steps.join('\n')).toContain('2 more keys of the agent were not tried');
  });

  test('says what to do when no agent answers', async () => {
    const { user, port } = sshd();
    const error = await failure(attempt({ user, port, agentSocket: join(folder, 'nobody'), identity: { kind: 'agent' } }).outcome);
    expect(error).toMatchObject({ code: 'agent', hint: expect.stringContaining('ssh-add') });
  });
});

describe('with few attempts allowed', () => {
  const sshd = withSshd({ config: ['MaxAuthTries 1'] });

  test('a server that hangs up after too many attempts is told as such', async () => {
    const { user, port } = sshd();
    const { outcome } = attempt({
      user,
      port,
      identity: { kind: 'password' },
      answers: { password: () => ({ password: 'wrong' }) },
    });
    const error = await failure(outcome);
    expect(error.code).toBe('auth-failed');
    expect(error.message).toContain('web-1');
  });
});

describe.runIf(canRunAsRoot)('with a password', () => {
  const sshd = withSshd({});

  test('logs in and opens a shell', async () => {
    const { user, port, password } = sshd();
    const { outcome, questions } = attempt({ user, port, identity: { kind: 'password' }, answers: { password: () => ({ password }) } });
    const connection = await outcome;
    const output = await runInShell(await openShell(connection), 'stty size');
    connection.close();
    expect(output.toString()).toContain('24 80');
    expect(questions.find(({ kind }) => kind === 'password')?.input).toMatchObject({
      user,
      attempt: 1,
      title: 'web-1',
      terminal: 'terminal-1',
    });
  });

  test('keeps no choice of a key that was refused, though the password that was asked for then was right', async () => {
    const { user, port, password } = sshd();
    const folder = await mkdtemp(join(tmpdir(), 'gangway-refused-'));
    const file = join(folder, 'refused');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
    const onRemember = vi.fn();
    const { outcome } = attempt({
      user: '',
      port,
      identity: { kind: 'ask', why: 'No file for key pair demo-key was found.' },
      answers: { authentication: () => ({ choice: 'key', file, user, remember: true }), password: () => ({ password }) },
      onRemember,
    });
    const connection = await outcome;
    connection.close();
    await rm(folder, { recursive: true, force: true });
    expect(onRemember).not.toHaveBeenCalled();
  });

  test('gives up after three wrong ones and says what to check', async () => {
    const { user, port } = sshd();
    const { outcome, questions } = attempt({
      user,
      port,
      identity: { kind: 'password' },
      answers: { password: () => ({ password: 'wrong' }) },
      userCandidates: [user, 'ubuntu'],
    });
    const error = await failure(outcome);
    expect(error).toMatchObject({ code: 'auth-failed', message: expect.stringContaining(user) });
    expect(error.hint).toContain('password');
    expect(error.hint).toContain('ubuntu');
    expect(questions.filter(({ kind }) => kind === 'password')).toHaveLength(3);
  });

  test('ends as cancelled when the person dismisses the question', async () => {
    const { user, port } = sshd();
    expect((await failure(attempt({ user, port, identity: { kind: 'password' } }).outcome)).code).toBe('cancelled');
  });

  test('ends at once when the tab is closed while it asks', async () => {
    const { user, port } = sshd();
    const tab = new AbortController();
    const { outcome } = attempt({
      user,
      port,
      signal: tab.signal,
      identity: { kind: 'password' },
      answers: {
        password: (_input, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('window closed')));
            tab.abort();
          }),
      },
    });
    expect((await failure(outcome)).code).toBe('cancelled');
  });
});

describe.runIf(canRunAsRoot)('with questions of the server (keyboard-interactive)', () => {
  const sshd = withSshd({
    config: ['UsePAM yes', 'KbdInteractiveAuthentication yes', 'PasswordAuthentication no', 'PubkeyAuthentication no'],
  });

  test('passes them on and logs in', async () => {
    const { user, port, password } = sshd();
    const { outcome, questions } = attempt({
      user,
      port,
      identity: { kind: 'password' },
      answers: { keyboardInteractive: ({ prompts }) => ({ answers: prompts.map(() => password) }) },
    });
    const connection = await outcome;
    connection.close();
    expect(questions.find(({ kind }) => kind === 'keyboardInteractive')?.input).toMatchObject({
      prompts: [{ text: expect.stringContaining('assword'), echo: false }],
    });
  });

  test('fills up missing answers instead of stalling, and gives up after three attempts', async () => {
    const { user, port } = sshd();
    const { outcome, questions } = attempt({
      user,
      port,
      identity: { kind: 'password' },
      answers: { keyboardInteractive: () => ({ answers: [] }) },
    });
    expect((await failure(outcome)).code).toBe('auth-failed');
    expect(questions.filter(({ kind }) => kind === 'keyboardInteractive').length).toBeLessThanOrEqual(3);
  }, 40_000);
});

describe.runIf(canRunAsRoot)('with a key and a password', () => {
  const sshd = withSshd({ config: ['AuthenticationMethods publickey,password'] });

  test('goes on with the password after the key was accepted as the first half', async () => {
    const { user, port, password, clientKeyPath } = sshd();
    const { outcome, questions, steps } = attempt({
      user,
      port,
      identity: { kind: 'file', path: clientKeyPath },
      answers: { password: () => ({ password }) },
    });
    const connection = await outcome;
    connection.close();
    expect(questions.map(({ kind }) => kind)).toEqual(['hostKey', 'password']);
    expect(steps.join('\n')).toContain('publickey accepted; the server wants more: password');
  });
});

describe('with a banner', () => {
  let folder: string;
  let sshd: Sshd;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gangway-banner-'));
    const { writeFile } = await import('node:fs/promises');
    await writeFile(
      join(folder, 'banner'),
      'Please login as the user "ubuntu" rather than the user "root".\n\u001b[31mred\u001b]0;title\u0007\n',
    );
    sshd = await startSshd({ config: [`Banner ${join(folder, 'banner')}`, 'PasswordAuthentication no'] });
  });
  afterAll(async () => {
    await sshd.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('shows it without its escape sequences, and takes the login name it asks for as a hint', async () => {
    const path = join(folder, 'stranger');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
    const { outcome, steps } = attempt({ user: sshd.user, port: sshd.port, identity: { kind: 'file', path } });
    const error = await failure(outcome);
    expect(error).toMatchObject({ code: 'auth-failed', hint: expect.stringContaining('log in as “ubuntu”') });
    expect(steps).toContain('authentication info: The server says: “Please login as the user "ubuntu" rather than the user "root". red”');
  });
});
