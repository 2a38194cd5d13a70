import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasSecurityKey, makeSecurityKey, startAgent, type TestAgent } from '../../../e2e/testbed/agent.ts';
import { fingerprintOf } from '../../../e2e/testbed/certificate-authority.ts';
import { type Sshd, startSshd } from '../../../e2e/testbed/sshd.ts';
import { attempt, failure } from '../../../e2e/testbed/ssh-session.ts';
import { createAgents, findAgentSockets } from './find-agents.ts';

const run = promisify(execFile);
const signal = new AbortController().signal;

let folder: string;
let agent: TestAgent;
let sshd: Sshd;
const names = ['first', 'second', 'third'];
const pathOf = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gangway-agent-keys-'));
  for (const name of names) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', `${name} key`, '-f', pathOf(name)]);
  agent = await startAgent();
  sshd = await startSshd({ hostKeys: ['ed25519'], config: ['PasswordAuthentication no', 'LogLevel DEBUG3'] });
  await sshd.authorize(await Promise.all(names.map((name) => readFile(`${pathOf(name)}.pub`, 'utf8'))));
});
afterAll(async () => {
  await sshd.stop();
  await agent.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => agent.clear());

const login = (identity: Parameters<typeof attempt>[0]['identity'], options: Partial<Parameters<typeof attempt>[0]> = {}) =>
  attempt({ port: sshd.port, user: sshd.user, identity, agentSocket: agent.socket, ...options });

/** Fingerprints of all keys that sshd was asked about since `from`. */
async function offered(from: number): Promise<string[]> {
  const log = (await sshd.log()).slice(from);
  return [...new Set(log.match(/SHA256:[\w+/]{43}/gu) ?? [])].filter((sha256) => sha256 !== sshd.fingerprints.ed25519);
}

describe('an agent with three keys', () => {
  beforeEach(() => agent.add(...names.map(pathOf)));

  test.each(['first', 'second', 'third'])('offers only the %s one when that was chosen by its fingerprint', async (name) => {
    const sha256 = await fingerprintOf(`${pathOf(name)}.pub`);
    const before = (await sshd.log()).length;
    const { outcome, steps } = login({ kind: 'agent', sha256 });
    (await outcome).close();
    expect(await offered(before)).toEqual([sha256]);
    expect((await sshd.log()).slice(before)).toContain(`ED25519 ${sha256}`);
    expect(steps.join('\n')).toContain(`Signing with the agent’s key ${name} key`);
  });

  test('offers only the one whose public half was chosen', async () => {
    const before = (await sshd.log()).length;
    (await login({ kind: 'file', path: `${pathOf('second')}.pub` }).outcome).close();
    expect(await offered(before)).toEqual([await fingerprintOf(`${pathOf('second')}.pub`)]);
  });

  test('is asked for no other key when the server refuses the chosen one', async () => {
    const stranger = pathOf('stranger');
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'stranger', '-f', stranger]);
    await agent.add(stranger);
    const sha256 = await fingerprintOf(`${stranger}.pub`);
    const before = (await sshd.log()).length;
    expect((await failure(login({ kind: 'agent', sha256 }).outcome)).code).toBe('auth-failed');
    expect(await offered(before)).toEqual([sha256]);
  });

  test('names what it holds when the chosen key is not there, before the server is bothered', async () => {
    const { outcome, steps } = login({ kind: 'agent', sha256: `SHA256:${'A'.repeat(43)}` });
    const error = await failure(outcome);
    expect(error).toMatchObject({ code: 'agent', message: expect.stringContaining(`SHA256:${'A'.repeat(43)}`) });
    for (const name of names) expect(error.hint).toContain(`${await fingerprintOf(`${pathOf(name)}.pub`)} (${name} key)`);
    expect(steps.join('\n')).not.toContain('The server is');
  });

  test('that lacks the key of a public half says so', async () => {
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', pathOf('elsewhere')]);
    const error = await failure(login({ kind: 'file', path: `${pathOf('elsewhere')}.pub` }).outcome);
    expect(error).toMatchObject({ code: 'agent', message: expect.stringContaining('elsewhere.pub') });
    expect(error.hint).toContain('first key');
  });
});

