import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import { dialDirect } from '../electron/dial/direct.ts';
import { keepKeyObjects, openInternals } from '../electron/ssh/ssh2-internals.ts';
import { answerParent } from './child.ts';
import { closeShell, openShell, readShell, type SshTarget } from './gangway-ssh.ts';
import { startMeter } from './loop-meter.ts';
import { PROMPT } from './ssh-world.ts';

/** CPU of this process for a command's output, through a terminal of Gangway's or through an exec of its SSH library as Gangway runs it. */
export type BulkQuestion = { readonly how: 'terminal' | 'exec'; readonly target: SshTarget; readonly command: string };

answerParent(
  async ({ how, target, command }: BulkQuestion): Promise<number> =>
    how === 'terminal' ? terminal(target, command) : exec(target, command),
);

async function terminal(target: SshTarget, command: string): Promise<number> {
  const stop = startMeter({ watchLoop: false });
  const open = await openShell(target);
  const output = readShell(open.shell);
  await output.until(PROMPT);
  open.shell.write(Buffer.from(`${command}; echo; echo no more\n`));
  // The echo of the command line holds the words too, but not at the start of a line.
  await output.until('\nno more');
  await closeShell(open);
  return stop().cpuMs;
}

async function exec(target: SshTarget, command: string): Promise<number> {
  const stop = startMeter({ watchLoop: false });
  const address = { host: '127.0.0.1', port: target.port };
  const { stream } = await dialDirect({ target: address, report: () => {}, signal: new AbortController().signal });
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client.on('error', reject);
    client.on('close', resolve);
    client.on('ready', () =>
      client.exec(command, (error, channel) => {
        if (error !== undefined) return reject(error);
        channel.resume();
        channel.stderr.resume();
        channel.on('close', () => client.end());
      }),
    );
    client.connect({ sock: stream, username: target.user, privateKey: readFileSync(target.keyFile) });
    // As each connection of the app does: what a packet's decryption costs is Gangway's choice, not only the library's.
    keepKeyObjects(openInternals(client)._protocol);
  });
  return stop().cpuMs;
}
