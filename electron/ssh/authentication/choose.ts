import { dirname } from 'node:path';
import { AppError } from '../../../shared/model/errors.ts';
import { expandHome } from '../keys/expand-home.ts';
import { listKeyFiles } from '../keys/find-key-file.ts';
import { readKeyFile } from '../keys/load-key.ts';
import type { SshConnectOptions } from '../ssh.ts';
import type { Choice } from './authenticate.ts';

/**
 * Settles how to log in, before anything is sent: SSH does not allow to change the login name on the way. Asks when nothing was
 * chosen. A key file is read here, so that a missing one is told before the server is bothered.
 */
export async function chooseLogin(
  options: Pick<SshConnectOptions, 'target' | 'ask' | 'onRemember'>,
  environment: { readonly sshFolder: string; readonly agent: boolean; readonly signal: AbortSignal },
): Promise<Choice> {
  const { target, ask, onRemember } = options;
  const { identity, user } = target;
  if (identity.kind !== 'ask' && identity.kind !== 'vault' && user !== '') {
    return identity.kind === 'file' ? { kind: 'file', user, file: await readKeyFile(identity.path) } : { kind: identity.kind, user };
  }
  const answer = await ask(
    'authentication',
    {
      terminal: target.terminal,
      title: target.title,
      user,
      candidates: target.userCandidates,
      why: identity.kind === 'ask' ? identity.why : 'No login name is known for this machine.',
      keyFiles: await listKeyFiles(environment.sshFolder),
      agent: environment.agent,
    },
    environment.signal,
  );
  if (answer.user === '') throw new AppError('invalid-input', 'A login name is needed.', { hint: 'Connect again and enter one.' });
  if (answer.choice !== 'key') return { kind: answer.choice, user: answer.user };
  const path = expandHome(answer.file, dirname(environment.sshFolder));
  const file = await readKeyFile(path);
  if (answer.remember) onRemember?.({ user: answer.user, keyFile: path });
  return { kind: 'file', user: answer.user, file };
}
