import { hostname, userInfo } from 'node:os';
import type { Platform } from '../../host/platform.ts';
import { defaultSshConfig } from '../../ssh-config/read-ssh-config.ts';
import type { SshConfigFolderOptions } from './ssh-config-folder.ts';

/** Where ssh itself would look on this computer, and what it would put for its tokens. */
export function sshConfigPlace({ homeFolder, env }: Pick<Platform, 'homeFolder' | 'env'>): Omit<SshConfigFolderOptions, 'onError'> {
  return {
    file: defaultSshConfig(homeFolder),
    ...(process.platform === 'win32' ? {} : { systemFile: '/etc/ssh/ssh_config' }),
    context: {
      localUser: loginName(env),
      homeFolder,
      localHost: hostname(),
      uid: process.getuid?.() ?? 0,
      env,
    },
  };
}

function loginName(env: Platform['env']): string {
  try {
    return userInfo().username;
  } catch {
    // A user that the system's list does not have, as in some containers.
    return env['USER'] ?? env['USERNAME'] ?? '';
  }
}
