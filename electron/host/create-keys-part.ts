import { userInfo } from 'node:os';
import type { Cloud } from '../clouds/cloud.ts';
import type { Accounts } from '../services/accounts/accounts.ts';
import type { Inventory } from '../services/instances/inventory.ts';
import { createKeyPairs } from '../services/keys/key-pairs.ts';
import { createKeys, type Keys } from '../services/keys/keys.ts';
import type { AgentIdentity } from '../ssh/authentication/agent.ts';
import type { Ask } from '../ssh/ssh.ts';
import type { VaultPart } from './create-vault-part.ts';
import type { openStores } from './open-stores.ts';
import type { Platform } from './platform.ts';

/** The keys within reach of this process: files, agent, vault, and the key pairs of the clouds. */
export async function createKeysPart(options: {
  readonly platform: Platform;
  readonly store: ReturnType<typeof openStores>['keys'];
  readonly accounts: Accounts;
  readonly clouds: readonly Cloud[];
  readonly inventory: Inventory;
  readonly vault: VaultPart;
  readonly ask: Ask;
}): Promise<Keys> {
  const { platform, accounts, clouds, inventory, ask } = options;
  const { vault, secrets } = options.vault;
  return await createKeys({
    homeFolder: platform.homeFolder,
    store: options.store,
    listAgent: (signal) => listAgent(platform.env, signal),
    vault: { state: vault.state, subscribe: vault.subscribe, read: vault.read, remember: secrets.remember },
    pairs: createKeyPairs({ accounts, clouds }),
    places: () => inventory.places().filter(({ account }) => accounts.get(account)?.enabled === true),
    ask,
  });
}

async function listAgent(env: Platform['env'], signal: AbortSignal): Promise<readonly AgentIdentity[]> {
  const { createAgents, findAgentSockets } = await import('../ssh/authentication/find-agents.ts');
  const sockets = await findAgentSockets({ platform: process.platform, env, user: userInfo().username });
  return sockets.length === 0 ? [] : await createAgents(() => Promise.resolve(sockets)).list(signal);
}
