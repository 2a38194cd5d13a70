import { readdir } from 'node:fs/promises';
import { AppError } from '../../../shared/model/errors.ts';
import { type Agent, type AgentIdentity, createAgent } from './agent.ts';
import { texts } from '../../../shared/texts/current.ts';

const PIPES = '\\\\.\\pipe\\';
const OPENSSH_PIPE = 'openssh-ssh-agent';

export interface AgentPlace {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Login name on Windows: Pageant names its pipe after it. */
  readonly user: string;
  /** Names of the named pipes of this computer; injected in tests. */
  readonly listPipes?: () => Promise<readonly string[]>;
}

/**
 * Sockets of the agents that are there, the most likely first: `SSH_AUTH_SOCK` alone where it is set; on Windows else the pipe of OpenSSH's
 * agent, and Pageant's (0.75 and later: `pageant.<user>.<hash that changes at each start of Windows>`).
 */
export async function findAgentSockets({ platform, env, user, listPipes = listWindowsPipes }: AgentPlace): Promise<string[]> {
  const named = env['SSH_AUTH_SOCK'];
  if (named !== undefined && named !== '') return [named];
  if (platform !== 'win32') return [];
  const pipes: readonly string[] = await listPipes().catch(() => []);
  const pageant = `pageant.${user.toLowerCase()}.`;
  const found = pipes.filter((name) => name.toLowerCase().startsWith(pageant));
  if (pipes.includes(OPENSSH_PIPE)) found.unshift(OPENSSH_PIPE);
  return found.map((name) => `${PIPES}${name}`);
}

function listWindowsPipes(): Promise<string[]> {
  return readdir(PIPES);
}

/**
 * The agents that are there as one: the keys of all, each signed for by the one that holds it. Where they are is looked up at each
 * listing: Pageant may have been started meanwhile. One that does not answer is left out while another one does.
 */
export function createAgents(findSockets: () => Promise<readonly string[]>): Agent {
  const holders = new Map<string, Agent>();
  return {
    async list(signal) {
      const agents = (await findSockets()).map(createAgent);
      if (agents.length === 0) throw noAgent();
      const lists = await Promise.allSettled(agents.map((agent) => agent.list(signal)));
      holders.clear();
      const identities: AgentIdentity[] = [];
      for (const [index, agent] of agents.entries()) {
        const list = lists[index];
        if (list?.status !== 'fulfilled') continue;
        for (const identity of list.value) {
          const id = identity.publicBlob.toString('base64');
          if (holders.has(id)) continue;
          holders.set(id, agent);
          identities.push(identity);
        }
      }
      const refused = lists.find((list) => list.status === 'rejected');
      if (refused !== undefined && lists.every((list) => list.status === 'rejected')) throw refused.reason;
      return identities;
    },
    async sign(publicBlob, data, flags, signal) {
      const holder = holders.get(publicBlob.toString('base64'));
      if (holder === undefined) throw noAgent();
      return holder.sign(publicBlob, data, flags, signal);
    },
  };
}

export function noAgent(): AppError {
  return process.platform === 'win32'
    ? new AppError('agent', texts().loginTexts.noAgent, { hint: texts().loginTexts.startAgentWindows })
    : new AppError('agent', texts().loginTexts.noAgentSocket, { hint: texts().loginTexts.startAgent });
}
