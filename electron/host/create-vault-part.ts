import { join } from 'node:path';
import type { Notices } from '../services/notices/notices.ts';
import { createFreshPasswords, type FreshPasswords } from '../services/password/fresh-passwords.ts';
import { createVault, type Vault } from '../services/vault/vault.ts';
import { createVaultFile } from '../services/vault/vault-file.ts';
import { createVaultHandlers } from '../services/vault/vault-handlers.ts';
import { createVaultQuestions } from '../services/vault/vault-questions.ts';
import { createVaultSecrets } from '../services/vault/vault-secrets.ts';
import type { Ask, Secrets } from '../ssh/ssh.ts';
import type { openStores } from './open-stores.ts';
import type { Platform } from './platform.ts';

/** The vault, and what asks for it. */
export interface VaultPart {
  readonly vault: Vault;
  /** Of the vault, and before them passwords that were just set. */
  readonly secrets: Secrets;
  readonly fresh: FreshPasswords;
  readonly handlers: ReturnType<typeof createVaultHandlers>;
  /** Locks it. */
  close(): void;
}

export async function createVaultPart(options: {
  readonly platform: Platform;
  readonly policy: ReturnType<typeof openStores>['vaultPolicy'];
  readonly notices: Notices;
  readonly ask: Ask;
}): Promise<VaultPart> {
  const { platform, policy, notices, ask } = options;
  const tell = notices.add.bind(notices, 'warning');
  const unwritable = platform.dataProblem?.message;
  const vault = await createVault({
    file: createVaultFile({ path: join(platform.dataFolder, 'vault.json') }),
    policy,
    safeStorage: platform.safeStorage,
    tell,
  });
  const questions = createVaultQuestions({ vault, ask, tell });
  // Whoever finds the machine awake again, or its screen open, has to know the master password.
  const fresh = createFreshPasswords(createVaultSecrets({ vault, questions, unwritable }));
  const stop = platform.onAway?.(() => {
    fresh.clear();
    vault.lock();
  });
  return {
    vault,
    secrets: fresh.secrets,
    fresh,
    handlers: createVaultHandlers(vault, questions, unwritable),
    close() {
      stop?.();
      fresh.clear();
      vault.close();
    },
  };
}
