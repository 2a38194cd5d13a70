import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PromptInput, PromptKind } from '../../shared/contract/contract.ts';
import type { Cloud } from '../clouds/cloud.ts';
import type { Log } from '../log/log.ts';
import { createRemembered } from '../rdp/certificates/remembered.ts';
import { findClients } from '../rdp/clients/find-clients.ts';
import { rememberClients } from '../rdp/clients/remember-clients.ts';
import { createJournal } from '../rdp/journal/journal.ts';
import type { Accounts } from '../services/accounts/accounts.ts';
import { createCloudWords } from '../services/rdp/cloud-words.ts';
import { SYSTEM_CLOCK } from '../services/rdp/first-password.ts';
import { createRdp, type Rdp } from '../services/rdp/rdp.ts';
import type { Vault } from '../services/vault/vault.ts';
import { createWays, type ConnectMachineDeps } from '../services/terminals/connect-machine.ts';
import type { Ask, Secrets } from '../ssh/ssh.ts';
import type { openStores } from './open-stores.ts';
import type { Platform } from './platform.ts';

/** Remote desktops. What an earlier run left behind is removed at once. */
export async function createRdpPart(options: {
  readonly platform: Platform;
  readonly store: ReturnType<typeof openStores>['rdpMachines'];
  readonly accounts: Accounts;
  readonly clouds: readonly Cloud[];
  readonly log: Log;
  /** As terminals connect; questions of the way belong to the launch instead. */
  readonly connecting: Omit<ConnectMachineDeps, 'secrets'>;
  readonly secrets: Secrets;
  readonly vault: Pick<Vault, 'state'>;
}): Promise<Rdp> {
  const { platform, accounts, clouds, log, connecting, secrets, vault } = options;
  // Without a data folder that can be written there is none that outlives the process either.
  const folder = platform.dataProblem === undefined ? join(platform.dataFolder, 'rdp') : join(tmpdir(), `gangway-rdp-${process.pid}`);
  const journal = createJournal(
    platform.dataProblem === undefined ? join(platform.dataFolder, 'rdp-journal.json') : `${folder}-journal.json`,
  );
  const swept = journal.sweep().then(
    ({ removed, left }) => {
      if (removed + left.length > 0) log.info('Remote desktops of an earlier run were cleared away.', { removed, left });
    },
    (error: unknown) => void log.error(error, 'clearing away remote desktops of an earlier run'),
  );
  const { ask } = connecting;
  return createRdp({
    resolve: connecting.resolve,
    instances: connecting.instances,
    findKeyFile: connecting.findKeyFile,
    vaultKeys: () => vault.state().secrets.filter(({ kind }) => kind === 'key'),
    reachMachine: createWays({ ...connecting, secrets, ask: askForLaunch(ask) }).reachMachine,
    words: createCloudWords({ accounts, clouds }),
    remembered: await createRemembered({ store: options.store }),
    clock: SYSTEM_CLOCK,
    findClients: rememberClients(() => findClients(platform.env)),
    homeFolder: platform.homeFolder,
    env: platform.env,
    platform: process.platform,
    clipboard: platform.clipboard,
    ...{ ask, secrets, journal, swept, folder, log },
  });
}

/** What the way asks (host keys, logins of jump hosts) belongs to the launch, which stands where terminals have their id. */
function askForLaunch(ask: Ask): Ask {
  return <P extends PromptKind>(kind: P, input: PromptInput<P>, signal: AbortSignal) => {
    const { terminal, ...rest } = input as { readonly terminal?: string } & object;
    return ask(kind, { ...rest, ...(terminal === undefined ? {} : { launch: terminal }) } as unknown as PromptInput<P>, signal);
  };
}
