import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVault, type Vault } from './vault.ts';
import { createVaultFile } from './vault-file.ts';
import { DEFAULT_VAULT_POLICY } from './vault-policy.ts';

const program = join(import.meta.dirname, 'fixtures', 'die-in-step.ts');

let folder: string;
let origin: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gangway-vault-kill-'));
  origin = join(folder, 'origin');
  mkdirSync(origin);
  const vault = await open(join(origin, 'vault.json'));
  await vault.create({ protection: 'password', password: 'former' });
  await vault.put({ id: 'password:old', kind: 'password', label: 'old' }, Buffer.from('old'));
  vault.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(path: string, told: unknown[] = []): Promise<Vault> {
  return await createVault({
    file: createVaultFile({ path }),
    policy: { load: async () => ({ value: DEFAULT_VAULT_POLICY }), save: async () => {} },
    safeStorage: undefined,
    tell: (problem) => void told.push(problem),
    stretch: async (password, { salt }) => createHash('sha256').update(salt).update(password).digest(),
    wrongPasswordMs: 0,
  });
}

/** A copy of the vault, after a process did this to it and was ended at this step; `steps` if it came to its end. */
async function after(what: string, step: number): Promise<{ place: string; killed: boolean; steps: number }> {
  const place = join(folder, `${what}-${step}`);
  cpSync(origin, place, { recursive: true });
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, [program, join(place, 'vault.json'), what, String(step)], (error, stdout, stderr) => {
      if (error === null) resolve({ place, killed: false, steps: Number(stdout) });
      else if (error.signal === 'SIGKILL') resolve({ place, killed: true, steps: step });
      else reject(new Error(stderr, { cause: error }));
    });
  });
}

/** Which password opens it, and what it holds then. */
async function look(place: string): Promise<{ password: string; secrets: string[]; told: unknown[] } | 'none'> {
  const told: unknown[] = [];
  const vault = await open(join(place, 'vault.json'), told);
  if (vault.state().protection === 'none') return 'none';
  for (const password of ['former', 'new']) {
    await vault.unlock(password).catch(() => {});
    if (vault.state().locked) continue;
    const secrets = await Promise.all(
      vault.state().secrets.map(async ({ id, label }) => {
        expect((await vault.read(id))?.toString()).toBe(label);
        return label;
      }),
    );
    vault.close();
    return { password, secrets, told };
  }
  throw new Error('No password opens it any more.');
}

describe('a process that is ended at any step', () => {
  it.each([
    ['put', { password: 'former', secrets: ['old', 'new'] }],
    ['forget', { password: 'former', secrets: [] }],
    ['protect', { password: 'new', secrets: ['old'] }],
    ['destroy', 'none'],
  ] as const)(
    'of %s leaves the former vault or the new one, whole',
    async (what, done) => {
      const before = { password: 'former', secrets: ['old'], told: [] };
      const expected = done === 'none' ? done : { ...done, told: [] };
      const { steps } = await after(what, 0);
      expect(steps).toBeGreaterThan(what === 'destroy' ? 2 : 10);
      const seen = new Set<unknown>();
      for (let step = 1; step <= steps; step++) {
        const { place, killed } = await after(what, step);
        expect(killed, `step ${step}`).toBe(true);
        const found = await look(place);
        expect([before, expected], `step ${step}`).toContainEqual(found);
        seen.add(JSON.stringify(found));
        // Nothing stays lying about, and a copy of a former time is brought up to date.
        const names = readdirSync(place);
        expect(names.filter((name) => name.includes('.tmp-'))).toEqual([]);
        if (found !== 'none') expect(readFileSync(join(place, 'vault.json.bak'))).toEqual(readFileSync(join(place, 'vault.json')));
      }
      // It did come to both sides of the change.
      expect(seen.size).toBe(2);
    },
    120_000,
  );
});
