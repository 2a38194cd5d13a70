import type { RpcClient } from '../../shared/rpc/client.ts';
import { subscribeAccounts } from '../features/accounts/account-store.ts';
import { registerInstanceCommands } from '../features/instances/commands.ts';
import { subscribeInstances } from '../features/instances/instance-store.ts';
import { startPrompts } from '../features/prompts/prompts-store.ts';
import { subscribeSettings } from '../features/settings/settings-store.ts';
import { registerImportCommands } from '../features/imports/import-commands.ts';
import { registerKeyCommands } from '../features/keys/key-commands.ts';
import { registerPasswordCommands } from '../features/password/password-actions.ts';
import { connectTask, registerPowerCommands } from '../features/power/power-actions.ts';
import { subscribePower } from '../features/power/power-store.ts';
import { registerRdpCommands } from '../features/rdp/rdp-commands.ts';
import { subscribeRdp } from '../features/rdp/rdp-store.ts';
import { startTerminals } from '../features/terminal/start-terminals.ts';
import { registerVaultCommands } from '../features/vault/vault-commands.ts';
import { subscribeVault } from '../features/vault/vault-store.ts';
import { registerQuickConnectCommands } from '../features/quick-connect/connect.ts';
import { registerSessionCommands } from '../features/sessions/session-commands.ts';
import { subscribeSessions } from '../features/sessions/session-store.ts';
import { setAppInfo } from './app-info.ts';
import { setClient } from './client.ts';
import { connection, linkEnded, linkOpened, linkRefused } from './connection.ts';
import { registerFrameCommands } from './frame-commands.ts';
import { startLayout } from './layout.ts';
import { subscribeNotices } from './notices.ts';
import { startShortcuts } from './shortcuts.ts';

/** Fetches over the Link what the first picture needs, and opens the frame. Never rejects: how it went is in `connection`. */
export async function start(opening: Promise<RpcClient>): Promise<void> {
  try {
    const client = await opening;
    setClient(client);
    // At once: a host with open questions asks them as soon as a page is there.
    startPrompts();
    client.onEnd(linkEnded);
    // Side by side: one round trip, not four.
    subscribeInstances();
    subscribeSessions();
    subscribeNotices();
    subscribeVault();
    subscribeRdp();
    subscribePower(connectTask);
    const [info, settings] = await Promise.all([client.call('app.info', undefined), subscribeSettings(), subscribeAccounts()]);
    setAppInfo(info);
    startLayout(settings.layout);
    registerFrameCommands();
    // Before the instances: where the keyboard is in the tree, keys of both are the tree's.
    registerSessionCommands();
    registerQuickConnectCommands();
    registerInstanceCommands();
    registerRdpCommands();
    registerPowerCommands();
    registerPasswordCommands();
    registerVaultCommands();
    registerKeyCommands();
    registerImportCommands();
    startTerminals();
    startShortcuts();
    linkOpened();
  } catch (error) {
    // When the Link itself ended, that has been said already, with the host's reason.
    if (connection.getState().now.state === 'connecting') await linkRefused(error);
  }
}
