import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import type { PromptAnswer, PromptInput, PromptKind } from '../../../shared/contract/contract.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Ask } from '../ssh.ts';
import { chooseLogin } from './choose.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/keys/', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'gangway-choose-'));
afterEach(() => rmSync(home, { recursive: true, force: true }));

it('offers the keys of chosen folders beside those of ~/.ssh', async () => {
  const [sshFolder, chosen] = [join(home, '.ssh'), join(home, 'work keys')];
  for (const folder of [sshFolder, chosen]) mkdirSync(folder);
  copyFileSync(join(FIXTURES, 'TEST_ed25519_openssh'), join(sshFolder, 'own'));
  copyFileSync(join(FIXTURES, 'TEST_rsa2048_v2.ppk'), join(chosen, 'putty.ppk'));
  let asked: PromptInput<'authentication'> | undefined;
  const ask: Ask = <P extends PromptKind>(_kind: P, input: PromptInput<P>): Promise<PromptAnswer<P>> => {
    asked = input as PromptInput<'authentication'>;
    return Promise.reject(new AppError('cancelled', 'Dismissed.'));
  };
  const target = {
    ...{ host: 'web', port: 22, user: 'ann', title: 'web', terminal: 't', userCandidates: [] },
    identity: { kind: 'ask' as const, why: 'No key was chosen.' },
  };
  const environment = { sshFolder, keyFolders: [chosen, join(home, 'gone')], agent: undefined, signal: new AbortController().signal };
  await expect(chooseLogin({ target, ask }, environment)).rejects.toMatchObject({ code: 'cancelled' });
  expect(asked?.keyFiles.map(({ path, type }) => [path, type])).toEqual([
    [join(sshFolder, 'own'), 'ssh-ed25519'],
    [join(chosen, 'putty.ppk'), 'ssh-rsa'],
  ]);
});
