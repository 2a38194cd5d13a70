import { join } from 'node:path';
import { contract } from '../../shared/contract/contract.ts';
import { AppError, type WireError } from '../../shared/model/errors.ts';
import type { Link } from '../../shared/rpc/link.ts';
import { createRpcServer, type MethodHandlers, type RpcServer, type TopicHandlers } from '../../shared/rpc/server.ts';
import { createAlibabaCloud } from '../clouds/alibaba/alibaba.ts';
import { createAwsCloud } from '../clouds/aws/aws.ts';
import { createLog } from '../log/log.ts';
import { createAccountHandlers } from '../services/accounts/account-handlers.ts';
import { createAccounts } from '../services/accounts/accounts.ts';
import { createSavedAccounts } from '../services/accounts/saved-accounts.ts';
import { createAppHandlers } from '../services/app/app-handlers.ts';
import { createImportHandlers } from '../services/imports/import-handlers.ts';
import { createImports } from '../services/imports/imports.ts';
import { runProgram } from '../services/imports/live-registry.ts';
import { readSshConfigDrafts } from '../services/imports/ssh-config-drafts.ts';
import { createInstanceHandlers } from '../services/instances/instance-handlers.ts';
import { createKeyHandlers } from '../services/instances/key-handlers.ts';
import { createInventory } from '../services/instances/inventory.ts';
import { createKeysHandlers } from '../services/keys/keys-handlers.ts';
import { createNotices } from '../services/notices/notices.ts';
import { createRdpHandlers } from '../services/rdp/rdp-handlers.ts';
import { createSettings } from '../services/settings/settings.ts';
import { createOpenLog } from '../services/logging/session-log.ts';
import { createHostChoices } from '../services/terminals/host-choices.ts';
import { createDescribe, createOpenShell, terminalSettings } from '../services/terminals/open-shell.ts';
import { namingSession } from '../services/sessions/naming-session.ts';
import { createResolveMachine } from '../services/sessions/resolve-machine.ts';
import { createSessionHandlers } from '../services/sessions/session-handlers.ts';
import { createSessions } from '../services/sessions/sessions.ts';
import { createSshConfigFolder } from '../services/sessions/ssh-config-folder.ts';
import { createSshConfigHandlers } from '../services/sessions/ssh-config-handlers.ts';
import { sshConfigPlace } from '../services/sessions/ssh-config-place.ts';
import { createTerminalHandlers } from '../services/terminals/terminal-handlers.ts';
import { createTerminals } from '../services/terminals/terminals.ts';
import { createKeysPart } from './create-keys-part.ts';
import { createPowerPart } from './create-power-part.ts';
import { createRdpPart } from './create-rdp-part.ts';
import { createSsh } from './create-ssh.ts';
import { createVaultPart } from './create-vault-part.ts';
import { openStores } from './open-stores.ts';
import type { Platform } from './platform.ts';
import { createPrompts } from './prompts.ts';
import { texts } from '../../shared/texts/current.ts';

/** The host process behind any number of pages, one at a time. */
export interface GangwayHost {
  /** A page is there. The one before it is told that it was replaced. */
  attach(link: Link): void;
  /** Shells that are open or being opened. */
  liveTerminals(): number;
  /** Remote desktops whose client runs or whose way is open, or being opened. */
  liveLaunches(): number;
  /** Ends shells, connections, workers; writes what is to be kept. */
  close(): Promise<void>;
}

const replaced = (): WireError => ({
  code: 'replaced',
  message: texts().hostTexts.elsewhere,
  hint: texts().hostTexts.takeBack,
});

