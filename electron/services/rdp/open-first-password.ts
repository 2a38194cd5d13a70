import type { KeyObject } from 'node:crypto';
import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { KeySetting } from '../../../shared/model/session-settings.ts';
import { secretId } from '../../../shared/model/vault.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import { decryptPassword } from '../../rdp/password/decrypt-password.ts';
import { expandHome } from '../../ssh/keys/expand-home.ts';
import type { KeyFile } from '../../ssh/keys/load-key.ts';
import type { Ask, Secrets } from '../../ssh/ssh.ts';
import type { FindKeyFile } from '../terminals/connection-plan.ts';
import type { InstanceFacts } from '../terminals/look-at-instance.ts';

/** How often a key is asked for before the person is left to type the password. */
const KEY_ATTEMPTS = 3;

export interface KeyFinding {
  readonly instances: Pick<InstanceFacts, 'keyFile' | 'setKeyFile'>;
  readonly findKeyFile: FindKeyFile;
  readonly homeFolder: string;
  readonly ask: Ask;
  readonly secrets: Secrets;
}

export interface OpenAttempt {
  readonly instance: Instance;
  readonly keySetting: KeySetting;
  readonly data: string;
  readonly keyName: string;
  readonly title: string;
  /** The launch that asks, if one does. */
  readonly launch: string | undefined;
  readonly report: ReportStep;
  readonly signal: AbortSignal;
}

/** The file of the instance's private key: the chosen one, else the one of its key pair. */
export async function findInstanceKey(
  { instances, findKeyFile, homeFolder }: KeyFinding,
  instance: Instance,
  setting: KeySetting,
  signal: AbortSignal,
): Promise<{ readonly path: string | undefined; readonly why: string }> {
  const chosen = instances.keyFile(instance);
  if (chosen !== undefined) return { path: expandHome(chosen, homeFolder), why: 'chosen for this instance' };
  const keyName = instance.keyName ?? '';
  const { path, by, lookedAt, note } = await findKeyFile({ account: instance.account, region: instance.region, keyName }, signal);
  if (path !== undefined) return { path, why: `found by the ${by ?? 'name'} of key pair ${keyName}` };
  // The key of a session is often meant for its jump hosts: only where nothing else is known.
  if (setting.kind === 'file') return { path: expandHome(setting.path, homeFolder), why: 'the key of the session' };
  const where = lookedAt.length === 0 ? '' : ` Looked for ${lookedAt.join(', ')}.`;
  return {
    path: undefined,
    why: `No private key file for key pair “${keyName}” was found.${where}${note === undefined ? '' : ` ${note}`}`,
  };
}

/**
 * Decrypts the first password with the instance's private key, asking for its file or passphrase where needed. `undefined`: the person would
 * rather type the password. The password is in nobody's log. Throws `cancelled`.
 */
export async function openFirstPassword(finding: KeyFinding, attempt: OpenAttempt): Promise<string | undefined> {
  const { instance, keyName, signal, report } = attempt;
  const found = await findInstanceKey(finding, instance, attempt.keySetting, signal);
  let { path } = found;
  let why = found.why;
  for (let asked = 0; ; asked += 1) {
    if (path !== undefined) {
      try {
        const password = decryptPassword(attempt.data, await openPrivateKey(finding, attempt, path), path);
        report({ step: 'password', state: 'done', text: `First password of the instance decrypted with ${path} (${why})` });
        return password;
      } catch (error) {
        signal.throwIfAborted();
        // Damaged data is the same for every key.
        if (!(error instanceof AppError) || error.code === 'cancelled' || error.code === 'invalid-input') throw error;
        why = error.message;
        report({ step: 'password', state: 'failed', text: error.message });
      }
    }
    if (asked >= KEY_ATTEMPTS) return undefined;
    const { listKeyFiles } = await import('../../ssh/keys/find-key-file.ts');
    const keyFiles = (await listKeyFiles(`${finding.homeFolder}/.ssh`)).filter(({ type }) => type === 'ssh-rsa' || type === 'unknown');
    const origin = { title: attempt.title, ...(attempt.launch === undefined ? {} : { launch: attempt.launch }) };
    const answer = await finding.ask('rdpKeyFile', { ...origin, keyName, why, keyFiles }, signal);
    if (answer.choice === 'password') return undefined;
    path = expandHome(answer.file, finding.homeFolder);
    why = 'chosen by you';
    if (answer.remember) await keepChoice(finding, attempt, path);
  }
}

async function keepChoice({ instances }: KeyFinding, { instance, report }: OpenAttempt, path: string): Promise<void> {
  try {
    await instances.setKeyFile(instance, path);
  } catch (error) {
    report({
      step: 'password',
      state: 'info',
      text: `The choice of ${path} could not be kept. ${error instanceof AppError ? error.message : ''}`,
    });
  }
}

async function openPrivateKey({ ask, secrets }: KeyFinding, attempt: OpenAttempt, path: string): Promise<KeyObject> {
  const { openKeyObject, readKeyFile } = await import('../../ssh/keys/load-key.ts');
  const { signal } = attempt;
  const file: KeyFile = await readKeyFile(path);
  const id = secretId.passphrase(path);
  let saved = file.encrypted ? await secrets.find(id, `The passphrase of ${path} is saved in it.`, signal) : undefined;
  let typed: { readonly value: string; readonly remember: boolean } | undefined;
  const cannotRemember = secrets.cannotRemember();
  const origin = {
    title: attempt.title,
    ...(attempt.launch === undefined ? {} : { launch: attempt.launch }),
    ...(cannotRemember === undefined ? {} : { cannotRemember }),
  };
  let asked = 0;
  const key = await openKeyObject(
    file,
    async () => {
      if (saved !== undefined) {
        const value = saved;
        saved = undefined;
        return value;
      }
      asked += 1;
      const answer = await ask('passphrase', { ...origin, file: path, attempt: asked }, signal);
      typed = { value: answer.passphrase, remember: answer.remember === true && cannotRemember === undefined };
      return answer.passphrase;
    },
    signal,
  );
  if (typed?.remember === true) {
    await secrets.remember({ id, kind: 'passphrase', label: path, value: typed.value }, signal).catch((error: unknown) => {
      const why = error instanceof AppError ? ` ${error.message}` : '';
      attempt.report({ step: 'password', state: 'info', text: `The passphrase of ${path} was not remembered.${why}` });
    });
  }
  return key;
}
