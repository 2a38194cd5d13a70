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
import { texts } from '../../../shared/texts/current.ts';

/** How often a key is asked for before the person is left to type the password. */
const KEY_ATTEMPTS = 3;

/** A private key that is kept in the vault. */
export interface VaultKey {
  readonly id: string;
  readonly label: string;
}

export interface KeyFinding {
  readonly instances: Pick<InstanceFacts, 'keyFile' | 'setKeyFile' | 'login'>;
  readonly findKeyFile: FindKeyFile;
  /** The private keys in the vault; none while it is locked. */
  readonly vaultKeys: () => readonly VaultKey[];
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

export type InstanceKey =
  | { readonly kind: 'file'; readonly path: string; readonly why: string }
  | ({ readonly kind: 'vault'; readonly why: string } & VaultKey)
  | { readonly kind: 'none'; readonly why: string };

/** The instance's private key: the chosen file, else that of its key pair, else the key of the session. */
export async function findInstanceKey(
  { instances, findKeyFile, vaultKeys, homeFolder }: KeyFinding,
  instance: Instance,
  setting: KeySetting,
  signal: AbortSignal,
): Promise<InstanceKey> {
  const { rdpSteps: t } = texts();
  const chosen = instances.keyFile(instance);
  if (chosen !== undefined) return { kind: 'file', path: expandHome(chosen, homeFolder), why: t.keyChosen };
  const keyName = instance.keyName ?? '';
  const { path, by, lookedAt, note } = await findKeyFile({ account: instance.account, region: instance.region, keyName }, signal);
  if (path !== undefined) return { kind: 'file', path, why: by === 'fingerprint' ? t.keyByFingerprint(keyName) : t.keyByName(keyName) };
  // The key of a session is often meant for its jump hosts: only where nothing else is known.
  if (setting.kind === 'file') return { kind: 'file', path: expandHome(setting.path, homeFolder), why: t.keyOfSession };
  if (setting.kind === 'vault') {
    const label = vaultKeys().find(({ id }) => id === setting.id)?.label ?? t.vaultKey;
    return { kind: 'vault', id: setting.id, label, why: t.keyOfSession };
  }
  const notFound = lookedAt.length === 0 ? t.noKeyFile(keyName) : t.noKeyFileIn(keyName, lookedAt.join(', '));
  return { kind: 'none', why: note === undefined ? notFound : `${notFound} ${note}` };
}

/**
 * Decrypts the first password with the instance's private key: the one that is known, else any of the vault that fits, else the one that the
 * person is asked for; asks for passphrases where needed. `undefined`: the person would rather type the password. The password is in nobody's
 * log. Throws `cancelled`.
 */
export async function openFirstPassword(finding: KeyFinding, attempt: OpenAttempt): Promise<string | undefined> {
  const { instance, keyName, signal, report } = attempt;
  let key: InstanceKey = await findInstanceKey(finding, instance, attempt.keySetting, signal);
  for (let asked = 0; ; asked += 1) {
    if (key.kind !== 'none') {
      const name = key.kind === 'file' ? key.path : key.label;
      try {
        const password = decryptPassword(attempt.data, await openPrivateKey(finding, attempt, key), name);
        report({ step: 'password', state: 'done', text: texts().rdpSteps.decrypted(name, key.why) });
        return password;
      } catch (error) {
        signal.throwIfAborted();
        // Damaged data is the same for every key.
        if (!(error instanceof AppError) || error.code === 'cancelled' || error.code === 'invalid-input') throw error;
        key = { kind: 'none', why: error.message };
        report({ step: 'password', state: 'failed', text: error.message });
      }
    }
    const kept = asked === 0 ? await tryVault(finding, attempt) : undefined;
    if (kept !== undefined) return kept;
    if (asked >= KEY_ATTEMPTS) return undefined;
    const { listKeyFiles } = await import('../../ssh/keys/find-key-file.ts');
    const keyFiles = (await listKeyFiles(`${finding.homeFolder}/.ssh`)).filter(({ type }) => type === 'ssh-rsa' || type === 'unknown');
    const origin = { title: attempt.title, ...(attempt.launch === undefined ? {} : { launch: attempt.launch }) };
    const answer = await finding.ask('rdpKeyFile', { ...origin, keyName, why: key.why, keyFiles }, signal);
    if (answer.choice === 'password') return undefined;
    key = { kind: 'file', path: expandHome(answer.file, finding.homeFolder), why: texts().rdpSteps.keyByYou };
    if (answer.remember) await keepChoice(finding, attempt, key.path);
  }
}

/** Which of the vault's keys it is shows in that it decrypts: a wrong one never does. Those with a passphrase of their own are passed over. */
async function tryVault({ vaultKeys, secrets }: KeyFinding, { data, report, signal }: OpenAttempt): Promise<string | undefined> {
  const { keyFromText, openKeyObject } = await import('../../ssh/keys/load-key.ts');
  for (const { id, label } of vaultKeys()) {
    try {
      const text = await secrets.find(id, texts().rdpSteps.whyKey(label), signal);
      const file = text === undefined ? undefined : keyFromText(text, label);
      if (file === undefined || file.encrypted) continue;
      const password = decryptPassword(data, await openKeyObject(file, () => Promise.resolve(''), signal), label);
      report({ step: 'password', state: 'done', text: texts().rdpSteps.decryptedByVault(label) });
      return password;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
    }
  }
  return undefined;
}

async function keepChoice({ instances }: KeyFinding, { instance, report }: OpenAttempt, path: string): Promise<void> {
  try {
    await instances.setKeyFile(instance, path);
  } catch (error) {
    report({
      step: 'password',
      state: 'info',
      text: texts().rdpSteps.choiceNotKept(path, error instanceof AppError ? error.message : ''),
    });
  }
}

async function readKey({ secrets }: KeyFinding, key: Exclude<InstanceKey, { kind: 'none' }>, signal: AbortSignal): Promise<KeyFile> {
  const { keyFromText, readKeyFile } = await import('../../ssh/keys/load-key.ts');
  if (key.kind === 'file') return await readKeyFile(key.path);
  const text = await secrets.find(key.id, texts().rdpSteps.whyKey(key.label), signal);
  if (text !== undefined) return keyFromText(text, key.label);
  throw new AppError('key-missing', texts().rdpErrors.password.keyGone(key.label));
}

async function openPrivateKey(
  finding: KeyFinding,
  attempt: OpenAttempt,
  wanted: Exclude<InstanceKey, { kind: 'none' }>,
): Promise<KeyObject> {
  const { ask, secrets } = finding;
  const { openKeyObject } = await import('../../ssh/keys/load-key.ts');
  const { signal } = attempt;
  const file = await readKey(finding, wanted, signal);
  const { path } = file;
  const id = secretId.passphrase(path);
  let saved = file.encrypted ? await secrets.find(id, texts().rdpSteps.whyPassphrase(path), signal) : undefined;
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
      attempt.report({ step: 'password', state: 'info', text: texts().rdpSteps.passphraseNotKept(path, why) });
    });
  }
  return key;
}