describe('a key that the settings do not allow', () => {
  test('is not offered, and the error says what the settings leave out', async () => {
    await agent.add(pathOf('first'));
    const before = (await sshd.log()).length;
    const { outcome, questions } = login({ kind: 'agent' }, { settings: { authMethods: ['password', 'keyboard-interactive'] } });
    const error = await failure(outcome);
    expect(error).toMatchObject({ code: 'auth-failed', hint: expect.stringContaining('do not allow publickey') });
    expect(questions.map(({ kind }) => kind)).toEqual(['hostKey']);
    expect((await sshd.log()).slice(before)).not.toContain('method publickey');
  });
});

describe.skipIf(!hasSecurityKey)('a security key (needs openssh-tests)', () => {
  test.each(['ed25519-sk', 'ecdsa-sk'] as const)('%s signs through the agent when its handle was chosen', async (type) => {
    const path = pathOf(`fido-${type}`);
    await makeSecurityKey(path, type);
    const line = await readFile(`${path}.pub`, 'utf8');
    const fido = await startSshd({ hostKeys: ['ed25519'], config: ['PasswordAuthentication no'], authorizedKeys: [line] });
    try {
      await agent.add(pathOf('first'));
      await agent.addSecurityKey(path);
      const { outcome, steps } = login({ kind: 'file', path }, { port: fido.port, user: fido.user });
      (await outcome).close();
      expect(steps.join('\n')).toContain('Touch your security key');
      expect(await fido.log()).toMatch(/Accepted publickey for \S+ from 127\.0\.0\.1 port \d+ ssh2: \S+-SK/u);
      await agent.clear();
      const without = await failure(login({ kind: 'file', path }, { port: fido.port, user: fido.user }).outcome);
      expect(without).toMatchObject({ code: 'key-format', message: expect.stringContaining('security key') });
    } finally {
      await fido.stop();
    }
  });
});

describe('finding agents', () => {
  const PIPE = '\\\\.\\pipe\\';
  const windows = (pipes: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    findAgentSockets({ platform: 'win32', env, user: 'Ann', listPipes: async () => pipes });

  test('takes SSH_AUTH_SOCK before everything else', async () => {
    expect(await windows(['openssh-ssh-agent'], { SSH_AUTH_SOCK: 'C:\\agent' })).toEqual(['C:\\agent']);
    expect(await findAgentSockets({ platform: 'linux', env: { SSH_AUTH_SOCK: '/run/agent' }, user: 'ann' })).toEqual(['/run/agent']);
  });

  test('finds on Windows the pipes of OpenSSH and of this user’s Pageant', async () => {
    const pageant = 'pageant.ann.0123456789abcdef';
    expect(await windows(['lsass', pageant, 'openssh-ssh-agent', 'pageant.anna.01', 'pageant.bob.01'])).toEqual([
      `${PIPE}openssh-ssh-agent`,
      `${PIPE}${pageant}`,
    ]);
    expect(await windows([pageant])).toEqual([`${PIPE}${pageant}`]);
    expect(await windows([])).toEqual([]);
  });

  test('finds none where the pipes cannot be listed, or where nothing is set', async () => {
    const listPipes = () => Promise.reject(new Error('access denied'));
    expect(await findAgentSockets({ platform: 'win32', env: {}, user: 'ann', listPipes })).toEqual([]);
    expect(await findAgentSockets({ platform: 'darwin', env: { SSH_AUTH_SOCK: '' }, user: 'ann' })).toEqual([]);
  });

  test('logs in with a key of the second agent, and when the first does not answer', async () => {
    const second = await startAgent();
    try {
      await agent.add(pathOf('first'));
      await second.add(pathOf('third'));
      const sha256 = await fingerprintOf(`${pathOf('third')}.pub`);
      const both = async () => [agent.socket, second.socket];
      (await login({ kind: 'agent', sha256 }, { findAgents: both }).outcome).close();
      expect((await createAgents(both).list(signal)).map(({ comment }) => comment)).toEqual(['first key', 'third key']);
      (await login({ kind: 'agent', sha256 }, { findAgents: async () => [join(folder, 'nobody'), second.socket] }).outcome).close();
    } finally {
      await second.stop();
    }
  });

  test.each([undefined, `SHA256:${'A'.repeat(43)}`])('says so when there is none (key %s)', async (sha256) => {
    const identity = { kind: 'agent', ...(sha256 === undefined ? {} : { sha256 }) } as const;
    const error = await failure(login(identity, { findAgents: async () => [] }).outcome);
    expect(error).toMatchObject({ code: 'agent', message: expect.stringContaining('no SSH agent') });
  });
});
