import { chmod, copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sshd, startSshd } from '../../../e2e/testbed/sshd.ts';
import { attempt, createPerson } from '../../../e2e/testbed/ssh-session.ts';
import type { Secrets } from '../../ssh/ssh.ts';
import { createVault, type Vault } from './vault.ts';
import { createVaultFile } from './vault-file.ts';
import { DEFAULT_VAULT_POLICY } from './vault-policy.ts';
import { createVaultQuestions } from './vault-questions.ts';
import { createVaultSecrets } from './vault-secrets.ts';

const KEY = join(import.meta.dirname, '..', '..', 'ssh', 'fixtures', 'keys', 'TEST_ed25519_openssh_pass');
const PASSPHRASE = 'test-pass-1';
const MASTER = 'open sesame 42';

let sshd: Sshd;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gangway-vault-'));
  sshd = await startSshd({});
  await sshd.authorize([await readFile(KEY.replace(/_pass$/u, '.pub'), 'utf8')]);
  await copyFile(KEY, join(folder, 'key'));
  await chmod(join(folder, 'key'), 0o600);
});
afterAll(async () => {
  await sshd.stop();
  await rm(folder, { recursive: true, force: true });
});

/** One run of the app: its vault, and a person who knows the master password. */
async function start(): Promise<{ vault: Vault; secrets: Secrets; asked: readonly { kind: string }[] }> {
  const vault = await createVault({
    file: createVaultFile({ path: join(folder, 'vault.json') }),
    policy: { load: async () => ({ value: DEFAULT_VAULT_POLICY }), save: async () => {} },
    safeStorage: undefined,
    tell: () => {},
  });
  const { ask, questions: asked } = createPerson({
    vaultCreate: () => ({ protection: 'password', password: MASTER }),
    vaultUnlock: () => ({ password: MASTER }),
  });
  return { vault, asked, secrets: createVaultSecrets({ vault, questions: createVaultQuestions({ vault, ask, tell: () => {} }) }) };
}

function login(secrets: Secrets): ReturnType<typeof attempt> {
  return attempt({
    port: sshd.port,
    user: sshd.user,
    identity: { kind: 'file', path: join(folder, 'key') },
    secrets,
    answers: { passphrase: () => ({ passphrase: PASSPHRASE, remember: true }) },
  });
}

const kinds = (questions: readonly { kind: string }[]): string[] => questions.map(({ kind }) => kind);

it('a passphrase that was remembered logs in at a real server in the next run, for the master password alone', {
  timeout: 60_000,
}, async () => {
  const first = await start();
  const typed = login(first.secrets);
  (await typed.outcome).close();
  expect([kinds(typed.questions), kinds(first.asked)]).toEqual([['hostKey', 'passphrase'], ['vaultCreate']]);
  expect(first.vault.state().secrets).toMatchObject([{ kind: 'passphrase', label: expect.stringContaining('key') as string }]);
  first.vault.close();

  const second = await start();
  const saved = login(second.secrets);
  (await saved.outcome).close();
  expect([kinds(saved.questions), kinds(second.asked)]).toEqual([['hostKey'], ['vaultUnlock']]);
  const third = login(second.secrets);
  (await third.outcome).close();
  expect(kinds(second.asked)).toEqual(['vaultUnlock']);
  second.vault.close();
  expect([...typed.steps, ...saved.steps].join('\n')).not.toContain(PASSPHRASE);
});