/** Puts the whole host together. The only place that knows every part. */
export async function createHost(platform: Platform): Promise<GangwayHost> {
  const notices = createNotices();
  const log = createLog({ folder: platform.dataProblem === undefined ? join(platform.dataFolder, 'logs') : undefined });
  const prompts = createPrompts();
  const stores = openStores(platform, (problem) => notices.add('warning', problem));
  if (platform.dataProblem !== undefined) notices.add('warning', platform.dataProblem);

  const settings = await createSettings(stores.settings);
  const askMfa = async (question: { profile: string; serial: string; attempt: number }, signal: AbortSignal): Promise<string> =>
    (await prompts.ask('mfaCode', { title: `Profile ${question.profile}`, ...question }, signal)).code;
  const vault = await createVaultPart({ platform, policy: stores.vaultPolicy, notices, ask: prompts.ask });
  const saved = await createSavedAccounts({
    store: stores.savedAccounts,
    secrets: vault.secrets,
    vaultIsOpen: () => !vault.vault.state().locked,
    forget: vault.vault.forget,
  });
  const clouds = [createAwsCloud({ platform, askMfa, log, images: stores.images }), createAlibabaCloud({ platform, saved, log })];
  const accounts = await createAccounts({ clouds, store: stores.accounts });
  const inventory = await createInventory({ accounts, clouds, cache: stores.inventory, choices: stores.choices, log });
  inventory.setRefreshMinutes(settings.get().refreshMinutes);
  settings.subscribe(({ refreshMinutes }) => inventory.setRefreshMinutes(refreshMinutes));

  const keys = await createKeysPart({ platform, store: stores.keys, accounts, clouds, inventory, vault, ask: prompts.ask });
  const keyFolders = () => keys.folders().slice(1);
  const ssh = createSsh({ platform, notices, log, secrets: vault.secrets, keyFolders });
  const sessions = await createSessions(stores.sessions);
  const sshConfig = createSshConfigFolder({ ...sshConfigPlace(platform), onError: (error) => log.error(error, 'reading the SSH config') });
  const resolve = createResolveMachine({ sessions, findAlias: sshConfig.findAlias, appSettings: settings.get });
  const describeMachine = createDescribe({ instances: inventory, resolve });
  const connecting = {
    ...{ instances: inventory, resolve, ...ssh, findKeyFile: keys.findForPair, ask: prompts.ask, secrets: vault.secrets },
    hostChoices: await createHostChoices(stores.hostChoices),
    findSession: (name: string) => sessions.byName(name)?.id,
  };
  const terminals = createTerminals({
    openShell: createOpenShell({
      ...connecting,
      openLog: createOpenLog({ homeFolder: platform.homeFolder }),
    }),
    settingsOf: (machine, wished) => terminalSettings(resolve(machine, wished).values),
    onSettingsChange: (changed) => {
      sessions.subscribe(changed);
      settings.subscribe(changed);
    },
    // Each terminal is described before it is opened: what the person has just written into their config counts.
    async describe(options, signal) {
      if (options.machine.kind === 'ssh-config') await sshConfig.refresh(options.machine.alias);
      return await namingSession(sessions, options.machine, () => describeMachine(options, signal));
    },
  });
  const rdp = await createRdpPart({ platform, store: stores.rdpMachines, accounts, clouds, log, connecting, ...vault });
  const { power, handlers: powerHandlers } = createPowerPart({
    ...{ accounts, clouds, inventory, connecting, log, env: platform.env, vault, rdp },
  });
  const imports = createImports({
    platform: process.platform,
    homeFolder: platform.homeFolder,
    env: platform.env,
    run: runProgram,
    sessions,
    hostKeys: ssh.hostKeyEntries,
    addressOf: (target) => {
      const instance = inventory.get(target);
      return instance?.publicIp ?? instance?.ipv6 ?? instance?.privateIp;
    },
    readSshConfig: (file) => readSshConfigDrafts(file, sshConfigPlace(platform).context),
  });

  const parts = [
    createAppHandlers({ platform, notices, settings }),
    createAccountHandlers(accounts, inventory),
    createInstanceHandlers(inventory, accounts),
    {
      methods: createKeyHandlers({
        inventory,
        homeFolder: platform.homeFolder,
        findKeyFile: keys.findForPair,
        checkKeyFile: ssh.checkKeyFile,
      }),
      topics: {},
    },
    createTerminalHandlers(terminals),
    createRdpHandlers(rdp),
    createSessionHandlers(sessions),
    vault.handlers,
    createKeysHandlers(keys),
    createSshConfigHandlers(sshConfig, sessions),
    createImportHandlers(imports),
    ...powerHandlers,
  ];
  const methods = Object.assign({}, ...parts.map((part) => part.methods)) as MethodHandlers;
  const topics = Object.assign({}, ...parts.map((part) => part.topics)) as TopicHandlers;

  const stopWake = platform.onWake?.(ssh.pingAll);
  let page: RpcServer | undefined;
  log.info('The host started.', { version: platform.version, shell: platform.shell });

  return {
    attach(link) {
      page?.end(replaced());
      const server = createRpcServer({
        link,
        contract,
        methods,
        topics,
        onAnswer: prompts.answer,
        logError: (error, during) => log.error(error, during),
      });
      page = server;
      prompts.attach(server);
      link.onClose(() => {
        prompts.detach(server);
        if (page === server) page = undefined;
      });
    },
    liveTerminals: () => terminals.list().filter(({ state }) => state !== 'ended').length,
    liveLaunches: rdp.live,
    async close() {
      stopWake?.();
      page?.end(new AppError('cancelled', texts().hostTexts.closed).toWire());
      prompts.close();
      terminals.closeAll();
      const desktops = rdp.closeAll();
      power.close();
      keys.close();
      vault.close();
      await desktops;
      await inventory.close();
      await Promise.all(clouds.map((cloud) => cloud.close()));
      log.info('The host ended.');
      await log.flush();
    },
  };
}
