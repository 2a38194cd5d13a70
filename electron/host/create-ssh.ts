import { userInfo } from 'node:os';
import { join } from 'node:path';
import { dialDirect } from '../dial/direct.ts';
import type { Log } from '../log/log.ts';
import type { Notices } from '../services/notices/notices.ts';
import type { OpenShellOptions } from '../services/terminals/open-shell.ts';
import { findAgentSockets } from '../ssh/authentication/find-agents.ts';
import { createHostKeys, type HostKeyEntries } from '../ssh/host-keys/host-keys.ts';
import { createSharedConnections } from '../ssh/shared-connections.ts';
import type { Secrets, SshConnect, SshConnection } from '../ssh/ssh.ts';
import type { Platform } from './platform.ts';
import { texts } from '../../shared/texts/current.ts';

/** The SSH side of the host. ssh2 itself is loaded at the first connection: the window must not wait for it. */
export function createSsh({
  platform,
  notices,
  log,
  secrets,
  keyFolders,
}: {
  platform: Platform;
  notices: Notices;
  log: Log;
  secrets: Secrets;
  /** Folders with private keys beside `~/.ssh`. */
  keyFolders: () => readonly string[];
}): Pick<OpenShellOptions, 'dial' | 'connect' | 'connections'> & {
  pingAll(): void;
  readonly hostKeyEntries: HostKeyEntries;
  checkKeyFile(path: string): Promise<void>;
} {
  const sshFolder = join(platform.homeFolder, '.ssh');
  const hostKeys = createHostKeys({
    file: join(platform.dataFolder, 'known_hosts'),
    others: [join(sshFolder, 'known_hosts'), ...(process.platform === 'win32' ? [] : ['/etc/ssh/ssh_known_hosts'])],
    onUnreadable: (file, error) => {
      log.warn(`Host keys in ${file} could not be read.`, { error: String(error) });
      notices.add('warning', {
        code: 'key-unreadable',
        message: texts().hostTexts.hostKeysUnread(error.message),
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    },
  });
  const findAgents = () => findAgentSockets({ platform: process.platform, env: platform.env, user: userInfo().username });
  let loading: Promise<SshConnect> | undefined;
  const live = new Set<SshConnection>();

  async function connect(options: Parameters<SshConnect>[0]): Promise<SshConnection> {
    loading ??= import('../ssh/connect.ts').then(({ createSshConnect }) =>
      createSshConnect({ hostKeys, findAgents, sshFolder, keyFolders }),
    );
    const connection = await (await loading)({ secrets, ...options });
    live.add(connection);
    connection.onLost(() => live.delete(connection));
    return connection;
  }

  return {
    hostKeyEntries: hostKeys,
    dial: dialDirect,
    connect,
    connections: createSharedConnections(),
    async checkKeyFile(path) {
      const choose = await import('../ssh/authentication/choose.ts');
      await choose.checkKeyFile(path);
    },
    pingAll: () => {
      for (const connection of live) connection.ping();
    },
  };
}
