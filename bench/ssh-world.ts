import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSshd, type Sshd } from '../e2e/testbed/sshd.ts';

/** What the shell of every measured login prints when it is ready; nothing else prints it. */
export const PROMPT = 'bench> ';
/** The same for both sides, so that neither negotiates something faster. */
const KEX = 'curve25519-sha256';

/** OpenSSH's server with a plain shell, and a `known_hosts` that knows it under any of the given ports. */
export interface SshWorld {
  readonly sshd: Sshd;
  readonly knownHosts: string;
  /** Makes the server known at another port too (a relay in front of it). */
  know(port: number): void;
  /** Arguments of `ssh` up to the host. */
  clientArgs(port: number): string[];
  stop(): Promise<void>;
}

export async function startSshWorld(config: readonly string[] = []): Promise<SshWorld> {
  const sshd = await startSshd({
    hostKeys: ['ed25519'],
    config: ['LogLevel ERROR', 'MaxStartups 1000', 'MaxSessions 1000', `KexAlgorithms ${KEX}`, ...config],
  });
  // Bash in its plainest form: what start-up files do would be measured with the connection.
  writeFileSync(
    join(sshd.homeFolder, '.bash_profile'),
    `PS1='${PROMPT}'; PROMPT_COMMAND=; unset HISTFILE; bind 'set enable-bracketed-paste off'\n`,
  );
  const knownHosts = join(sshd.folder, 'known_hosts');
  const hostKey = readFileSync(join(sshd.folder, 'host_ed25519.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  const known: number[] = [];
  const know = (port: number): void => {
    known.push(port);
    writeFileSync(knownHosts, known.map((each) => `[127.0.0.1]:${each} ${hostKey}\n`).join(''));
  };
  know(sshd.port);
  return {
    sshd,
    knownHosts,
    know,
    clientArgs: (port) => [
      ...['-F', 'none', '-p', String(port), '-i', sshd.clientKeyPath, '-l', sshd.user],
      ...['IdentitiesOnly=yes', 'BatchMode=yes', 'StrictHostKeyChecking=yes', 'GlobalKnownHostsFile=/dev/null', 'LogLevel=ERROR'].flatMap(
        (o) => ['-o', o],
      ),
      ...['-o', `UserKnownHostsFile=${knownHosts}`],
    ],
    stop: () => sshd.stop(),
  };
}
