import { plural } from '../plural.ts';

/** What is told of an SSH connection while it is being made. */
export const sshSteps = {
  cancelled: 'Connecting was cancelled.',
  legacy: 'Algorithms that are no longer safe are offered, too, as you chose',
  shows: (type: string, fingerprint: string) => `The server shows ${type} ${fingerprint}`,
  connectAgain: 'Connect again.',
  refused: (name: string) => `The host key of ${name} was refused.`,
  identify: 'Waiting for the server to identify itself',
  says: (words: string) => `The server says: “${words}”`,
  serverIs: (server: string) => `The server is ${server}`,
  agreed: (algorithms: string) => `Agreed on ${algorithms}`,
  noAgent: 'No SSH agent runs here: there is nothing to forward',
  stored: 'Host key accepted and stored',
  thisOnly: (message: string, hint: string | undefined) =>
    `${message} The key counts for this connection only.${hint === undefined ? '' : ` ${hint}`}`,
  further: (type: string, fingerprint: string) => `The server proved a further key, now stored: ${type} ${fingerprint}`,
  furtherLeft: (count: number, most: number) =>
    `The server announced ${count} more host ${plural(count, 'key', 'keys')}, not stored: ${most} of one host are kept at most`,
  furtherNot: (message: string, hint: string | undefined) =>
    `The server’s further keys were not stored: ${message}${hint === undefined ? '' : ` ${hint}`}`,
};
