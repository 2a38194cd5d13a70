import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError, type WireError } from '../../../shared/model/errors.ts';
import { createPrompts, type Prompts } from '../../host/prompts.ts';
import type { Secrets } from '../../ssh/ssh.ts';
import type { SafeStorage } from './safe-storage.ts';
import { createVault, type Vault } from './vault.ts';
import { createVaultFile } from './vault-file.ts';
import { createVaultHandlers } from './vault-handlers.ts';
import { DEFAULT_VAULT_POLICY } from './vault-policy.ts';
import { createVaultQuestions } from './vault-questions.ts';
import { createVaultSecrets } from './vault-secrets.ts';

const MASTER = 'open sesame 42';
const ID = 'password:admin@web-1:22';
const saved = { id: ID, kind: 'password', label: 'admin on web-1', value: 'hunter2' } as const;

interface Question {
  readonly id: string;
  readonly kind: string;
  readonly input: Record<string, unknown>;
}

let folder: string;
let prompts: Prompts;
/** Those that stand on the page now. */
let questions: Map<string, Question>;
let asked: Question[];
let told: WireError[];
const never = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-vault-'));
  prompts = createPrompts();
  questions = new Map();
  asked = [];
  told = [];
  prompts.attach({
    send(frame) {
      if (frame.t === 'ask') {
        const question = { id: frame.id, kind: frame.kind, input: frame.input as Record<string, unknown> };
        questions.set(frame.id, question);
        asked.push(question);
      } else if (frame.t === 'unask') questions.delete(frame.id);
    },
  });
});
afterEach(() => {
  prompts.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: { safeStorage?: SafeStorage; unwritable?: string } = {}): Promise<{
  vault: Vault;
  secrets: Secrets;
  handlers: ReturnType<typeof createVaultHandlers>;
}> {
  let policy = DEFAULT_VAULT_POLICY;
  const tell = (problem: WireError): void => void told.push(problem);
  const vault = await createVault({
    file: createVaultFile({ path: join(folder, 'vault.json') }),
    policy: { load: async () => ({ value: policy }), save: async (value) => void (policy = value) },
    safeStorage: options.safeStorage,
    tell,
    stretch: async (password, { salt }) => createHash('sha256').update(salt).update(password).digest(),
    wrongPasswordMs: 0,
  });
  const asking = createVaultQuestions({ vault, ask: prompts.ask, tell });
  return {
    vault,
    secrets: createVaultSecrets({ vault, questions: asking, unwritable: options.unwritable }),
    handlers: createVaultHandlers(vault, asking, options.unwritable),
  };
}

async function withSecret(): Promise<Awaited<ReturnType<typeof start>>> {
  const started = await start();
  await started.vault.create({ protection: 'password', password: MASTER });
  await started.secrets.remember(saved, never);
  started.vault.lock();
  return started;
}

/** The question that stands on the page, once there is one of this attempt. */
async function question(kind: string, attempt?: number): Promise<Question> {
  return await vi.waitFor(() => {
    const found = [...questions.values()].find((one) => one.kind === kind && (attempt === undefined || one.input['attempt'] === attempt));
    if (found === undefined) throw new Error(`There is no question of kind ${kind} yet.`);
    return found;
  });
}

describe('looking for a secret', () => {
  it('asks for nothing where the vault cannot hold it, or there is none', async () => {
    const { secrets } = await start();
    expect(await secrets.find(ID, 'why', never)).toBeUndefined();
    const other = await withSecret();
    expect(await other.secrets.find('password:root@elsewhere:22', 'why', never)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('asks for the master password, three times at most, and says why', async () => {
    const { secrets } = await withSecret();
    const found = secrets.find(ID, 'The password is saved in it.', never);
    for (const attempt of [1, 2]) prompts.answer((await question('vaultUnlock', attempt)).id, { password: 'wrong' });
    prompts.answer((await question('vaultUnlock', 3)).id, { password: MASTER });
    expect(await found).toBe('hunter2');
    expect(asked[0]?.input).toEqual({ title: 'Vault', why: 'The password is saved in it.', attempt: 1 });
  });

  it('goes on without it after three wrong ones', async () => {
    const { secrets, vault } = await withSecret();
    const found = secrets.find(ID, 'why', never);
    for (const attempt of [1, 2, 3]) prompts.answer((await question('vaultUnlock', attempt)).id, { password: 'wrong' });
    expect([await found, vault.state().locked, asked.length]).toEqual([undefined, true, 3]);
  });

  it('goes on without it when the question is dismissed', async () => {
    const { secrets } = await withSecret();
    const found = secrets.find(ID, 'why', never);
    prompts.answer((await question('vaultUnlock')).id, undefined);
    expect(await found).toBeUndefined();
  });

  it('asks once for all tabs that wait, and for as long as one of them does', async () => {
    const { secrets } = await withSecret();
    const closing = new AbortController();
    const first = secrets.find(ID, 'why', closing.signal);
    const second = secrets.find(ID, 'why', never);
    const { id } = await question('vaultUnlock');
    closing.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect(questions.size).toBe(1);
    prompts.answer(id, { password: MASTER });
    expect([await second, asked.length]).toEqual(['hunter2', 1]);
  });

  it('takes the question away when nobody waits any more, and asks anew later', async () => {
    const { secrets } = await withSecret();
    const closing = new AbortController();
    const first = secrets.find(ID, 'why', closing.signal);
    await question('vaultUnlock');
    closing.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(questions.size).toBe(0));
    const second = secrets.find(ID, 'why', never);
    prompts.answer((await question('vaultUnlock')).id, { password: MASTER });
    expect(await second).toBe('hunter2');
  });

  it('needs no answer any more when the vault was unlocked elsewhere', async () => {
    const { secrets, vault } = await withSecret();
    const found = secrets.find(ID, 'why', never);
    await question('vaultUnlock');
    await vault.unlock(MASTER);
    expect([await found, questions.size]).toEqual(['hunter2', 0]);
  });

  it('opens a vault of the desktop without asking', async () => {
    const safeStorage: SafeStorage = {
      available: async () => ({ ok: true }),
      encrypt: async (plain) => Buffer.from(plain).reverse(),
      decrypt: async (bytes) => ({ plain: Buffer.from(bytes).reverse(), renew: false }),
    };
    const { secrets, vault } = await start({ safeStorage });
    const remembering = secrets.remember(saved, never);
    const { id, input } = await question('vaultCreate');
    expect(input).toEqual({ title: 'Vault', why: 'To save admin on web-1.', systemAvailable: true });
    prompts.answer(id, { protection: 'system' });
    await remembering;
    vault.lock();
    expect([await secrets.find(ID, 'why', never), asked.length]).toEqual(['hunter2', 1]);
  });
});

describe('remembering', () => {
  it('makes a vault first, and says why there is only a master password', async () => {
    const { secrets, vault } = await start();
    const both = [secrets.remember(saved, never), secrets.remember({ ...saved, id: 'passphrase:/k', kind: 'passphrase' }, never)];
    const { id, input } = await question('vaultCreate');
    expect(input).toMatchObject({ systemAvailable: false, systemProblem: expect.stringContaining('browser') as string });
    prompts.answer(id, { protection: 'password', password: MASTER });
    await Promise.all(both);
    expect([vault.state().secrets.length, asked.length]).toEqual([2, 1]);
  });

  it.each(['vaultCreate', 'vaultUnlock'])('is cancelled with its question (%s), and nothing is saved', async (kind) => {
    const { secrets, vault } = kind === 'vaultCreate' ? await start() : await withSecret();
    const remembering = secrets.remember({ ...saved, id: 'password:new@web:22' }, never);
    prompts.answer((await question(kind)).id, undefined);
    await expect(remembering).rejects.toMatchObject({ code: 'cancelled' });
    expect(vault.mayHold('password:new@web:22')).toBe(false);
  });

  it('is refused where nothing can be kept, and where the policy forbids it', async () => {
    const { secrets } = await start({ unwritable: 'The disk is read-only.' });
    expect(secrets.cannotRemember()).toBe('The disk is read-only.');
    await expect(secrets.remember(saved, never)).rejects.toMatchObject({ code: 'read-only' });
    const other = await withSecret();
    await other.vault.setSaving(false);
    expect(other.secrets.cannotRemember()).toMatch(/switched off/u);
    await expect(other.secrets.remember(saved, never)).rejects.toMatchObject({ code: 'permission-denied' });
    // Not even what is still there.
    expect(await other.secrets.find(ID, 'why', never)).toBeUndefined();
    expect(asked).toEqual([]);
  });
});

describe('the page', () => {
  it('throws the vault away only with the words typed', async () => {
    const { vault, handlers } = await withSecret();
    const context = { signal: never, stream: () => expect.fail() };
    for (const typed of ['', 'Delete vault', 'delete vault ']) {
      await expect((async () => await handlers.methods['vault.destroy']({ typed }, context))()).rejects.toMatchObject({
        code: 'invalid-input',
      });
    }
    expect(vault.state().protection).toBe('password');
    await handlers.methods['vault.destroy']({ typed: 'delete vault' }, context);
    expect(vault.state().protection).toBe('none');
  });

  it('that forbids saving is asked for the master password, to remove what was saved', async () => {
    const { vault, handlers } = await withSecret();
    const setting = handlers.methods['vault.setSaving']({ allowed: false }, { signal: never, stream: () => expect.fail() });
    prompts.answer((await question('vaultUnlock')).id, { password: MASTER });
    await setting;
    await vi.waitFor(() => expect(vault.state()).toMatchObject({ savingAllowed: false, secrets: [] }));
  });

  it('is told each change of the state, never a secret', async () => {
    const { vault, handlers } = await withSecret();
    const changes: unknown[] = [];
    const end = new AbortController();
    const first = await handlers.topics['vault.state'](undefined, { signal: end.signal, emit: (state) => void changes.push(state) });
    expect(first).toMatchObject({ locked: true, secrets: [] });
    await vault.unlock(MASTER);
    expect(changes.at(-1)).toMatchObject({ locked: false, secrets: [{ id: ID, kind: 'password', label: 'admin on web-1' }] });
    expect(JSON.stringify(changes)).not.toMatch(/hunter2|sesame/u);
    end.abort();
    const count = changes.length;
    vault.lock();
    expect(changes.length).toBe(count);
  });
});

it('tells of a vault that the desktop does not open, and goes on', async () => {
  let ok = true;
  const { secrets, vault } = await start({
    safeStorage: {
      available: async () => ({ ok: true }),
      encrypt: async (plain) => Buffer.from(plain).reverse(),
      decrypt: async (bytes) =>
        ok ? { plain: Buffer.from(bytes).reverse(), renew: false } : Promise.reject(new AppError('internal', 'no')),
    },
  });
  await vault.create({ protection: 'system' });
  await secrets.remember(saved, never);
  vault.lock();
  ok = false;
  expect(await secrets.find(ID, 'why', never)).toBeUndefined();
  expect(told).toMatchObject([{ code: 'vault-locked' }]);
});
