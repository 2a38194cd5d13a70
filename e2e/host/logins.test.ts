import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SettingsLayer } from '../../shared/model/session-settings.ts';
import type { Terminal } from '../../shared/model/terminal.ts';
import type { AskedPrompt } from '../../shared/rpc/client.ts';
import { startAgent, type TestAgent } from '../testbed/agent.ts';
import { type CertificateAuthority, fingerprintOf, makeCertificateAuthority } from '../testbed/certificate-authority.ts';
import { canRunAsRoot, type Sshd, startSshd } from '../testbed/sshd.ts';
import { startTotpSshd, totpMissing, type TotpSshd } from '../testbed/totp-sshd.ts';
import { type RealHost, startHost, type TestPage } from './real-host.ts';

const MASTER = 'master password of the vault';
const WAIT = { timeout: 10_000 };

let home: string;
let host: RealHost;
let agent: TestAgent;
let authority: CertificateAuthority;

beforeAll(async () => {
  agent = await startAgent();
  authority = await makeCertificateAuthority();
});
afterAll(async () => {
  await agent.stop();
  await authority.remove();
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gangway-home-'));
  host = await startHost({ env: { HOME: home, SSH_AUTH_SOCK: agent.socket } });
});
afterEach(async () => {
  await host.stop();
  await rm(home, { recursive: true, force: true });
});

/** Opens a terminal on a plain host; `answer` gives what a person says to each question, in the form of the contract. */
function open(page: TestPage, { port, user }: Sshd, settings: SettingsLayer, answer: (prompt: AskedPrompt) => unknown) {
  const terminals = new Map<string, Terminal>();
  const asked: string[] = [];
  page.client.onAsk((prompt) => {
    asked.push(prompt.kind);
    void Promise.resolve(answer(prompt)).then((value) => page.client.answer(prompt.id, value as never));
  });
  page.client.subscribe('terminals.list', undefined, {
    snapshot: (list) => list.forEach((one) => terminals.set(one.id, one)),
    change: (change) => {
      if (change.kind === 'added') terminals.set(change.terminal.id, change.terminal);
      const old = 'id' in change ? terminals.get(change.id) : undefined;
      if (old === undefined) return;
      if (change.kind === 'state') terminals.set(change.id, { ...old, ...change });
      if (change.kind === 'log') terminals.set(change.id, { ...old, log: [...old.log, ...change.lines] });
    },
  });
  const stream = page.client.openStream();
  const opening = page.client.call('terminals.open', {
    machine: { kind: 'host', host: '127.0.0.1', port },
    size: { cols: 80, rows: 24 },
    stream: stream.id,
    user,
    settings: { hostKeyPolicy: 'accept-new', ...settings },
  });
  return {
    asked,
    async becomes(state: Terminal['state']): Promise<string> {
      const { terminal } = await opening;
      const logOf = (): string => (terminals.get(terminal)?.log ?? []).map(({ text }) => text).join('\n');
      await vi.waitFor(() => expect(terminals.get(terminal)?.state, logOf()).toBe(state), WAIT);
      return logOf();
    },
    async close(): Promise<void> {
      await page.client.call('terminals.close', { terminal: (await opening).terminal });
    },
  };
}

const nobody = (prompt: AskedPrompt): never => {
  throw new Error(`Nobody expected the question ${prompt.kind}.`);
};

describe.skipIf(totpMissing !== undefined)(`password and code through the whole host (${totpMissing ?? 'PAM'})`, () => {
  let sshd: TotpSshd;
  beforeAll(async () => {
    sshd = await startTotpSshd({ hostKeys: ['ed25519'] });
  });
  afterAll(() => sshd.stop());

  it('keeps the password in the vault, asks only for the code the next time, and leaves no trace of either', async () => {
    const codes: string[] = [];
    const person = async (prompt: AskedPrompt): Promise<unknown> => {
      if (prompt.kind === 'vaultCreate') return { protection: 'password', password: MASTER };
      if (prompt.kind !== 'keyboardInteractive') return nobody(prompt);
      const { prompts } = prompt.input as { prompts: { text: string }[] };
      if (!/code/iu.test(prompts[0]?.text ?? '')) return { answers: [sshd.password], remember: true };
      codes.push(await sshd.code());
      return { answers: codes.slice(-1) };
    };
    const page = host.page();
    const first = open(page, sshd, { key: { kind: 'none' } }, person);
    await first.becomes('open');
    expect(first.asked).toEqual(['keyboardInteractive', 'keyboardInteractive', 'vaultCreate']);
    await first.close();
    const second = open(page, sshd, { key: { kind: 'none' } }, person);
    const log = await second.becomes('open');
    expect(second.asked).toEqual(['keyboardInteractive']);
    expect(log).toContain('Answered the question for the password with the saved one');
    await second.close();
    const files = await readdir(host.dataFolder, { recursive: true, withFileTypes: true });
    const kept = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    expect(kept.length).toBeGreaterThan(0);
    for (const secret of [sshd.password, MASTER, ...codes.map((code) => `"${code}"`)]) {
      expect(kept.join('\n')).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
  });
});

describe('keys through the whole host', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd({ hostKeys: ['ed25519'], config: [`TrustedUserCAKeys ${authority.publicKeyPath}`] });
    await authority.makeKey('one', 'ed25519');
    await authority.makeKey('two', 'ed25519');
    await agent.add(join(authority.folder, 'one'), join(authority.folder, 'two'), sshd.clientKeyPath);
  });
  afterAll(() => sshd.stop());

  it('takes the chosen key of the agent and no other', async () => {
    const sha256 = await fingerprintOf(`${sshd.clientKeyPath}.pub`);
    const { becomes, close } = open(host.page(), sshd, { key: { kind: 'agent', sha256 } }, nobody);
    expect(await becomes('open')).not.toContain('does not take');
    await close();
    expect(await sshd.log()).toContain(sha256);
    expect(await sshd.log()).not.toContain(await fingerprintOf(join(authority.folder, 'one.pub')));
  });

  it('logs in with a certificate, to a pinned host key', async () => {
    const path = join(authority.folder, 'one');
    await authority.certify(path, { principals: [sshd.user] });
    const settings = { key: { kind: 'file', path }, pinnedHostKeys: [sshd.fingerprints.ed25519 ?? ''] } as const;
    const { becomes, close } = open(host.page(), sshd, settings, nobody);
    const log = await becomes('open');
    expect(log).toContain(`Offering the certificate “test id” for ${sshd.user}`);
    expect(log).toContain('is pinned by this session');
    await close();
  });

  it.runIf(canRunAsRoot)('never asks for a password that the session does not allow', async () => {
    const path = join(authority.folder, 'two');
    const { becomes, asked } = open(host.page(), sshd, { key: { kind: 'file', path }, authMethods: ['publickey'] }, nobody);
    expect(await becomes('ended')).toContain('did not accept');
    expect(asked).toEqual([]);
  });
});
